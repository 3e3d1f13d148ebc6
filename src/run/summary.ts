import { describeError, RefusedError } from "../errors.js";
import { oneLine, type LogFormat, type Logger } from "../log.js";
import type { GroupCount } from "../reads/contract.js";
import type { ApiFigures } from "../service/client.js";
import type { StreamResult } from "./pump.js";
import type { ReadFigures } from "./run-reads.js";

export interface Summary {
  readonly results: ReadonlyMap<string, StreamResult>;
  readonly reads: readonly ReadFigures[];
  readonly counts: readonly GroupCount[];
  /** Whether a signal, a closed reader or a bug ended the run, and the selected streams that it had not come to. */
  readonly isStopped: boolean;
  readonly notBegun: readonly string[];
  readonly api: ApiFigures;
  /** Milliseconds that the run took, and that its requests waited for the rate limit. */
  readonly ms: number;
  readonly waitedMs: number;
}

/** Logs what a run came to: a table for people, or an event per stream for machines. */
export function reportSummary(summary: Summary, log: Logger, format: LogFormat): void {
  const rows = streamRows(summary);
  if (format === "text") {
    log.block(table([["stream", "rows", "rejected", "requests", "seconds"], ...rows.map(toCells)]));
    if (summary.counts.length > 0) log.block(membersTable(summary.counts));
  } else {
    for (const row of rows) log.info("stream finished", { ...row });
    for (const { id: list, ...count } of summary.counts)
      log.info("members found", { list, ...count });
  }
  log.info(summary.isStopped ? "run stopped" : "run finished", {
    rows: rows.reduce((sum, row) => sum + row.rows, 0),
    requests: summary.api.requests,
    retries: summary.api.retries,
    throttled: summary.api.throttled,
    seconds: seconds(summary.ms),
    seconds_waiting_for_rate_limit: seconds(summary.waitedMs),
    not_begun: summary.notBegun.length === 0 ? undefined : summary.notBegun.join(","),
  });
}

/** What is incomplete, each reason once with the streams that it concerns; undefined where nothing is. */
export function describeFailures(results: ReadonlyMap<string, StreamResult>): string | undefined {
  const streamsByReason = new Map<string, string[]>();
  const firsts = [...results.values()].map(({ errors: [first] }) => first);
  // A key that is refused everywhere is one reason, whatever was asked for.
  const refused = firsts.every((error) => error instanceof RefusedError) ? firsts[0] : undefined;
  for (const [stream, { errors, rejected }] of results) {
    const error = refused ?? errors[0];
    const reason = error === undefined ? describeRejected(rejected) : describeError(error);
    if (reason === undefined) continue;
    streamsByReason.set(reason, [...(streamsByReason.get(reason) ?? []), stream]);
  }
  if (streamsByReason.size === 0) return undefined;
  return [...streamsByReason]
    .map(([reason, streams]) => `Incomplete: ${streams.join(", ")}. ${reason}`)
    .join(" ");
}

function describeRejected(rejected: number): string | undefined {
  if (rejected === 0) return undefined;
  const records = rejected === 1 ? "1 record was" : `${rejected} records were`;
  return `${records} rejected; the errors above name each place and reason. Correct them at their source if you need them: the next run goes on after them.`;
}

interface StreamRow {
  readonly stream: string;
  readonly rows: number;
  readonly rejected: number;
  readonly requests: number;
  readonly seconds: number;
  /** The stream that a read shared with it is counted for. */
  readonly read_with: string | null;
}

function streamRows({ results, reads }: Summary): StreamRow[] {
  return [...results].map(([stream, { rows, rejected }]) => {
    const own = reads.filter((read) => read.streams[0] === stream);
    const shared = reads.find((read) => read.streams.indexOf(stream) > 0);
    const requests = own.reduce((sum, read) => sum + read.requests, 0);
    const ms = own.reduce((sum, read) => sum + read.ms, 0);
    const readWith = shared?.streams[0] ?? null;
    return { stream, rows, rejected, requests, seconds: seconds(ms), read_with: readWith };
  });
}

function toCells({ stream, rows, rejected, ...cost }: StreamRow): string[] {
  const shared = cost.read_with === null ? "" : ` + ${cost.read_with}`;
  return [
    stream,
    String(rows),
    String(rejected),
    `${cost.requests}${shared}`,
    cost.seconds.toFixed(1),
  ];
}

function membersTable(members: readonly GroupCount[]): string {
  const rows = members.map(({ id, title, size, found }) => [
    oneLine(`${id} ${title}`),
    String(found),
    size === null ? "?" : String(size),
  ]);
  return table([["list (full pass)", "members found", "size by /lists"], ...rows]);
}

/** Columns of equal width; the first is flush left, the others flush right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return rows.map(line).join("\n");
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
