import type { Read } from "../reads/contract.js";
import type { SelectedStream } from "../records/select.js";
import type { Source } from "../records/stream.js";

/** One read of a run, and the selected streams that it feeds. */
export interface PlannedRead {
  readonly read: Read;
  readonly participants: readonly { readonly stream: SelectedStream; readonly source: Source }[];
}

/**
 * The reads that the selected streams need, each once: in the order of the streams, and for one stream in the order of
 * its sources. Those that feed the streams of the read that was interrupted come first, in their order.
 */
export function planReads(
  streams: readonly SelectedStream[],
  interrupted: string | null,
): readonly PlannedRead[] {
  const reads = orderReads(streams);
  const planned = reads.map((read) => ({ read, participants: participantsOf(read, streams) }));
  const hot = new Set(
    planned.filter((read) => feeds(read, new Set([interrupted]))).flatMap(namesOf),
  );
  const isFirst = (read: PlannedRead): boolean => feeds(read, hot);
  return [...planned.filter(isFirst), ...planned.filter((read) => !isFirst(read))];
}

function orderReads(streams: readonly SelectedStream[]): readonly Read[] {
  const reads: Read[] = [];
  for (const { definition } of streams) {
    let before = reads.length;
    for (const { read } of [...definition.sources].reverse()) {
      if (!reads.includes(read)) reads.splice(before, 0, read);
      before = Math.min(before, reads.indexOf(read));
    }
  }
  return reads;
}

function participantsOf(
  read: Read,
  streams: readonly SelectedStream[],
): PlannedRead["participants"] {
  return streams.flatMap((stream) =>
    stream.definition.sources
      .filter((source) => source.read === read)
      .map((source) => ({ stream, source })),
  );
}

function namesOf({ participants }: PlannedRead): string[] {
  return participants.map(({ stream }) => stream.definition.name);
}

function feeds(read: PlannedRead, streams: ReadonlySet<string | null>): boolean {
  return namesOf(read).some((name) => streams.has(name));
}
