import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ExportObject } from "../../../src/exports/stores/store.js";
import type { Bookmark } from "../../../src/reads/contract.js";
import type { ExportRow } from "../../../src/reads/listing/listing.js";
import { MemoryStore } from "../../support/memory-store.js";
import { bookmarksOf } from "../../support/read-scene.js";
import { tries } from "../../support/tries.js";
import { empty, run } from "./export-run.js";

const minuteMs = 60_000;
const keys = ["a", "b", "c", "d", "e"].map((name) => `${name}_email_event.csv`);

/** What may happen next. */
const steps = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant("deliver" as const),
      key: fc.constantFrom(...keys),
      sends: fc.subarray([1, 2, 3, 4, 5], { minLength: 1 }),
      /** How much older it is than the moment at which it appears. */
      minutesOld: fc.oneof(fc.nat({ max: 23 * 60 }), fc.constantFrom(0, 60)),
      isLong: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("copy" as const),
      from: fc.constantFrom(...keys),
      to: fc.constantFrom(...keys),
      minutesOld: fc.nat({ max: 23 * 60 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("break or mend" as const),
      key: fc.constantFrom(...keys),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("run" as const),
      /** Events after which it is killed. */
      killAfter: fc.option(fc.integer({ min: 1, max: 12 }), { nil: Infinity }),
      /** Of a run that is killed: how many of its last events no STATE covers. */
      uncovered: fc.nat({ max: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("wait" as const),
      minutes: fc.constantFrom(1, 60, 300, 24 * 60),
    }),
  },
);
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;
type StepOf<T extends Step["type"]> = Extract<Step, { readonly type: T }>;

/** One row of each send, with its latest value. */
type Table = Map<unknown, unknown>;

/** An account whose export is delivered, broken, and read by runs of which some are killed. */
class History {
  readonly #store = new MemoryStore();
  readonly #contents = new Map<string, Map<number, string>>();
  readonly #table: Table = new Map();
  #bookmark: Bookmark = empty;
  #time = Date.parse("2026-01-05T12:00:00Z");
  #versions = 0;

  async take(step: Step): Promise<void> {
    if (step.type === "deliver") this.#deliver(step);
    else if (step.type === "copy") this.#copy(step);
    else if (step.type === "wait") this.#time += step.minutes * minuteMs;
    else if (step.type === "run") await this.#run(step);
    else if (!this.#store.failing.delete(step.key)) this.#store.failing.add(step.key);
  }

  /** What the rows sent so far come to, once everything is well and the runs have caught up. */
  async finish(): Promise<Table> {
    this.#store.failing.clear();
    // One may go on with the listing of a run that was killed; the next one sees what came since.
    for (let runs = 0; runs < 2; runs += 1) await this.#run({ killAfter: Infinity, uncovered: 0 });
    return this.#table;
  }

  /** What a reader of all objects that there are would have, in their order. */
  truth(): Table {
    const order = (one: ExportObject, other: ExportObject): number =>
      one.modifiedMs - other.modifiedMs || (one.key < other.key ? -1 : 1);
    const table: Table = new Map();
    for (const { key } of this.#store.objects.sort(order)) {
      for (const [send, value] of this.#contents.get(key) ?? []) table.set(`s${send}`, value);
    }
    return table;
  }

  #deliver({ key, sends, minutesOld, isLong }: StepOf<"deliver">): void {
    this.#versions += 1;
    // Another version of an object says something of every send that it had.
    const all = new Set([...sends, ...(this.#contents.get(key)?.keys() ?? [])]);
    const content = new Map([...all].map((send) => [send, `v${this.#versions}`]));
    this.#put(key, content, { minutesOld, isLong });
  }

  #copy({ from, to, minutesOld }: StepOf<"copy">): void {
    const content = this.#contents.get(from);
    const replaced = this.#contents.get(to);
    if (content === undefined || [...(replaced?.keys() ?? [])].some((send) => !content.has(send)))
      return;
    this.#put(to, content, { minutesOld, isLong: false });
  }

  #put(
    key: string,
    content: Map<number, string>,
    { minutesOld, isLong }: Pick<StepOf<"deliver">, "minutesOld" | "isLong">,
  ): void {
    this.#contents.set(key, content);
    const rows = [...content].map(([send, value]) => `${value},s${send}\n`);
    // Batches end, and checkpoints come, in between.
    const filler = isLong ? Array<string>(1_200).fill(`${"filler".repeat(20)},\n`) : [];
    const lines = ["event,email\n", rows[0] ?? "", ...filler, ...rows.slice(1)];
    const modifiedMs = this.#time - minutesOld * minuteMs;
    const large = isLong ? { size: 2 * 1024 * 1024 } : {};
    this.#store.put(key, lines.join(""), { modifiedMs, ...large });
  }

  async #run({ killAfter, uncovered }: Pick<StepOf<"run">, "killAfter" | "uncovered">) {
    this.#time += 1_000;
    const at = new Date(this.#time).toISOString();
    const { rows, events, error } = await run(
      { store: this.#store },
      { bookmark: this.#bookmark, at, stopAfter: killAfter },
    );
    const isWhole = killAfter === Infinity;
    if (this.#store.failing.size === 0 && isWhole) expect(error).toBeUndefined();
    for (const event of events.slice(0, isWhole ? undefined : -uncovered || undefined))
      this.#bookmark = { ...this.#bookmark, ...bookmarksOf(event)["email_events"] };
    rows.forEach((row) => {
      this.#upsert(row);
    });
  }

  #upsert({ values: { email, event } }: ExportRow): void {
    if (email !== null) this.#table.set(email, event);
  }
}

test("what was sent comes to what all objects hold, in their order, however late and often they came", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 4, maxLength: 25 }), async (history) => {
      const account = new History();
      for (const step of history) await account.take(step);

      const table = await account.finish();

      expect(Object.fromEntries(table)).toEqual(Object.fromEntries(account.truth()));
    }),
    { numRuns: tries(200) },
  );
});
