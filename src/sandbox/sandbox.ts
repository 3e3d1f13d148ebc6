import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock, type Clock } from "../clock.js";
import { startApiServer, type LoggedRequest } from "./api-server.js";
import type { EmailEvent } from "./email-journey.js";
import { writeExport } from "./export.js";
import { createFaults, type Faults } from "./faults.js";
import type { ListRecord } from "./list-definitions.js";
import { showRows } from "./mailings.js";
import type { Profile } from "./profile-record.js";
import type { Transform } from "./routes.js";
import type { Unsubscribe } from "./unsubscribes.js";
import type { ListChange } from "./world-state.js";
import { createWorld, type World } from "./world.js";

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
  /** Whether `/lists` honours `limit` and `offset`; false by default. */
  readonly listsPaging?: boolean;
  readonly clock?: Clock;
  /** Where the export is written, and stays; absent = a temporary folder that `close` removes. */
  readonly exportFolder?: string;
  readonly transform?: Transform;
}

/** All that the sandbox holds at its moment: the very objects that it serves. */
export interface Truth {
  readonly profiles: readonly Profile[];
  /** Active and archived ones. */
  readonly lists: readonly ListRecord[];
  readonly memberships: readonly { readonly list_id: string; readonly profile_id: string }[];
  /** Of all lists, each list's oldest first. */
  readonly listChanges: readonly ListChange[];
  /** Oldest first. */
  readonly unsubscribes: readonly Unsubscribe[];
  /** The rows of all export files, in order; empty texts are fields without a value. */
  readonly events: readonly EmailEvent[];
  /** Keys of the export files, in order. */
  readonly exportKeys: readonly string[];
  /** Ids of profiles that were merged into others: the API shows them nowhere but in old changes and unsubscribes. */
  readonly mergedIds: readonly string[];
}

export interface Sandbox {
  /** Ends in `/v2`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly exportFolder: string;
  /** What came in, oldest first. */
  readonly requests: readonly LoggedRequest[];
  readonly faults: Faults;
  /** The moment of the data, in milliseconds. */
  now(): number;
  truth(): Truth;
  /** Writes the export files that have become due since the last one; each request does so too. */
  deliverExport(): void;
  setTransform(transform: Transform | undefined): void;
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
  listsPaging: false,
  clock: systemClock,
};

/** Starts a sandbox: its data, their export in a folder, and the API on a port of 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = { ...defaults, ...options };
  const { at, clock } = settings;
  const now = at === undefined ? () => clock.now() : () => at;
  const world = createWorld(settings);
  const exportFolder = options.exportFolder ?? (await mkdtemp(join(tmpdir(), "ometria-sandbox-")));
  const deliverExport = createDelivery({ world, now, folder: exportFolder });
  const faults = createFaults();
  let { transform } = options;

  deliverExport();
  const routes = () => {
    deliverExport();
    return { world, transform, listsPaging: settings.listsPaging };
  };
  const removeFolder = async () => {
    if (options.exportFolder === undefined) {
      await rm(exportFolder, { recursive: true, force: true });
    }
  };
  const server = await startApiServer({ ...settings, now, faults, routes }).catch(
    async (error: unknown) => {
      await removeFolder();
      throw error;
    },
  );
  return {
    baseUrl: `http://127.0.0.1:${server.port}/v2`,
    apiKey: settings.apiKey,
    exportFolder,
    requests: server.requests,
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
    close: async () => {
      await server.close();
      await removeFolder();
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

function showTruth(world: World): Truth {
  const profiles = world.profiles.map(({ record }) => record);
  return {
    profiles,
    lists: world.lists("all"),
    memberships: profiles.flatMap(({ id, lists }) =>
      lists.map((list) => ({ list_id: list.id, profile_id: id })),
    ),
    listChanges: [...world.changes.values()].flat().map(({ record }) => record),
    unsubscribes: world.unsubscribes.map(({ record }) => record),
    events: world.deliveries.flatMap(showRows),
    exportKeys: world.deliveries.map(({ key }) => key),
    mergedIds: [...world.merged],
  };
}
