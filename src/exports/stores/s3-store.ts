import type { Agent } from "node:https";
import { Readable } from "node:stream";
import type { ListObjectsV2CommandOutput, S3Client } from "@aws-sdk/client-s3";
import { SourceError } from "../../errors.js";
import { readBody, type BodyRequest } from "./s3-body.js";
import { retryS3, type RetryDependencies } from "./s3-retry.js";
import type { ExportObject, ObjectStore } from "./store.js";

/** What the store needs to know. Whatever is undefined is found by the AWS default chain. */
export interface S3Settings {
  /** `s3://bucket/prefix`: a folder, whether it ends in a slash or not. */
  readonly url: string;
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly credentials:
    | {
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly sessionToken?: string;
      }
    | undefined;
  /** The agent for an address, where a proxy is set. */
  readonly agentFor: (url: string) => Agent | undefined;
  /** Milliseconds without a byte. */
  readonly timeoutMs: number;
  /** Connections at a time. */
  readonly width: number;
}

/** A bucket, or any store that speaks S3. Its SDK is loaded with the first request. */
export function createS3Store(settings: S3Settings, deps: RetryDependencies): ObjectStore {
  const [, bucket = "", path = ""] = /^s3:\/\/([^/]+)\/*(.*?)\/*$/.exec(settings.url) ?? [];
  const prefix = path === "" ? "" : `${path}/`;
  const { profile } = settings;
  const place = `s3://${bucket}/${prefix}${profile === undefined ? "" : ` (aws_profile ${profile})`}`;
  let made: Promise<S3Client> | undefined;
  let known: S3Client | undefined;
  const client = async (): Promise<S3Client> =>
    (known = await (made ??= createClient(settings, bucket)));
  return {
    url: settings.url,
    // The SDK notes it with each answer, from five minutes on.
    clockOffsetMs: () => known?.config.systemClockOffset ?? 0,
    list: () => listBucket(client, { bucket, prefix, place }, deps),
    open: (object, signal) => {
      const open = (request: BodyRequest): Promise<Readable> =>
        getObject(client, { bucket, prefix }, request);
      const body = readBody({ object, signal }, open, { ...deps, timeoutMs: settings.timeoutMs });
      return Promise.resolve(Readable.from(body, { objectMode: false, highWaterMark: 256 * 1024 }));
    },
  };
}

async function createClient(settings: S3Settings, bucket: string): Promise<S3Client> {
  // The SDK's appeal to upgrade Node goes past our log; what the tap needs stands in its README.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const [{ S3Client }, { NodeHttpHandler }, { Agent }] = await Promise.all([
    import("@aws-sdk/client-s3"),
    import("@smithy/node-http-handler"),
    import("node:https"),
  ]);
  const { endpoint, profile, credentials, timeoutMs, width } = settings;
  const options = {
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(profile === undefined ? {} : { profile }),
    ...(credentials === undefined ? {} : { credentials }),
    // Retries are ours, the same as the API's. Checksums are asked for where the operation needs one: not all stores have
    // them, and a part of an object has none.
    maxAttempts: 1,
    responseChecksumValidation: "WHEN_REQUIRED",
  } as const;
  // No region anywhere: where the bucket is in another one, S3 says in which.
  const region =
    settings.region ?? (await findRegion(new S3Client(options)).catch(() => "us-east-1"));
  const agent = settings.agentFor(endpoint ?? `https://${bucket}.s3.${region}.amazonaws.com`);
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    throwOnRequestTimeout: true,
    httpsAgent: agent ?? new Agent({ keepAlive: true, maxSockets: width + 1 }),
  });
  return new S3Client({ ...options, region, requestHandler });
}

/** The region of the environment or the profile; rejects where there is none. */
async function findRegion({ config }: S3Client): Promise<string> {
  return config.region();
}

interface Bucket {
  readonly bucket: string;
  /** Ends in a slash, or is empty. */
  readonly prefix: string;
}

async function* listBucket(
  client: () => Promise<S3Client>,
  { bucket, prefix, place }: Bucket & { readonly place: string },
  deps: RetryDependencies,
): AsyncGenerator<ExportObject> {
  const { ListObjectsV2Command } = await import("@aws-sdk/client-s3");
  const input = { Bucket: bucket, Prefix: prefix, EncodingType: "url" } as const;
  const seen = new Set<string>();
  for (let token: string | undefined; ;) {
    const command = new ListObjectsV2Command({ ...input, ContinuationToken: token });
    const page = await retryS3(place, deps, async () =>
      (await client()).send(command, { abortSignal: deps.signal }),
    );
    yield* objectsOf(page, { place, prefix });
    if (page.IsTruncated === false) return;
    token = nextToken(page, place, seen);
  }
}

/** Where the next page begins. Throws SourceError where the store does not say, or gives what it has given before. */
function nextToken(page: ListObjectsV2CommandOutput, place: string, seen: Set<string>): string {
  const { IsTruncated, NextContinuationToken: token, Contents: [first] = [] } = page;
  // S3 always says whether there is more: a page that does not is the answer of something else.
  if (IsTruncated === undefined) throw badList(place, "what came was no list of objects");
  if (token === undefined) throw badList(place, "it says that there is more, and not where");
  const marks = [`token ${token}`, ...(first?.Key === undefined ? [] : [`key ${first.Key}`])];
  if (marks.some((mark) => seen.has(mark))) throw badList(place, "it goes round in a circle");
  for (const mark of marks) seen.add(mark);
  return token;
}

function badList(place: string, why: string): SourceError {
  return new SourceError(`The list of ${place} cannot be trusted: ${why}.`, {
    hint: "Check aws_endpoint_url if it is set; else look for an update of the store, or copy the export to a folder and set file:///folder.",
  });
}

function* objectsOf(
  page: ListObjectsV2CommandOutput,
  { place, prefix }: { readonly place: string; readonly prefix: string },
): Generator<ExportObject> {
  for (const { Key, Size, ETag, LastModified } of page.Contents ?? []) {
    if (Key === undefined) throw badList(place, "an object in it has no key");
    const key = page.EncodingType === "url" ? decodeKey(Key, place) : Key;
    // What a console shows as a folder is an object without content, or none.
    if (!key.startsWith(prefix) || key.endsWith("/")) continue;
    if (LastModified === undefined)
      throw badList(place, `it does not say when ${key} was modified`);
    if (Size === undefined) throw badList(place, `it does not say how long ${key} is`);
    const modifiedMs = Math.floor(LastModified.getTime() / 1000) * 1000;
    const etag = ETag ?? `${Size}-${LastModified.getTime()}`;
    yield { key: key.slice(prefix.length), modifiedMs, etag, size: Size };
  }
}

/** Some stores write a space as `+`, some as `%20`; a plus is `%2B` in both. */
function decodeKey(key: string, place: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", "%20"));
  } catch {
    throw badList(place, `${key} in it is not encoded as it says`);
  }
}

async function getObject(
  client: () => Promise<S3Client>,
  { bucket, prefix }: Bucket,
  { object, offset, signal }: BodyRequest,
): Promise<Readable> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: prefix + object.key,
    // Not quoted where the store gave none.
    ...(object.etag.startsWith('"') ? { IfMatch: object.etag } : {}),
    ...(offset === 0 ? {} : { Range: `bytes=${offset}-` }),
  });
  const answer = await (await client()).send(command, { abortSignal: signal });
  const { Body, ContentRange, ETag } = answer;
  if (!(Body instanceof Readable)) throw new Error("an answer without a body");
  if (isAnother(ETag, object.etag)) {
    Body.destroy();
    throw new SourceError(`${object.key} could not be read: it was changed after it was listed.`, {
      hint: "The next run reads it as it is now.",
    });
  }
  if (offset === 0 || ContentRange?.startsWith(`bytes ${offset}-`) === true) return Body;
  Body.destroy();
  throw new SourceError(
    `${object.key} broke off, and the store does not continue an object (Range).`,
    { hint: "Copy the export to a folder and set file:///folder." },
  );
}

/** Some stores take no notice of `If-Match`. */
function isAnother(etag: string | undefined, listed: string): boolean {
  const bare = (tag: string): string => tag.replace(/^W\//, "").replaceAll('"', "");
  return etag !== undefined && listed.startsWith('"') && bare(etag) !== bare(listed);
}
