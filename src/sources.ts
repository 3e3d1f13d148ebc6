import { fileURLToPath } from "node:url";
import { ApiClient } from "./api/client.js";
import type { Clock } from "./clock.js";
import type { Config } from "./config/load.js";
import { UsageError } from "./errors.js";
import { createFileStore } from "./exports/file-store.js";
import type { ObjectStore } from "./exports/store.js";
import type { Logger } from "./log.js";
import { readVersion } from "./version.js";

/** Where the rows of a run come from. */
export interface Sources {
  /** What the state is known by: `sandbox`, or the host of `base_url`. */
  readonly source: string;
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly store: ObjectStore | undefined;
  close(): Promise<void>;
}

/** The sources that the config names; the embedded sandbox is started where it asks for it. */
export async function openSources(config: Readonly<Config>, log: Logger): Promise<Sources> {
  if (config.api_key === "sandbox") return openSandbox(config, log);
  return {
    source: new URL(config.base_url).host,
    baseUrl: config.base_url,
    apiKey: config.api_key,
    store: openStore(config),
    close: () => Promise.resolve(),
  };
}

async function openSandbox(config: Readonly<Config>, log: Logger): Promise<Sources> {
  const { startSandbox } = await import("./sandbox/sandbox.js");
  const sandbox = await startSandbox({});
  log.warning('api_key is "sandbox": all rows are made up, from the embedded sandbox', {
    base_url: sandbox.baseUrl,
  });
  if (config.export_url !== undefined)
    log.warning("export_url is not used: the sandbox has an export of its own");
  return {
    source: "sandbox",
    baseUrl: sandbox.baseUrl,
    apiKey: sandbox.apiKey,
    // The folder is another one in each run, the export in it is the same.
    store: createFileStore(sandbox.exportFolder, "sandbox"),
    close: () => sandbox.close(),
  };
}

function openStore({ export_url: url }: Readonly<Config>): ObjectStore | undefined {
  if (url === undefined) return undefined;
  if (url.startsWith("file:")) return createFileStore(fileURLToPath(url), url);
  const refuse = (): never => {
    throw new UsageError(
      "export_url (TAP_OMETRIA_EXPORT_URL): this version cannot read s3:// yet.",
      {
        hint: "Copy the export to a folder and set file:///folder.",
      },
    );
  };
  return { url, list: refuse, open: refuse };
}

/** The client of the API. Throws UsageError where there is no key. */
export function openClient(
  config: Readonly<Config>,
  sources: Sources,
  deps: { readonly clock: Clock; readonly log: Logger; readonly signal: AbortSignal },
): ApiClient {
  if (sources.apiKey === undefined) {
    throw new UsageError(
      "api_key (TAP_OMETRIA_API_KEY): is missing, and a selected stream needs it.",
      {
        hint: 'Set your Ometria API key, or "sandbox" to try the tap without one.',
      },
    );
  }
  return new ApiClient(
    {
      baseUrl: sources.baseUrl,
      apiKey: sources.apiKey,
      userAgent: config.user_agent ?? `tap-ometria/${readVersion()}`,
      requestsPerSecond: config.requests_per_second,
      timeoutMs: config.request_timeout * 1000,
      maxRetries: config.max_retries,
      maxWaitMs: config.max_retry_wait * 1000,
    },
    deps,
  );
}
