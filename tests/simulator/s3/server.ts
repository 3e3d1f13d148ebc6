import type { IncomingMessage } from "node:http";
import { systemClock, type Clock } from "../../../src/clock.js";
import {
  splitTarget,
  startHttpServer,
  type Exchange,
  type LoggedRequest,
} from "../../../src/sandbox/api/http-server.js";
import { createFaults, delayOf, type FaultAction, type Faults } from "../faults.js";
import { checkSignature } from "./auth.js";
import { answerGet } from "./get.js";
import { createListing } from "./listing.js";
import type { S3Objects } from "./objects.js";
import {
  describeStatus,
  replyWithError,
  S3Error,
  type S3ErrorContext,
  type S3Reply,
} from "./reply.js";
import { sendReply } from "./send.js";

/** How an object store is reached; every setting has a default. */
export interface S3Settings {
  /** 0, the default, is any port that is free. */
  readonly port?: number;
  /** The one bucket there is; "ometria-export" by default. */
  readonly bucket?: string;
  /** "eu-west-1" by default. */
  readonly region?: string;
  /** "sandbox-access-key" by default. */
  readonly accessKeyId?: string;
  /** "sandbox-secret-key" by default. No signature is checked against it. */
  readonly secretAccessKey?: string;
}

export interface S3ServerOptions extends S3Settings {
  readonly objects: S3Objects;
  /** How long every answer takes; 0 by default. */
  readonly latencyMs?: number;
  readonly clock?: Clock;
  /** What the `Date` header says, in milliseconds; absent = the clock's time. */
  readonly now?: () => number;
}

/** A request to the object store. Its `path` is decoded and begins with the bucket, such as `/ometria-export/a key`. */
export type LoggedS3Request = LoggedRequest & {
  /** The header of that name, as sent. */
  readonly range?: string;
  readonly ifMatch?: string;
};

/** An object store that is up, as a client needs to know it. */
export interface S3Access {
  /** To be used with the bucket in the path ("path style"). */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What came in, oldest first. */
  readonly requests: readonly LoggedS3Request[];
  /** Scripted for requests that are signed. An error without a body gets S3's XML. */
  readonly faults: Faults;
}

export interface S3Server extends S3Access {
  /** Ends every connection, answered or not. May be called again. */
  close(): Promise<void>;
}

const defaults = {
  port: 0,
  bucket: "ometria-export",
  region: "eu-west-1",
  accessKeyId: "sandbox-access-key",
  secretAccessKey: "sandbox-secret-key",
  latencyMs: 0,
  clock: systemClock,
};

type Settings = typeof defaults & S3ServerOptions & { readonly faults: Faults };

/**
 * Serves objects on 127.0.0.1 the way S3 does: ListObjectsV2, HeadBucket, GetObject and HeadObject. Requests need a Signature V4 of the
 * right access key and region; that it was made with the right secret is not checked. Rejects with a UsageError if the port is taken.
 */
export async function startS3Server(options: S3ServerOptions): Promise<S3Server> {
  const settings: Settings = { ...defaults, ...options, faults: createFaults() };
  const { bucket, region, accessKeyId, secretAccessKey, faults } = settings;
  const server = await startHttpServer({
    port: settings.port,
    log: (request) => logRequest(request, settings.clock.now()),
    answer: createHandler(settings),
  });
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    bucket,
    region,
    accessKeyId,
    secretAccessKey,
    requests: server.requests,
    faults,
    close: () => server.close(),
  };
}

function logRequest(request: IncomingMessage, time: number): LoggedS3Request {
  const { path: bare, endsInSlash, query } = splitTarget(request);
  // The slash at the end of a key is a part of it.
  const path = endsInSlash ? `${bare}/` : bare;
  const { range, "if-match": ifMatch } = request.headers;
  return {
    time,
    method: request.method ?? "",
    path: decodePath(path) ?? path,
    endsInSlash,
    query,
    status: 0,
    ...(range === undefined ? {} : { range }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
}

/** S3 takes `+` for a space here too, unlike other servers: a client has to send `%2B`. */
function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

function createHandler(settings: Settings) {
  const { clock, faults, latencyMs, now = () => clock.now() } = settings;
  const answer = createAnswers(settings);
  let count = 0;

  return async ({ request, response, entry, signal }: Exchange<LoggedS3Request>) => {
    count += 1;
    const requestId = count.toString(16).toUpperCase().padStart(16, "0");
    const context = { resource: entry.path, requestId };
    const refusal = attempt(context, () => {
      checkSignature(request, entry.query, settings);
      return undefined;
    });
    const fault = refusal === undefined ? faults.take(entry) : undefined;
    if (fault?.kind === "reset") {
      response.destroy();
      return;
    }
    const waitMs = latencyMs + delayOf(fault);
    if (waitMs > 0) {
      await clock.sleep(waitMs, signal);
    }
    if (response.destroyed) {
      return;
    }
    const reply =
      refusal ?? applyFault(fault, context) ?? attempt(context, () => answer(request, entry));
    entry.status = reply.status;
    await sendReply({ request, response }, reply, { date: now(), requestId, fault });
  };
}

function attempt<T>(context: S3ErrorContext, act: () => T): T | S3Reply {
  try {
    return act();
  } catch (error) {
    if (error instanceof S3Error) {
      return replyWithError(error, context);
    }
    throw error;
  }
}

function applyFault(fault: FaultAction | undefined, context: S3ErrorContext): S3Reply | undefined {
  if (fault?.kind === "status") {
    const { status, headers = {}, body = describeStatus(status, context) } = fault;
    return { status, headers, body };
  }
  return fault?.kind === "body" ? { status: 200, body: fault.body } : undefined;
}

function createAnswers({ objects, bucket, region }: Settings) {
  const list = createListing(bucket);

  const answerBucket = ({ method, query }: LoggedS3Request): S3Reply => {
    const headers = { "x-amz-bucket-region": region };
    if (method === "HEAD") {
      return { status: 200, headers };
    }
    if (query["list-type"] !== "2") {
      throw new S3Error("NotImplemented", { message: "Only ListObjectsV2 is implemented." });
    }
    return { status: 200, headers, body: list(objects.list(), query) };
  };

  return (request: IncomingMessage, entry: LoggedS3Request): S3Reply => {
    if (decodePath(splitTarget(request).path) === undefined) {
      throw new S3Error("InvalidURI");
    }
    if (entry.method !== "GET" && entry.method !== "HEAD") {
      throw new S3Error("MethodNotAllowed", { headers: { allow: "GET, HEAD" } });
    }
    const [, asked = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(entry.path) ?? [];
    if (asked !== bucket) {
      throw new S3Error("NoSuchBucket", { elements: [["BucketName", asked]] });
    }
    if (key === "") {
      return answerBucket(entry);
    }
    const content = objects.open(key);
    if (content === undefined) {
      throw new S3Error("NoSuchKey", { elements: [["Key", key]] });
    }
    return answerGet(content, request.headers);
  };
}
