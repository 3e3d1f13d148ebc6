import type { SelectedStream } from "../catalog/select.js";
import type { Read } from "../reads/read.js";
import type { Source } from "../streams/definition.js";

/** One read of a run, and the selected streams that it feeds. */
export interface PlannedRead {
  readonly read: Read;
  readonly subscribers: readonly { readonly stream: SelectedStream; readonly source: Source }[];
}

/**
 * The reads that the selected streams need, each once, in the order of the streams; the one that the last run was
 * interrupted in comes first.
 */
export function planReads(
  streams: readonly SelectedStream[],
  interrupted: string | null,
): readonly PlannedRead[] {
  const planned = new Map<Read, PlannedRead>();
  for (const stream of streams) {
    for (const source of stream.definition.sources) {
      const { subscribers = [] } = planned.get(source.read) ?? {};
      planned.set(source.read, {
        read: source.read,
        subscribers: [...subscribers, { stream, source }],
      });
    }
  }
  const isFirst = ({ subscribers }: PlannedRead): boolean =>
    subscribers.some(({ stream }) => stream.definition.name === interrupted);
  const reads = [...planned.values()];
  return [...reads.filter(isFirst), ...reads.filter((read) => !isFirst(read))];
}
