import type { Config } from "../../src/config/load.js";
import { streams as definitions } from "../../src/ometria/streams/registry.js";
import { RecordPreparer } from "../../src/records/prepare.js";
import { pseudonymise } from "../../src/records/pseudonymise.js";
import type { SelectedStream } from "../../src/records/select.js";
import type { JsonObject } from "../../src/values/json.js";
import { pseudonymsWith } from "../../src/values/pseudonym.js";
import { createMemoryLog } from "../support/memory-log.js";
import { configWith } from "../support/read-scene.js";
import { selectOne, type EditableEntry } from "./catalogs.js";
import { prepared } from "./preparing.js";

export const salt = "a salt for these tests";

/** What stands for a text in the records of these tests. */
export const hidden = pseudonymsWith(salt);

export interface Hiding {
  readonly fields: readonly string[];
  readonly edit?: (entry: EditableEntry) => void;
  readonly config?: Partial<Config>;
}

/** A stream with the fields pseudonymised, and what was said of the others. */
export function hide(
  name: string,
  { fields, edit, config = {} }: Hiding,
): {
  readonly stream: SelectedStream;
  readonly lines: readonly string[];
  preparer: RecordPreparer;
} {
  const log = createMemoryLog();
  const settings = configWith({ pseudonymise: { salt, fields: [...fields] }, ...config });
  const [stream] = pseudonymise([selectOne(name, edit)], { definitions, config: settings, log });
  if (stream === undefined) throw new Error(`${name} is not selected`);
  return { stream, lines: log.lines, preparer: new RecordPreparer(stream, settings) };
}

/** The record of a raw one, with these fields pseudonymised. */
export function recordOf(stream: string, hiding: Hiding, raw: JsonObject): JsonObject {
  return prepared(hide(stream, hiding).preparer, JSON.stringify(raw));
}
