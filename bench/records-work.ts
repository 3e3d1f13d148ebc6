/**
 * The child process of the measurement `records`, `records-work.ts ROWS SEED`: makes RECORD lines of profiles on stdout in the way
 * that a run does, and reports on file descriptor 3 what that took. To parse what the service sends is a part of its own,
 * and not in the sum.
 */
import { writeSync } from "node:fs";
import type { Config } from "../src/config/load.js";
import type * as validatorModule from "../src/config/validator.js";
import type * as prepareModule from "../src/records/prepare.js";
import type { Prepared, RecordPreparer } from "../src/records/prepare.js";
import type * as planModule from "../src/records/record-plan.js";
import type * as selectModule from "../src/records/select.js";
import type { StreamDefinition } from "../src/records/stream.js";
import type * as parseBodyModule from "../src/service/parse-body.js";
import type * as messagesModule from "../src/singer/messages.js";
import type * as writerModule from "../src/singer/writer.js";
import type { JsonObject } from "../src/values/json.js";
import { profilePages, rowsOfPage } from "./profile-rows.js";

// What is shipped, not the sources: tsx adds calls to functions as it compiles them.
async function built<T>(path: string): Promise<T> {
  return (await import(new URL(`../dist/${path}.js`, import.meta.url).href)) as T;
}

const { rowsOf, parseBody } = await built<typeof parseBodyModule>("service/parse-body");
const { selectStreams } = await built<typeof selectModule>("records/select");
const { RecordPreparer: Preparer } = await built<typeof prepareModule>("records/prepare");
const { planRecords, recordJson } = await built<typeof planModule>("records/record-plan");
const { compileStreamSchema } = await built<typeof validatorModule>("config/validator");
const { recordFrame } = await built<typeof messagesModule>("singer/messages");
const { createStdoutWriter } = await built<typeof writerModule>("singer/writer");
const { profiles } = await built<{ readonly profiles: StreamDefinition }>(
  "ometria/streams/profiles",
);

const parts = new Map<string, number>();

/** Does a part of the work and adds up what it takes. */
async function time<T>(part: string, work: () => T | Promise<T>): Promise<T> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  parts.set(part, (parts.get(part) ?? 0) + (user + system) / 1e6);
  return result;
}

const [stream] = selectStreams({
  definitions: [profiles],
  catalog: undefined,
  only: undefined,
  log: undefined as never,
});
if (stream === undefined) throw new Error("There is no stream to measure.");
const { schema } = stream;
const [source] = profiles.sources;
// Profiles need none of the settings.
const preparer: RecordPreparer = new Preparer(stream, {} as Config);
const writer = createStdoutWriter();
const frame = recordFrame({ stream: "profiles", timeExtracted: "2026-11-22T00:00:00Z" });

function toRaw(rows: readonly JsonObject[]): readonly JsonObject[] {
  return rows.flatMap((row) => [...(source?.toRecords({ row, part: "", passStart: "" }) ?? [])]);
}

async function write(records: readonly Prepared[]): Promise<number> {
  for (const record of records) {
    if ("rejected" in record) throw new Error(`A record was rejected: ${record.rejected}`);
    writer.write(frame.before + record.json + frame.after);
    if (writer.isFull) await writer.flush();
  }
  return records.length;
}

/** What the parts of `prepare` take by themselves, of records that are done. */
async function measureAlone(records: readonly Prepared[], share: number): Promise<void> {
  const values = records.map((record) => JSON.parse("json" in record ? record.json : "") as object);
  const names = Object.keys(values[0] ?? {});
  const plan = planRecords(names, { schema, converters: new Map(), filled: new Set() });
  const validate = compileStreamSchema(schema);
  const once = async (): Promise<void> => {
    await time("validate alone", () => values.every((value) => validate(value)));
    // The length of what is not put together yet is known; its bytes are not.
    await time("serialise alone", () =>
      values.map((value) => Buffer.from(recordJson(value as JsonObject, plan))),
    );
  };
  for (let index = 0; index < share; index += 1) await once();
}

const [, , rows = "", seed = ""] = process.argv;
const distinct = [...profilePages(40, Number(seed))];
const pages = Math.ceil(Number(rows) / rowsOfPage);
const counts = { rows: 0, bytes: 0, seconds: 0 };
let last: readonly Prepared[] = [];
for (let page = 0; page < pages; page += 1) {
  const text = distinct[page % distinct.length] ?? "";
  counts.bytes += text.length;
  const parsed = await time("parse", () => rowsOf(parseBody(text), "/profiles"));
  const begin = performance.now();
  const raw = await time("fields", () => toRaw(parsed));
  last = await time("prepare", () => raw.map((row) => preparer.prepare(row)));
  counts.rows += await time("write", () => write(last));
  counts.seconds += (performance.now() - begin) / 1000;
}
await writer.flush();
const own = ["fields", "prepare", "write"].map((part) => parts.get(part) ?? 0);
const cpuSeconds = own.reduce((sum, seconds) => sum + seconds, 0);
await measureAlone(last, pages);
writeSync(3, `${JSON.stringify({ ...counts, cpuSeconds, parts: Object.fromEntries(parts) })}\n`);
