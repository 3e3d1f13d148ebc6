import { buffer } from "node:stream/consumers";
import type { Clock } from "../../src/clock.js";
import { createS3Store, type S3Settings } from "../../src/exports/stores/s3-store.js";
import type { ExportObject, ObjectStore } from "../../src/exports/stores/store.js";
import type { S3Access } from "../simulator/s3/server.js";
import { createLogLines } from "../support/log-lines.js";
import { createSkippingClock } from "../support/read-scene.js";

/** What may be another one than the server's own, or than the defaults of a test. */
export interface ReadingOptions extends Partial<S3Settings> {
  /** Below the bucket; absent = all of it. */
  readonly prefix?: string;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly maxRetries?: number;
}

/** The tap's store, and what a test does with it. */
export interface Reading {
  readonly store: ObjectStore;
  readonly list: () => Promise<ExportObject[]>;
  readonly keys: () => Promise<string[]>;
  /** The bytes of an object, as it was listed or as `object` says that it was. */
  readonly read: (object: ExportObject) => Promise<Buffer>;
  /** The only object there is, as it is listed now. */
  readonly only: () => Promise<ExportObject>;
  /** The warnings of the log. */
  readonly warnings: () => readonly string[];
}

/** The tap's own store on a server, with waits that are over at once. */
export function readingOf(
  server: Pick<S3Access, "endpoint" | "bucket" | "region" | "accessKeyId" | "secretAccessKey">,
  options: ReadingOptions = {},
): Reading {
  const { bucket, endpoint, region, accessKeyId, secretAccessKey } = server;
  const { prefix = "", clock = createSkippingClock(0), maxRetries = 2, ...changes } = options;
  const { signal = new AbortController().signal, ...settings } = changes;
  const logged = createLogLines();
  const store = createS3Store(
    {
      url: `s3://${bucket}${prefix === "" ? "" : `/${prefix}`}`,
      endpoint,
      region,
      profile: undefined,
      credentials: { accessKeyId, secretAccessKey },
      agentFor: () => undefined,
      timeoutMs: 60_000,
      width: 4,
      ...settings,
    },
    { clock, log: logged.log, signal, policy: { maxRetries, maxWaitMs: 900_000 } },
  );
  const list = async (): Promise<ExportObject[]> => {
    const objects: ExportObject[] = [];
    for await (const object of store.list()) objects.push(object);
    return objects;
  };
  return {
    store,
    list,
    keys: async () => (await list()).map(({ key }) => key),
    read: async (object) => buffer(await store.open(object, signal)),
    only: async () => {
      const [object, another] = await list();
      if (object === undefined || another !== undefined) throw new Error("it is not the only one");
      return object;
    },
    warnings: () => logged.messages("warning"),
  };
}

/** Text in which every place looks different. */
export function longText(lines: number): string {
  return Array.from({ length: lines }, (_, index) => `line ${index}: ${index * 7919}\n`).join("");
}
