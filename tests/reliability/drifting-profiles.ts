import fc from "fast-check";
import type { Transform } from "../../src/sandbox/api/route.js";
import { syncAt } from "../support/sync-scene.js";

/** What happens to the service's profiles between two requests; `at` and `to` are shares of the rows before it. */
export type Drift =
  | { readonly kind: "delete"; readonly at: number; readonly count: number }
  | { readonly kind: "insert"; readonly at: number; readonly count: number }
  | { readonly kind: "move"; readonly at: number; readonly to: number };

interface Row {
  readonly id: string;
  /** Milliseconds since 1970; `updateSince` goes by it. */
  readonly updated: number;
}

const longAgo = Date.parse("2025-06-01T00:00:00Z");

/** Profiles that change between any two requests, until the list of changes is used up. */
export class DriftingProfiles {
  #rows: readonly Row[];
  readonly #drifts: readonly (readonly Drift[])[];
  readonly #first: ReadonlySet<string>;
  #requests = 0;
  #inserted = 0;
  /** Called before each request is answered, with how many have come. */
  onRequest: (count: number) => void = () => undefined;

  constructor(size: number, drifts: readonly (readonly Drift[])[]) {
    this.#rows = Array.from({ length: size }, (_, index) => ({
      id: `row ${index}`,
      updated: longAgo,
    }));
    this.#first = new Set(this.#rows.map(({ id }) => id));
    this.#drifts = drifts;
  }

  /** The rows that were there from the beginning and still are. */
  get survivors(): string[] {
    return this.#rows.map(({ id }) => id).filter((id) => this.#first.has(id));
  }

  /** Answers `/profiles` from these rows, and changes them before each answer. */
  readonly transform: Transform = (path, query, rows) => {
    if (!path.endsWith("/profiles")) return rows;
    for (const drift of this.#drifts[this.#requests] ?? []) this.#rows = this.#apply(drift);
    this.#requests += 1;
    this.onRequest(this.#requests);
    const since = Date.parse(query["updateSince"] ?? "1970-01-01");
    return this.#rows.filter(({ updated }) => updated >= since).map(({ id }) => ({ id }));
  };

  #apply(drift: Drift): Row[] {
    const at = Math.floor(drift.at * this.#rows.length);
    if (drift.kind === "insert") {
      const added = Array.from({ length: drift.count }, () => this.#insert());
      return this.#rows.toSpliced(at, 0, ...added);
    }
    if (drift.kind === "delete") return this.#rows.toSpliced(at, drift.count);
    const moved = this.#rows[at];
    if (moved === undefined) return [...this.#rows];
    const rest = this.#rows.toSpliced(at, 1);
    // A profile that has changed its place has changed.
    return rest.toSpliced(Math.floor(drift.to * rest.length), 0, { ...moved, updated: syncAt });
  }

  #insert(): Row {
    this.#inserted += 1;
    return { id: `new ${this.#inserted}`, updated: syncAt };
  }
}

/** Anywhere alike: fast-check would try the ends most of the time. */
const share = fc.noBias(fc.integer({ min: 0, max: 9_999 })).map((part) => part / 10_000);

/** One row, ten rows, more than a page of any size here, or so many that the next offset lies beyond the end. */
const deletion = fc.record({
  kind: fc.constant("delete" as const),
  at: share,
  count: fc.constantFrom(1, 1, 1, 10, 30, 200),
});
const insertion = fc.record({
  kind: fc.constant("insert" as const),
  at: share,
  count: fc.constantFrom(1, 1, 1, 1, 10, 30),
});
const move = fc.record({ kind: fc.constant("move" as const), at: share, to: share });

/** A service whose rows come and go while they are read. */
export interface DriftStory {
  readonly size: number;
  readonly pageSize: number;
  /** Requests that are under way at once, at most. */
  readonly concurrency: number;
  readonly drifts: readonly (readonly Drift[])[];
}

/** Stories of rows that vanish, of rows that appear, and of both. */
export const driftStories = storiesOf(
  fc.constantFrom(fc.oneof(deletion), fc.oneof(insertion), fc.oneof(deletion, insertion)),
  2,
);

const single = fc.record({
  kind: fc.constantFrom("delete", "insert"),
  at: share,
  count: fc.constant(1),
}) as fc.Arbitrary<Drift>;

/** Stories in which rows change places too, fewer at once than pages of this size overlap by. */
export const movingStories = storiesOf(fc.constant(fc.oneof(move, move, single)), 8);

/** Changes come with every second request, or further apart; nothing changes any more after 150 requests. */
function storiesOf(
  kinds: fc.Arbitrary<fc.Arbitrary<Drift>>,
  smallestPage: number,
): fc.Arbitrary<DriftStory> {
  return fc.tuple(kinds, fc.constantFrom(1, 3, 10)).chain(([drift, calm]) => {
    const change = fc.oneof(
      { weight: calm, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(drift, { minLength: 1, maxLength: 2 }) },
    );
    return fc.record({
      size: fc.integer({ min: 20, max: 250 }),
      pageSize: fc.integer({ min: smallestPage, max: 25 }),
      concurrency: fc.constantFrom(1, 3, 16),
      drifts: fc.array(change, { maxLength: 150, size: "max" }),
    });
  });
}
