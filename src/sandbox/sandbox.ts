import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock, type Clock } from "../clock.js";
import { startApiServer } from "./api/api-server.js";
import { createFaults, type Faults } from "./api/faults.js";
import type { LoggedRequest } from "./api/http-server.js";
import type { Transform } from "./api/route.js";
import { createFolderObjects } from "./api/s3-folder.js";
import type { S3Objects } from "./api/s3-objects.js";
import { startS3Server, type S3Access, type S3Settings } from "./api/s3-server.js";
import { writeExport } from "./data/export.js";
import { showTruth, type Truth } from "./data/truth.js";
import { createWorld, type World } from "./data/world.js";

export interface SandboxOptions {
  /** The same seed, profiles and events always give the same data; "tap-ometria" by default. */
  readonly seed?: string | number;
  /** Profiles at the opening, 2026-01-01; 1,200 by default. */
  readonly profiles?: number;
  /** E-mail events in the first export file, about; 4,000 by default, 0 = no export. */
  readonly events?: number;
  /** The moment, in milliseconds, at which the data and the `Date` header stand still; absent = they go with the clock. */
  readonly at?: number;
  /** 0, the default, is any port that is free. */
  readonly port?: number;
  /** "sandbox-key" by default. */
  readonly apiKey?: string;
  /** Requests in any one second, 4 by default; 0 = no limit. Goes by the clock even where the data stand still. */
  readonly rate?: number;
  /** Seconds sent as `Retry-After` with 429; absent = no such header. */
  readonly retryAfter?: number;
  /** How long every answer takes, the object store's too; 0 by default. */
  readonly latencyMs?: number;
  /** How much longer some answers of the API take: up to so many milliseconds, each another time; 0 by default. */
  readonly jitterMs?: number;
  /** Whether `/lists` honours `limit` and `offset`; false by default. */
  readonly listsPaging?: boolean;
  readonly clock?: Clock;
  /** Where the export is written, and stays; absent = a temporary folder that `close` removes. */
  readonly exportFolder?: string;
  /** How the object store that serves the export is reached: port, bucket, region, access key. */
  readonly s3?: S3Settings;
  readonly transform?: Transform;
}

export type { Truth } from "./data/truth.js";

export interface Sandbox {
  /** Ends in `/v2`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly exportFolder: string;
  /** An S3-compatible store with the files of the export folder; it has a log and faults of its own, and no limit of requests. */
  readonly s3: S3Access;
  /** What came in at the API, oldest first. */
  readonly requests: readonly LoggedRequest[];
  readonly faults: Faults;
  /** The moment of the data, in milliseconds. */
  now(): number;
  truth(): Truth;
  /** Writes the export files that have become due since the last one; each request to the API or the store does so too. */
  deliverExport(): void;
  setTransform(transform: Transform | undefined): void;
  /** Ends both servers and removes the export folder if the sandbox made it. May be called again. */
  close(): Promise<void>;
}

const defaults = {
  seed: "tap-ometria",
  profiles: 1_200,
  events: 4_000,
  port: 0,
  apiKey: "sandbox-key",
  rate: 4,
  latencyMs: 0,
  jitterMs: 0,
  listsPaging: false,
  clock: systemClock,
};

/** Starts a sandbox: its data, their export in a folder, and the API and an object store on ports of 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = { ...defaults, ...options };
  const { at, clock } = settings;
  const now = at === undefined ? () => clock.now() : () => at;
  const world = createWorld(settings);
  const folder = await openFolder(options.exportFolder);
  const deliverExport = createDelivery({ world, now, folder: folder.path });
  const faults = createFaults();
  let { transform } = options;

  deliverExport();
  const routes = () => {
    deliverExport();
    return { world, transform, listsPaging: settings.listsPaging };
  };
  const { latencyMs } = settings;
  const objects = upToDate(createFolderObjects(folder.path), deliverExport);
  const { api, s3, close } = await startServers(
    () => startApiServer({ ...settings, now, faults, routes }),
    () => startS3Server({ ...options.s3, objects, latencyMs, clock, now }),
    folder.remove,
  );
  return {
    baseUrl: `http://127.0.0.1:${api.port}/v2`,
    apiKey: settings.apiKey,
    exportFolder: folder.path,
    s3,
    requests: api.requests,
    faults,
    now,
    deliverExport,
    truth: () => {
      world.advanceTo(now());
      return showTruth(world);
    },
    setTransform: (next) => {
      transform = next;
    },
    close,
  };
}

interface Closable {
  close(): Promise<void>;
}

/** Starts both servers, or neither: `after` is done when they are closed, and when one of them does not come up. */
async function startServers<Api extends Closable, S3 extends Closable>(
  startApi: () => Promise<Api>,
  startS3: () => Promise<S3>,
  after: () => Promise<void>,
) {
  const started: Closable[] = [];
  const close = async () => {
    for (const server of started) await server.close();
    await after();
  };
  try {
    const api = await startApi();
    started.push(api);
    const s3 = await startS3();
    started.push(s3);
    return { api, s3, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The folder that was given, or one of our own, which `remove` removes. */
async function openFolder(given: string | undefined) {
  const path = given ?? (await mkdtemp(join(tmpdir(), "ometria-sandbox-")));
  return {
    path,
    remove: async () => {
      if (given === undefined) {
        await rm(path, { recursive: true, force: true });
      }
    },
  };
}

function upToDate(objects: S3Objects, update: () => void): S3Objects {
  return {
    list: () => {
      update();
      return objects.list();
    },
    open: (key) => {
      update();
      return objects.open(key);
    },
  };
}

/** Gives a function that brings the world up to now and writes what it has delivered since the last call. */
function createDelivery({
  world,
  now,
  folder,
}: {
  world: World;
  now: () => number;
  folder: string;
}) {
  let written = 0;
  mkdirSync(folder, { recursive: true });
  return () => {
    world.advanceTo(now());
    writeExport(folder, world.deliveries.slice(written));
    written = world.deliveries.length;
  };
}
