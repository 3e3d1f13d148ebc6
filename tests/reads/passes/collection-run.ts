import type { Config } from "../../../src/config/load.js";
import type { Bookmark, Read } from "../../../src/reads/contract.js";
import type { PassRow } from "../../../src/reads/passes/pass-source.js";
import type { JsonObject } from "../../../src/values/json.js";
import type { Simulator } from "../../simulator/simulator.js";
import {
  collect,
  createSkippingClock,
  participant,
  setReadScene,
  type Outcome,
} from "../../support/read-scene.js";

/** What one run of a collection's read came to, and what it asked. */
export interface CollectionRun extends Outcome<PassRow> {
  readonly bookmark: Bookmark;
  /** `path?query` of each request, in order. */
  readonly asked: readonly string[];
  readonly warnings: readonly string[];
}

interface RunOptions {
  readonly bookmark?: Bookmark;
  readonly config?: Partial<Config>;
  readonly stopAfter?: number;
  readonly rejected?: () => number;
  /** What the run knows of the collections; absent = what the service says whenever it is asked. */
  readonly collections?: () => Promise<readonly JsonObject[]>;
}

/** One run of a read that feeds the stream of its name. */
export async function runCollection(
  read: Read<PassRow>,
  service: Pick<Simulator, "baseUrl" | "requests" | "now">,
  options: RunOptions = {},
): Promise<CollectionRun> {
  const before = service.requests.length;
  const { context, logged } = setReadScene({
    baseUrl: service.baseUrl,
    clock: createSkippingClock(service.now()),
    config: { page_size: 20, ...options.config },
  });
  const participants = [participant(read.name, options.bookmark ?? read.emptyBookmark)];
  const outcome = await collect(
    read,
    {
      ...context,
      rejected: options.rejected ?? context.rejected,
      table: (endpoint, query) => options.collections?.() ?? context.table(endpoint, query),
    },
    { participants, ...options },
  );
  const asked = service.requests
    .slice(before)
    .map(({ path, query }) => `${path}?${new URLSearchParams({ ...query }).toString()}`);
  const bookmark = outcome.bookmarks[read.name] ?? {};
  return { ...outcome, bookmark, asked, warnings: logged.messages("warning") };
}
