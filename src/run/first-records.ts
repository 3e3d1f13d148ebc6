import type { Bookmark, Read, ReadEvent } from "../reads/contract.js";
import { emptyBookmark } from "../records/stream.js";
import type { PlannedRead } from "./plan.js";

/** Pages or files that a test looks at, where a stream has no record in the first ones. */
const mostBatches = 20;

/**
 * The reads, cut down to what shows that they work: at most one record of each stream. They begin at the beginning, whatever the
 * state says. They yield no checkpoint: the state stays what it was.
 */
export function firstRecordsOnly(reads: readonly PlannedRead[]): readonly PlannedRead[] {
  const shown = new Set<string>();
  return reads.map(({ read, participants }) => {
    const names = participants.map(({ stream }) => stream.definition.name);
    const fresh = new Map(
      participants.map(({ stream: { definition } }) => [
        definition.name,
        emptyBookmark(definition),
      ]),
    );
    const isDone = (): boolean => names.every((name) => shown.has(name));
    const cut = cutShort(read, fresh, isDone);
    return {
      read: cut,
      participants: participants.map(({ stream, source }) => ({
        stream,
        source: {
          read: cut,
          role: source.role,
          toRecords: (row: unknown) =>
            firstOf(source.toRecords(row), stream.definition.name, shown),
        },
      })),
    };
  });
}

function* firstOf<T>(records: Iterable<T>, stream: string, shown: Set<string>): Generator<T> {
  if (shown.has(stream)) return;
  for (const record of records) {
    shown.add(stream);
    yield record;
    return;
  }
}

function cutShort(
  read: Read,
  bookmarks: ReadonlyMap<string, Bookmark>,
  isDone: () => boolean,
): Read {
  return {
    ...read,
    async *run(context, participants): AsyncGenerator<ReadEvent> {
      let batches = 0;
      if (isDone()) return;
      const fresh = participants.map((participant) => ({
        ...participant,
        bookmark: bookmarks.get(participant.stream) ?? {},
      }));
      for await (const event of read.run(context, fresh)) {
        if (event.type === "checkpoint" || event.type === "activate" || event.type === "counts")
          continue;
        yield event;
        if (event.type === "rows") batches += 1;
        if (isDone() || batches >= mostBatches) return;
      }
    },
  };
}
