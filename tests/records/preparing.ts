import { loadConfig } from "../../src/config/load.js";
import { streams } from "../../src/ometria/streams/registry.js";
import { RecordPreparer } from "../../src/records/prepare.js";
import { parseJson, type JsonObject } from "../../src/values/json.js";
import { selectOne, type EditableEntry } from "./catalogs.js";

const { config } = await loadConfig([], {});

/** The preparer of a stream, with the fields that its edited catalog entry selects. */
export function preparerOf(name: string, edit?: (entry: EditableEntry) => void): RecordPreparer {
  return new RecordPreparer(selectOne(name, edit), config);
}

/** What becomes of the record in `text`, read as an answer is; throws where it is rejected. */
export function prepared(preparer: RecordPreparer, text: string): JsonObject {
  const result = preparer.prepare(parseJson(text) as JsonObject);
  if ("rejected" in result) throw new Error(`rejected: ${result.rejected}`);
  return JSON.parse(result.json) as JsonObject;
}

/** Why a record is rejected. */
export function rejection(preparer: RecordPreparer, raw: JsonObject): string {
  const result = preparer.prepare(raw);
  if ("json" in result) throw new Error("the record was taken");
  return result.rejected;
}

/** Values of keys that are no plain texts. */
const keys: Readonly<Record<string, unknown>> = { timestamp: "2026-01-01T00:00:00Z", job_id: 7 };

/** Every stream's name with the least that makes one of its raw records deliverable. */
export const deliverable: readonly (readonly [string, JsonObject])[] = streams.map(
  ({ name, keyProperties }) => [
    name,
    Object.fromEntries(keyProperties.map((key) => [key, keys[key] ?? "k"])) as JsonObject,
  ],
);
