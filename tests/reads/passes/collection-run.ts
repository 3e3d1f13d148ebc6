import type { Config } from "../../../src/config/load.js";
import type { Bookmark, Read, ReadContext } from "../../../src/reads/contract.js";
import type { CollectionRow } from "../../../src/reads/passes/collection-pass.js";
import type { Simulator } from "../../simulator/simulator.js";
import {
  collect,
  createSkippingClock,
  participant,
  setReadScene,
  type Outcome,
} from "../../support/read-scene.js";

/** What one run of a collection's read came to, and what it asked. */
export interface CollectionRun extends Outcome<CollectionRow> {
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
  readonly collections?: ReadContext["collections"];
}

/** One run of a read that feeds the stream of its name. */
export async function runCollection(
  read: Read<CollectionRow>,
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
      collections: options.collections ?? context.collections,
    },
    { participants, ...options },
  );
  const asked = service.requests
    .slice(before)
    .map(({ path, query }) => `${path}?${new URLSearchParams({ ...query }).toString()}`);
  const bookmark = outcome.bookmarks[read.name] ?? {};
  return { ...outcome, bookmark, asked, warnings: logged.messages("warning") };
}
