import type { Readable } from "node:stream";
import { SourceError, TapError } from "../errors.js";
import { readCsvRows } from "./formats/csv-rows.js";
import { decode } from "./formats/decode.js";
import { readJsonRows } from "./formats/json-rows.js";
import type { ObjectRow, ObjectSettings } from "./formats/object-row.js";

const batchSize = 500;

/**
 * Yields the rows of one object, whose bytes `open` gives, in batches and in the object's order. Throws SourceError where
 * it cannot be read to its end, RefusedError where it may not; what was yielded until then stays true.
 */
export async function* readObject(
  key: string,
  open: () => Promise<Readable>,
  settings: ObjectSettings,
): AsyncGenerator<readonly ObjectRow[]> {
  let stream: Readable | undefined;
  try {
    const decoded = await decode(await open(), key);
    ({ stream } = decoded);
    const isJson =
      settings.format === "jsonl" ||
      (settings.format === "auto" && /^\uFEFF?\s*\{/.test(decoded.start));
    const read = isJson ? readJsonRows : readCsvRows;
    for await (const rows of read(decoded, key, settings)) {
      settings.signal.throwIfAborted();
      for (let at = 0; at < rows.length; at += batchSize) yield rows.slice(at, at + batchSize);
    }
  } catch (error) {
    settings.signal.throwIfAborted();
    throw error instanceof TapError ? error : breaksOff(key, error);
  } finally {
    stream?.destroy();
  }
}

function breaksOff(key: string, error: unknown): SourceError {
  const reason = error instanceof Error ? error.message : String(error);
  return new SourceError(`${key} could not be read to its end (${reason}).`, { cause: error });
}
