import type { Config } from "../config/load.js";
import { describeError, type TapError } from "../errors.js";
import type { Logger } from "../log.js";
import type { Bookmark, Bookmarks, GroupCount, ReadContext, ReadEvent } from "../reads/contract.js";
import { RecordLines } from "../records/cells/record-lines.js";
import type { SelectedStream } from "../records/select.js";
import { emptyBookmark } from "../records/stream.js";
import { activateVersionLine, recordFrame } from "../singer/messages.js";
import type { LineWriter } from "../singer/writer.js";
import { announcement } from "./announcement.js";
import type { PlannedRead } from "./plan.js";
import type { StateKeeper } from "./state-keeper.js";

/** What became of one stream. */
export interface StreamResult {
  rows: number;
  rejected: number;
  /** Failures that leave the stream incomplete. */
  readonly errors: TapError[];
}

export interface PumpDependencies {
  readonly config: Readonly<Config>;
  readonly log: Logger;
  readonly writer: LineWriter;
  readonly keeper: StateKeeper;
}

/** Turns what the reads yield into SCHEMA, RECORD and STATE messages. */
export class Pump {
  readonly results = new Map<string, StreamResult>();
  counts: readonly GroupCount[] = [];
  readonly #deps: PumpDependencies;
  readonly #lines = new Map<string, RecordLines>();
  readonly #announced = new Set<string>();

  constructor(deps: PumpDependencies) {
    this.#deps = deps;
  }

  /** Rows sent so far, of all streams. */
  get rows(): number {
    return [...this.results.values()].reduce((sum, { rows }) => sum + rows, 0);
  }

  /** Compiles the schemas of streams. Throws UsageError where the user's catalog has made one invalid. */
  prepareFor(streams: readonly SelectedStream[]): void {
    for (const stream of streams) {
      const { name } = stream.definition;
      if (this.#lines.has(name)) continue;
      this.#lines.set(name, new RecordLines(stream, this.#deps.config, this.#deps.writer));
    }
  }

  /** Announces the streams of a read and sends all that it yields; throws what the read throws. */
  async run(planned: PlannedRead, context: ReadContext): Promise<void> {
    for (const { stream } of planned.participants) this.#announce(stream);
    const participants = planned.participants.map(({ stream, source }) => ({
      stream: stream.definition.name,
      role: source.role,
      bookmark: this.#bookmarkOf(stream),
      fullTable: stream.fullTable,
    }));
    for await (const event of planned.read.run(context, participants)) {
      await this.#take(event, planned);
      // A signal stops the run after the checkpoint of its rows, not before: else these rows would be sent again.
      if (event.type !== "rows" && event.type !== "activate") context.signal.throwIfAborted();
    }
  }

  /** Says once for each stream which fields went to `extra`. */
  reportExtras(): void {
    for (const [stream, { preparer }] of this.#lines) {
      const { unknownFields, unconverted } = preparer;
      this.#reportExtra(`${stream}: fields that its schema lacks are kept in extra`, unknownFields);
      this.#reportExtra(
        `${stream}: values that do not fit their column's type are kept in extra`,
        unconverted,
      );
    }
  }

  /** The result of a stream, made when it is first asked for. */
  resultOf(stream: string): StreamResult {
    const result = this.results.get(stream) ?? { rows: 0, rejected: 0, errors: [] };
    this.results.set(stream, result);
    return result;
  }

  #reportExtra(message: string, fields: ReadonlyMap<string, number>): void {
    if (fields.size === 0) return;
    const names = [...fields].map(([name, rows]) => `${name} (${rows})`);
    const rest = names.length > 20 ? `, and ${names.length - 20} more` : "";
    this.#deps.log.warning(`${message}: ${names.slice(0, 20).join(", ")}${rest}`);
  }

  #bookmarkOf({ definition }: SelectedStream): Bookmark {
    return { ...emptyBookmark(definition), ...this.#deps.keeper.state.bookmarks[definition.name] };
  }

  async #checkpoint(
    { bookmarks: changed, forgets }: Extract<ReadEvent, { type: "checkpoint" }>,
    planned: PlannedRead,
  ): Promise<void> {
    const { keeper } = this.#deps;
    if (typeof changed !== "function")
      return keeper.checkpoint(this.#wholeBookmarks(changed, planned), { forgets });
    return keeper.checkpoint(() => this.#wholeBookmarks(changed(), planned));
  }

  /** A checkpoint has the changed parts of bookmarks. The state gets whole ones, with every key that the stream has. */
  #wholeBookmarks(changed: Bookmarks, { participants }: PlannedRead): Bookmarks {
    const whole = participants
      .map(({ stream }) => stream)
      .filter(({ definition }) => definition.name in changed)
      .map((stream) => [
        stream.definition.name,
        { ...this.#bookmarkOf(stream), ...changed[stream.definition.name] },
      ]);
    return Object.fromEntries(whole) as Bookmarks;
  }

  #announce(stream: SelectedStream): void {
    const { name } = stream.definition;
    if (this.#announced.has(name)) return;
    this.#announced.add(name);
    this.prepareFor([stream]);
    this.resultOf(name);
    this.#deps.writer.write(announcement(stream));
  }

  async #take(event: ReadEvent, planned: PlannedRead): Promise<void> {
    switch (event.type) {
      case "rows":
        for (const participant of planned.participants) {
          const { name } = participant.stream.definition;
          if (event.streams?.includes(name) !== false) await this.#send(event, participant);
        }
        return;
      case "checkpoint":
        await this.#checkpoint(event, planned);
        return;
      case "rejected":
        this.#rejectForAll(event, planned);
        return;
      case "failed":
        this.#fail(event);
        return;
      case "counts":
        this.counts = event.counts;
        return;
      case "activate":
        this.#activate(event);
    }
  }

  async #send(
    event: Extract<ReadEvent, { type: "rows" }>,
    { stream, source }: PlannedRead["participants"][number],
  ): Promise<void> {
    const { name } = stream.definition;
    const lines = this.#lines.get(name);
    if (lines === undefined) throw new Error(`${name} was not announced`);
    const version = this.#versionOf(name, event.version);
    await lines.write(event.rows, source, {
      frame: recordFrame({ stream: name, timeExtracted: event.readAt, version }),
      sent: (length) => {
        this.#count(name, length);
      },
      rejected: (index, reason) => {
        this.#reject(name, { place: event.place(index), reason });
      },
    });
  }

  #count(stream: string, length: number): void {
    this.resultOf(stream).rows += 1;
    this.#deps.keeper.add(length);
  }

  #rejectForAll(event: Extract<ReadEvent, { type: "rejected" }>, planned: PlannedRead): void {
    for (const { stream } of planned.participants) this.#reject(stream.definition.name, event);
  }

  #fail({ streams, error }: Extract<ReadEvent, { type: "failed" }>): void {
    for (const stream of streams) this.resultOf(stream).errors.push(error);
    this.#deps.log.error(`${streams.join(", ")}: ${describeError(error)}`);
  }

  #activate({ streams, version }: Extract<ReadEvent, { type: "activate" }>): void {
    if (!this.#deps.config.emit_activate_version_messages) return;
    for (const stream of streams) {
      const reached = this.#versionOf(stream, version) ?? version;
      this.#deps.writer.write(activateVersionLine(stream, reached));
    }
  }

  /** Targets that drop rows of other versions need one on every RECORD of the stream, increments too. */
  #versionOf(stream: string, version: number | undefined): number | undefined {
    if (!this.#deps.config.emit_activate_version_messages) return undefined;
    const stored = this.#deps.keeper.state.bookmarks[stream]?.["table_version"];
    if (typeof stored !== "number") return version;
    // Versions never go back, even where the service's clock does.
    return Math.max(stored, version ?? stored);
  }

  #reject(stream: string, row: { readonly place: string; readonly reason: string }): void {
    const result = this.resultOf(stream);
    result.rejected += 1;
    this.#deps.log.error(`${stream}: a record was rejected: ${row.reason}`, { at: row.place });
  }
}
