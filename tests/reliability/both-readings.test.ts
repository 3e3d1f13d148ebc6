import { describe, expect, test } from "@jest/globals";
import { streams as definitions } from "../../src/ometria/streams/registry.js";
import type { Readings } from "../../src/sandbox/api/readings.js";
import type { Truth } from "../simulator/truth.js";
import { allPairs } from "../support/all-pairs.js";
import type { JsonObject } from "../support/meltano-merge.js";
import { withSyncScene, type SyncRun } from "../support/sync-scene.js";
import { utc } from "../support/truth-rows.js";

const day = 24 * 3_600_000;
const startDate = "2024-01-01T00:00:00Z";

/** The likely reading first, then the others; a refused key leaves nothing to compare, and has a test of its own. */
const choices = {
  profileLists: ["id", "public_id", "public_id as text", "absent"],
  listPaths: ["id", "public_id"],
  oneChange: ["array", "object"],
  changesSince: ["any", "date"],
  mostRows: ["all", 25],
  otherPaging: ["ignored", "partly", "honoured", "refused"],
  dates: ["inclusive", "exclusive", "elsewhere"],
  segmentMoves: ["hidden", "shown"],
  orderFilters: ["work", "ignored", "empty"],
  variants: ["asked", "always"],
  eventIds: ["repeated", "unique"],
  slashes: ["described", "with", "without"],
  emptyObjects: ["{}", "[]"],
  phones: ["text", "object"],
  members: ["profiles", "contacts"],
  identities: ["gone", "sent"],
  deletedIdentities: ["hashed_identifier", "hashed_email", "text"],
} as const satisfies { [Name in keyof Omit<Readings, "refusedKey">]: readonly Readings[Name][] };

/** Every stream that comes from the API. */
const streams = definitions.map(({ name }) => name).filter((name) => name !== "email_events");

/** What a reading leaves to the service: two of them may differ here. */
const toldByReading: Readonly<Record<string, readonly string[]>> = {
  profiles: ["identities", "lists"],
  member_lists: ["last_seen_at"],
  contacts: ["phone_number_country"],
  custom_events: ["id"],
  data_deletion_requests: ["identities"],
};

/** What names the rows of a stream, in columns that the service's rows have, too. */
const names: Readonly<Record<string, readonly string[]>> = {
  profiles: ["id"],
  lists: ["id"],
  member_lists: ["list_id", "profile_id"],
  list_changes: ["list_id", "profile_id", "event", "timestamp"],
  unsubscribes: ["profile_id", "email_address", "type", "timestamp"],
  collections: ["collection"],
  contacts: ["collection", "id"],
  orders: ["id"],
  products: ["id"],
  custom_events: ["event_type", "id"],
  push_errors: ["request_id", "record_id"],
  data_deletion_requests: ["id"],
};

function namesOf(stream: string, rows: readonly JsonObject[]): string[] {
  const columns = names[stream] ?? [];
  return rows
    .map((row) =>
      columns.map((name) => (name === "timestamp" ? utc(row[name]) : row[name])).join(" "),
    )
    .sort();
}

function rowsOf(truth: Truth): Readonly<Record<string, readonly JsonObject[]>> {
  const isAskedFor = ({ timestamp }: { readonly timestamp: string }) => utc(timestamp) >= startDate;
  const rows = {
    profiles: truth.profiles,
    lists: truth.lists,
    member_lists: truth.memberships,
    list_changes: truth.listChanges.filter(isAskedFor),
    unsubscribes: truth.unsubscribes.filter(isAskedFor),
    collections: truth.collections,
    contacts: truth.contacts.map(({ "@collection": collection, id }) => ({ collection, id })),
    orders: truth.orders,
    products: truth.products,
    custom_events: truth.customEvents,
    push_errors: truth.pushErrors,
    data_deletion_requests: truth.deletionRequests,
  };
  return rows as unknown as Readonly<Record<string, readonly JsonObject[]>>;
}

/** The tables that a target makes of runs: rows upserted by key. */
class Tables {
  readonly #rows = new Map<string, Map<string, JsonObject>>();

  take({ output }: SyncRun): void {
    for (const { name, keyProperties } of definitions) {
      const table = this.#rows.get(name) ?? new Map<string, JsonObject>();
      this.#rows.set(name, table);
      for (const row of output.records.get(name) ?? [])
        table.set(JSON.stringify(keyProperties.map((column) => row[column])), row);
    }
  }

  /** Without those that have left, and without what was merged into others. */
  rows(stream: string, { mergedIds }: Truth): JsonObject[] {
    const gone = new Set<unknown>(mergedIds);
    const isThere = (row: JsonObject) =>
      (stream !== "member_lists" || (row["is_member"] === true && !gone.has(row["profile_id"]))) &&
      (stream !== "profiles" || !gone.has(row["id"]));
    return [...(this.#rows.get(stream)?.values() ?? [])].filter(isThere);
  }
}

/** The rows of a run, as texts, without what a reading decides. */
function toldRows({ output }: SyncRun): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    streams.map((name) => {
      const left = new Set(toldByReading[name]);
      const rows = (output.records.get(name) ?? []).map((row) =>
        JSON.stringify(
          Object.entries(row)
            .filter(([column]) => !left.has(column))
            .sort(),
        ),
      );
      return [name, [...new Set(rows)].sort()];
    }),
  );
}

interface Outcome {
  readonly told: ReturnType<typeof toldRows>;
  readonly truth: Truth;
  readonly tables: Tables;
}

/** A full run, and an increment a day later. */
async function outcomeOf(readings: Partial<Readings>): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  await withSyncScene(
    async ({ sandbox, run, moveTo }) => {
      const config = { start_date: startDate, window: "P1000D" };
      const tables = new Tables();
      const first = await run({ streams, config });
      const told = toldRows(first);
      tables.take(first);
      moveTo(sandbox.now() + day);
      const second = await run({ streams, config, state: first.output.lastState });
      tables.take(second);
      const problems = [first, second].filter(({ exitCode }) => exitCode !== 0);
      expect(
        problems.map(({ log }) => log.split("\n").filter((line) => line.includes("ERROR"))),
      ).toEqual([]);
      outcomes.push({ told, truth: sandbox.truth(), tables });
    },
    {
      profiles: 120,
      events: 0,
      readings,
      // Where dates leave it open whether all of a day has come.
      allowed: ["/lists/{list_id}/changes: since is no date"],
    },
  );
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error("the scene has no outcome");
  return outcome;
}

test.each([403, 401] as const)(
  "a key that is refused with %d ends the run with 3",
  async (refusedKey) => {
    await withSyncScene(
      async ({ run }) => {
        const { exitCode } = await run({ streams: ["lists"], config: { api_key: "wrong" } });

        expect(exitCode).toBe(3);
      },
      { profiles: 20, events: 0, readings: { refusedKey } },
    );
  },
);

describe("both readings of what is unknown, all pairs of them", () => {
  const likely = outcomeOf({});
  const combinations = allPairs(choices).map((readings) => ({
    readings,
    name: Object.entries(readings)
      .filter(([name, value]) => value !== choices[name as keyof typeof choices][0])
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(", "),
  }));

  test.each(combinations)("every row is there, and the same: $name", async ({ readings }) => {
    const { told, truth, tables } = await outcomeOf(readings);

    for (const [stream, rows] of Object.entries(rowsOf(truth))) {
      expect([stream, namesOf(stream, tables.rows(stream, truth))]).toEqual([
        stream,
        namesOf(stream, rows),
      ]);
    }
    expect(told).toEqual((await likely).told);
    expect(Object.values(told).filter((rows) => rows.length === 0)).toEqual([]);
  });
});
