import { privateWord } from "./fault.js";

const mebibyte = 1024 * 1024;
const at = "2026-01-04T00:00:00Z";

/** A row whose last field makes it so many bytes long. */
function row(id: string, bytes: number): string {
  const start = `open,${at},${id},${privateWord}`;
  return `${start}${"x".repeat(bytes - start.length - 1)}\n`;
}

/** Objects of the export with rows that are hardly, or no longer, to be held. */
export const longRows = [
  {
    happens: "a row of just under 16 MiB, and one of more",
    content: row("a", 100) + row("b", 16 * mebibyte) + row("x", 16 * mebibyte + 1) + row("c", 100),
    arrives: ["a", "b", "c"],
    exitCode: 5,
    says: /it is longer than 16 MiB at=\S+ line 4/,
  },
  {
    happens: "a row of more than 32 MiB, which may as well be an open quote",
    content: row("a", 100) + row("x", 33 * mebibyte) + row("c", 100),
    arrives: ["a"],
    exitCode: 4,
    says: /is not valid CSV from line 3 on \(a row without an end\)/,
  },
].map((object) => ({
  ...object,
  content: `event,timestamp,email_id,campaign_title\n${object.content}`,
}));
