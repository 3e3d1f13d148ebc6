import { fileURLToPath } from "node:url";
import type { Clock } from "../clock.js";
import type { Config } from "../config/load.js";
import { UsageError } from "../errors.js";
import { createFileStore } from "../exports/stores/file-store.js";
import type { RetryDependencies } from "../exports/stores/s3-retry.js";
import { createS3Store, type S3Settings } from "../exports/stores/s3-store.js";
import type { ObjectStore } from "../exports/stores/store.js";
import type { Logger } from "../log.js";
import { keyHeader, otherSpellings, smallestRequest } from "../ometria/service.js";
import type { ApiClient, ApiDependencies } from "../service/client.js";
import { proxyAgentFor } from "../service/proxy.js";
import { readVersion } from "../version.js";

/** Where the rows of a run come from. */
export interface Sources {
  /** What the state is known by: `sandbox`, or the host of `base_url`. */
  readonly source: string;
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly store: ObjectStore | undefined;
  close(): Promise<void>;
}

/** What sources need of the process that runs them. */
export interface SourcesDependencies {
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * The sources that the config names; the embedded sandbox is started where it asks for it. Throws UsageError where its
 * settings do not go together.
 */
export async function openSources(
  config: Readonly<Config>,
  deps: SourcesDependencies,
): Promise<Sources> {
  if (config.api_key === "sandbox") return openSandbox(config, deps);
  return {
    source: new URL(config.base_url).host,
    baseUrl: config.base_url,
    apiKey: config.api_key,
    store: openStore(config, deps),
    close: () => Promise.resolve(),
  };
}

async function openSandbox(config: Readonly<Config>, deps: SourcesDependencies): Promise<Sources> {
  const { startSandbox } = await import("../sandbox/sandbox.js");
  const sandbox = await startSandbox({});
  deps.log.warning('api_key is "sandbox": all rows are made up, from the embedded sandbox', {
    base_url: sandbox.baseUrl,
  });
  if (config.export_url !== undefined)
    deps.log.warning("export_url is not used: the sandbox has an export of its own");
  return {
    source: "sandbox",
    baseUrl: sandbox.baseUrl,
    apiKey: sandbox.apiKey,
    // Its folder is another one in each run, the export in it is the same.
    store: createFileStore(sandbox.exportFolder, "sandbox"),
    close: () => sandbox.close(),
  };
}

function openStore(config: Readonly<Config>, deps: SourcesDependencies): ObjectStore | undefined {
  const { export_url: url } = config;
  if (url === undefined) return undefined;
  if (url.startsWith("file:")) return createFileStore(fileURLToPath(url), url);
  return createS3Store(s3SettingsOf(config, url), retryDependencies(config, deps));
}

function s3SettingsOf(config: Readonly<Config>, url: string): S3Settings {
  const { aws_endpoint_url: endpoint, aws_region: region } = config;
  // A wrong proxy setting is an error before anything is read. The final host is known only with the first request.
  proxyAgentFor(endpoint ?? "https://s3.amazonaws.com");
  return {
    url,
    endpoint,
    region,
    profile: config.aws_profile,
    credentials: credentialsOf(config),
    agentFor: proxyAgentFor,
    timeoutMs: config.request_timeout * 1000,
    width: config.max_concurrency,
  };
}

function credentialsOf(config: Readonly<Config>): S3Settings["credentials"] {
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = config;
  const { aws_session_token: sessionToken } = config;
  if (accessKeyId === undefined && secretAccessKey === undefined && sessionToken === undefined)
    return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new UsageError(
      "aws_access_key_id (TAP_OMETRIA_AWS_ACCESS_KEY_ID) and aws_secret_access_key (TAP_OMETRIA_AWS_SECRET_ACCESS_KEY) belong together: one of them is missing.",
      {
        hint: "Set both, or none of the two (and no aws_session_token) to use the AWS default chain.",
      },
    );
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function retryDependencies(config: Readonly<Config>, deps: SourcesDependencies): RetryDependencies {
  const { max_retries: maxRetries, max_retry_wait: maxWait } = config;
  return { ...deps, policy: { maxRetries, maxWaitMs: maxWait * 1000 } };
}

/** MiB of one answer: more would not fit into memory beside the answers that are asked ahead. */
const largestAnswer = 256;

/** The client of the API, which is not loaded before it is needed. Throws UsageError where there is no key. */
export async function openClient(
  config: Readonly<Config>,
  sources: Sources,
  deps: ApiDependencies,
): Promise<ApiClient> {
  if (sources.apiKey === undefined) {
    throw new UsageError(
      "api_key (TAP_OMETRIA_API_KEY): is missing, and a selected stream needs it.",
      {
        hint: 'Set your Ometria API key, or "sandbox" to try the tap without one.',
      },
    );
  }
  const { ApiClient } = await import("../service/client.js");
  return new ApiClient(
    {
      baseUrl: sources.baseUrl,
      apiKey: sources.apiKey,
      keyHeader,
      smallest: smallestRequest,
      otherSpellings,
      userAgent: config.user_agent ?? `tap-ometria/${readVersion()}`,
      requestsPerSecond: config.requests_per_second,
      maxConcurrency: config.max_concurrency,
      timeoutMs: config.request_timeout * 1000,
      maxRetries: config.max_retries,
      maxWaitMs: config.max_retry_wait * 1000,
      largestAnswer,
    },
    deps,
  );
}
