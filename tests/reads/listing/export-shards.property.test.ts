import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ExportObject } from "../../../src/exports/stores/store.js";
import type { Bookmark } from "../../../src/reads/contract.js";
import type { ExportRow } from "../../../src/reads/listing/listing.js";
import { joinStates } from "../../../src/run/joined-state.js";
import { MemoryStore } from "../../support/memory-store.js";
import { bookmarksOf } from "../../support/read-scene.js";
import { tries } from "../../support/tries.js";
import { empty, run } from "./export-run.js";

const minuteMs = 60_000;
const keys = Array.from({ length: 10 }, (_, index) => `${index}_email_event.csv`);

const steps = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("deliver" as const),
      key: fc.constantFrom(...keys),
      sends: fc.subarray([1, 2, 3, 4, 5], { minLength: 1 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("run" as const),
      shard: fc.nat({ max: 7 }),
      /** Events after which it is killed. */
      killAfter: fc.option(fc.integer({ min: 1, max: 8 }), { nil: Infinity }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("wait" as const),
      minutes: fc.constantFrom(1, 300, 24 * 60),
    }),
  },
);
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

/** A row as a table has it that keeps the one whose object is the newest (docs/scale-out.md). */
interface Newest {
  readonly order: string;
  readonly value: unknown;
}

/** An account whose export is read by several shards, each killed now and then, into one table. */
class ShardedAccount {
  readonly #store = new MemoryStore();
  readonly #count: number;
  readonly #bookmarks = new Map<string | undefined, Bookmark>();
  readonly #table = new Map<unknown, Newest>();
  readonly readers = new Map<unknown, Set<string | undefined>>();
  #time = Date.parse("2026-01-05T12:00:00Z");
  #versions = 0;

  constructor(count: number) {
    this.#count = count;
  }

  async take(step: Step): Promise<void> {
    if (step.type === "wait") this.#time += step.minutes * minuteMs;
    else if (step.type === "deliver") this.#deliver(step.key, step.sends);
    else await this.#run(`${(step.shard % this.#count) + 1}/${this.#count}`, step.killAfter);
  }

  /** Lets every shard come to its end: the first run may go on with an older listing. */
  async finish(): Promise<void> {
    for (let index = 1; index <= this.#count; index += 1) {
      for (let runs = 0; runs < 2; runs += 1) await this.#run(`${index}/${this.#count}`);
    }
  }

  /** Goes on as one from the states of all shards. */
  async goOnAsOne(): Promise<void> {
    const states = [...this.#bookmarks].map(([shard, bookmark]) => ({
      file: `${shard ?? ""}.json`,
      state: { version: 2, source: "x", shard, bookmarks: { email_events: bookmark } },
    }));
    this.#bookmarks.set(undefined, joinStates(states).bookmarks["email_events"] ?? {});
    await this.#run(undefined);
  }

  table(): Record<string, unknown> {
    return valuesOf(this.#table);
  }

  /** What one run that is not sharded makes of the export as it is now. */
  async unsharded(): Promise<Record<string, unknown>> {
    const { rows } = await run({ store: this.#store }, { at: this.#at() });
    const table = new Map<unknown, Newest>();
    for (const row of rows) this.#upsert(table, row);
    return valuesOf(table);
  }

  #at(): string {
    return new Date(this.#time).toISOString();
  }

  #deliver(key: string, sends: readonly number[]): void {
    this.#versions += 1;
    this.#time += 1_000;
    const rows = sends.map((send) => `v${this.#versions},${key}-s${send}\n`);
    // A send of all objects: which of their rows is the last depends on the objects' times alone.
    const shared = `v${this.#versions},shared\n`;
    this.#store.put(key, `event,email\n${shared}${rows.join("")}`, { modifiedMs: this.#time });
  }

  async #run(shard: string | undefined, killAfter = Infinity): Promise<void> {
    this.#time += 1_000;
    const bookmark = this.#bookmarks.get(shard) ?? empty;
    const config = shard === undefined ? {} : { shard };
    const options = { bookmark, at: this.#at(), stopAfter: killAfter, config };
    const { rows, events, error } = await run({ store: this.#store }, options);
    if (killAfter === Infinity) expect(error).toBeUndefined();
    const marks = events.map((event) => bookmarksOf(event)["email_events"] ?? {});
    this.#bookmarks.set(shard, Object.assign({}, bookmark, ...marks) as Bookmark);
    for (const row of rows) {
      this.#upsert(this.#table, row);
      const { source } = row.values;
      this.readers.set(source, (this.readers.get(source) ?? new Set()).add(shard));
    }
  }

  #upsert(table: Map<unknown, Newest>, { values: { email, event, source } }: ExportRow): void {
    const { modifiedMs } = this.#object(source);
    const order = `${new Date(modifiedMs).toISOString()} ${String(source)}`;
    if (order >= (table.get(email)?.order ?? "")) table.set(email, { order, value: event });
  }

  #object(key: unknown): ExportObject {
    const object = this.#store.objects.find((each) => each.key === key);
    if (object === undefined) throw new Error(`there is no ${String(key)}`);
    return object;
  }
}

function valuesOf(table: ReadonlyMap<unknown, Newest>): Record<string, unknown> {
  return Object.fromEntries([...table].map(([email, { value }]) => [String(email), value]));
}

test("the union of all shards is what one run reads, whatever is killed and resumed, and they can go on as one", async () => {
  const counts = fc.constantFrom(1, 2, 3, 8);
  await fc.assert(
    fc.asyncProperty(counts, fc.array(steps, { maxLength: 30 }), async (count, history) => {
      const account = new ShardedAccount(count);
      for (const step of history) await account.take(step);

      await account.finish();

      const sharded = account.table();
      const readers = [...account.readers.values()].map(({ size }) => size);
      expect(sharded).toEqual(expect.objectContaining(await account.unsharded()));
      expect(readers.every((size) => size === 1)).toBe(true);

      // Days after which the first shard alone is run.
      await account.take({ type: "wait", minutes: 3 * 24 * 60 });
      for (const step of history) if (step.type === "deliver") await account.take(step);
      await account.take({ type: "wait", minutes: 3 * 24 * 60 });
      await account.take({ type: "run", shard: 0, killAfter: Infinity });
      await account.goOnAsOne();

      expect(account.table()).toEqual(expect.objectContaining(await account.unsharded()));
    }),
    { numRuns: tries(60) },
  );
});
