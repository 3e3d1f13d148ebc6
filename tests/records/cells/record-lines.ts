import { Writable } from "node:stream";
import { expect } from "@jest/globals";
import type { Config } from "../../../src/config/load.js";
import { emailEvents } from "../../../src/ometria/streams/email-events.js";
import { streams } from "../../../src/ometria/streams/registry.js";
import { RecordLines } from "../../../src/records/cells/record-lines.js";
import { pseudonymise } from "../../../src/records/pseudonymise.js";
import type { Source } from "../../../src/records/stream.js";
import { recordFrame } from "../../../src/singer/messages.js";
import { LineWriter } from "../../../src/singer/writer.js";
import { MemoryStore } from "../../support/memory-store.js";
import { collect, participant, setReadScene } from "../../support/read-scene.js";
import { mark, selectOne, type EditableEntry } from "../catalogs.js";

/** A file, and what the user asks of its records. */
export interface CellScene {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly deselected?: readonly string[];
  /** What else the user's catalog changes. */
  readonly edit?: (entry: EditableEntry) => void;
  readonly config?: Partial<Config>;
}

/** The lines of a file's rows, made in both ways. */
export interface CellOutcome {
  /** Undefined where a row cannot be written from its cells. */
  readonly fromCells: readonly (string | undefined)[];
  /** Undefined where a row is rejected. */
  readonly fromTexts: readonly (string | undefined)[];
  /** How often fields went to `extra`, by either way. */
  readonly unknown: readonly [ReadonlyMap<string, number>, ReadonlyMap<string, number>];
}

const [source] = emailEvents.sources as [Source];
/** The same, without a word of it that a row has its record in it. */
const byValues: Source = { read: source.read, toRecords: (row) => source.toRecords(row) };
const frame = recordFrame({ stream: "email_events", timeExtracted: "2026-01-01T00:00:00Z" });

/** Writes the rows of an export file from their cells, and prepares them from their texts. */
export async function writeBoth(scene: CellScene): Promise<CellOutcome> {
  const { context, rows } = await readRows(scene);
  const selected = selectOne("email_events", (entry) => {
    for (const name of scene.deselected ?? [])
      mark(entry, ["properties", name], { selected: false });
    scene.edit?.(entry);
  });
  const { config, log } = context;
  const [stream = selected] = pseudonymise([selected], { definitions: streams, config, log });
  const ours = new RecordLines(stream, config, writer);
  const theirs = new RecordLines(stream, config, writer);
  const fromCells: (string | undefined)[] = [];
  const fromTexts: (string | undefined)[] = [];
  for (const row of rows) {
    const { line, isOfValues } = await writeRow(ours, row, source);
    fromCells.push(isOfValues ? undefined : line);
    fromTexts.push((await writeRow(theirs, row, byValues)).line);
  }
  const unknown = [ours.preparer.unknownFields, theirs.preparer.unknownFields] as const;
  return { fromCells, fromTexts, unknown };
}

let text = "";
const writer = new LineWriter(
  new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  }),
);

/** The line of a row (undefined where it is rejected), and whether it was made of values. */
async function writeRow(
  lines: RecordLines,
  row: unknown,
  from: Source,
): Promise<{ readonly line: string | undefined; readonly isOfValues: boolean }> {
  const seen = { isOfValues: false, isRejected: false, length: 0 };
  text = "";
  const watched: Source = {
    ...from,
    toRecords: (each) => {
      seen.isOfValues = true;
      return from.toRecords(each);
    },
  };
  await lines.write([row], watched, {
    frame,
    sent: (length) => (seen.length += length),
    rejected: () => (seen.isRejected = true),
  });
  await writer.flush();
  // The length of a line that is made of values is that of its text.
  expect(seen.length).toBe(seen.isOfValues ? text.length : Buffer.byteLength(text));
  return { line: seen.isRejected ? undefined : text, isOfValues: seen.isOfValues };
}

async function readRows({ header, rows, config = {} }: CellScene) {
  const store = new MemoryStore();
  const content = [header, ...rows].map((cells) => cells.map(quoted).join(",")).join("\r\n");
  store.put("email_events.csv", content, { modifiedMs: 0 });
  const { context } = setReadScene({ store, config });
  const found = await collect(source.read, context, {
    participants: [participant("email_events")],
  });
  if (found.error !== undefined) throw found.error as Error;
  return { context, rows: found.rows };
}

/** What stands in a file where it must not be read as an empty line or a quote. */
function quoted(cell: string): string {
  return /[",\r\n\\]|^$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
