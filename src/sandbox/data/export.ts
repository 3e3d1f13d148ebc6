import { mkdirSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { emailEventColumns, type EmailEvent } from "./email-journey.js";
import { showRows } from "./mailings.js";
import type { Delivery } from "./world-state.js";

/**
 * Writes deliveries into a folder, each under its key, as gzipped CSV (RFC 4180, with a header row) whose modified time is that of
 * the delivery. The same delivery always gives the same bytes; a file that is there already is left alone.
 */
export function writeExport(folder: string, deliveries: readonly Delivery[]): void {
  for (const delivery of deliveries) {
    const { key, at } = delivery;
    const path = join(folder, key);
    const bytes = gzipSync(toCsv(showRows(delivery)));
    if (!isThere(path, { size: bytes.length, modifiedAt: at })) {
      mkdirSync(dirname(path), { recursive: true });
      // Under another name first: a reader never sees half a file, nor one with the time of writing.
      const partial = `${path}.part`;
      writeFileSync(partial, bytes);
      utimesSync(partial, at / 1_000, at / 1_000);
      renameSync(partial, path);
    }
  }
}

function toCsv(rows: readonly EmailEvent[]): string {
  const lines = [emailEventColumns.join(",")];
  for (const row of rows) {
    lines.push(emailEventColumns.map((column) => quote(row[column])).join(","));
  }
  return `${lines.join("\r\n")}\r\n`;
}

function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

function isThere(
  path: string,
  { size, modifiedAt }: { size: number; modifiedAt: number },
): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.size === size && found.mtimeMs === modifiedAt;
}
