import { Writable } from "node:stream";
import type { Config } from "../../src/config/load.js";
import { emailEvents } from "../../src/ometria/streams/email-events.js";
import { streams } from "../../src/ometria/streams/registry.js";
import { CellLines } from "../../src/records/cells/cell-lines.js";
import { RecordPreparer } from "../../src/records/prepare.js";
import { pseudonymise } from "../../src/records/pseudonymise.js";
import type { Source } from "../../src/records/stream.js";
import { recordFrame } from "../../src/singer/messages.js";
import { LineWriter } from "../../src/singer/writer.js";
import { MemoryStore } from "../support/memory-store.js";
import { collect, participant, setReadScene } from "../support/read-scene.js";
import { mark, selectOne, type EditableEntry } from "./catalogs.js";

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
  const ours = new RecordPreparer(stream, context.config);
  const theirs = new RecordPreparer(stream, context.config);
  const { writer, taken } = createOutput();
  const lines = new CellLines(ours, writer, frame);
  const fromCells: (string | undefined)[] = [];
  const fromTexts: (string | undefined)[] = [];
  for (const row of rows) {
    const cells = source.toCells?.(row);
    const [raw = {}] = source.toRecords(row);
    const isWritten = cells !== undefined && lines.write(cells) > 0;
    if (!isWritten) ours.prepare(raw);
    fromCells.push(isWritten ? await taken() : undefined);
    const prepared = theirs.prepare(raw);
    fromTexts.push("json" in prepared ? frame.before + prepared.json + frame.after : undefined);
  }
  return { fromCells, fromTexts, unknown: [ours.unknownFields, theirs.unknownFields] };
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

function createOutput(): { writer: LineWriter; taken: () => Promise<string> } {
  let text = "";
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  const writer = new LineWriter(output);
  const taken = async (): Promise<string> => {
    await writer.flush();
    const line = text;
    text = "";
    return line;
  };
  return { writer, taken };
}
