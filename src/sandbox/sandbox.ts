import { mkdirSync } from "node:fs";
import { systemClock, type Clock } from "../clock.js";
import { startApiServer, type Intercept } from "./api/api-server.js";
import type { LoggedRequest } from "./api/http-server.js";
import { createParameterGuard } from "./api/parameters.js";
import { likelyReadings, type Readings } from "./api/readings.js";
import { createWritten } from "./api/written.js";
import { writeExport } from "./data/export.js";
import { createWorld, type World } from "./data/world.js";
import { makeExportFolder } from "./export-folder.js";

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
  /** How long every answer takes; 0 by default. */
  readonly latencyMs?: number;
  /** How much longer some answers take: up to so many milliseconds, each another time; 0 by default. */
  readonly jitterMs?: number;
  /** What is unknown of the service and is to be read otherwise than is likely. */
  readonly readings?: Partial<Readings>;
  /** Whether parameters that the vendor does not describe, and values that are none, are refused (400) or only noted; false by default. */
  readonly refusesViolations?: boolean;
  readonly clock?: Clock;
  /** Where the export is written, and stays; absent = a temporary folder that goes with the sandbox. */
  readonly exportFolder?: string;
  readonly intercept?: Intercept;
}

export interface Sandbox {
  readonly readings: Readings;
  /** Ends in `/v2`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Has the files of the export, each with the time of its delivery. */
  readonly exportFolder: string;
  /** What came in, oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** What was asked otherwise than the vendor describes, each once: `GET /lists/{list_id}/changes: since is missing`. */
  readonly violations: readonly string[];
  /** The moment of the data, in milliseconds. */
  readonly now: () => number;
  /** Brings the data and the export up to this moment, as each request does too, and gives the data. */
  readonly catchUp: () => World;
  /** Ends the server and removes the export folder if the sandbox made it. May be called again. */
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
  refusesViolations: false,
  clock: systemClock,
};

/** Starts a sandbox: its data, their export in a folder, and the API on a port of 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = { ...defaults, ...options };
  const { at, clock, refusesViolations } = settings;
  const readings: Readings = { ...likelyReadings, ...options.readings };
  const now = at === undefined ? () => clock.now() : () => at;
  const world = createWorld(settings);
  const folder = openFolder(options.exportFolder);
  try {
    const catchUp = createDelivery({ world, now, folder: folder.path });
    catchUp();
    const written = createWritten();
    const routes = () => ({ world: catchUp(), written, readings });
    const refusesPaging = readings.otherPaging === "refused";
    const guard = createParameterGuard({ refusesViolations, refusesPaging });
    const { refusedKey } = readings;
    const api = await startApiServer({ ...settings, now, routes, guard, refusedKey });
    return {
      readings,
      baseUrl: `http://127.0.0.1:${api.port}/v2`,
      apiKey: settings.apiKey,
      exportFolder: folder.path,
      requests: api.requests,
      violations: guard.violations,
      now,
      catchUp,
      close: async () => {
        await api.close();
        folder.remove();
      },
    };
  } catch (error) {
    folder.remove();
    throw error;
  }
}

/** The folder that was given, or one of our own, which `remove` removes. */
function openFolder(given: string | undefined) {
  if (given === undefined) return makeExportFolder();
  mkdirSync(given, { recursive: true });
  return { path: given, remove: () => undefined };
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
  return () => {
    world.advanceTo(now());
    writeExport(folder, world.deliveries.slice(written));
    written = world.deliveries.length;
    return world;
  };
}
