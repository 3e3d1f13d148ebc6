import { rmSync, symlinkSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { BrokenObject } from "./fault.js";

/** The object that is broken; two of the sandbox lie on either side of it. */
export const brokenKey = "email_events/2026-01-04/broken_email_events.csv";

const columns = "event,timestamp,email_id,to_address";

/** What is whole; its row is known by `mended-1`. */
export const mendedObject = `${columns}\nopen,2026-01-04T00:00:00Z,mended-1,a@example.org\n`;

const rows = Array.from(
  { length: 700 },
  (_, index) => `open,2026-01-04T00:00:00Z,broken-${index},${index * 7919}@example.org`,
);
const packed = gzipSync(`${columns}\n${rows.join("\n")}\n`);

function damagedInTheMiddle(): Buffer {
  const bytes = Buffer.from(packed);
  bytes.fill(0xff, packed.length >> 1, (packed.length >> 1) + 50);
  return bytes;
}

/** Objects that a file is written into with this content. */
function written(happens: string, content: string | Buffer, says: RegExp): BrokenObject {
  return {
    happens,
    break: ({ put }) => {
      put(brokenKey, content);
    },
    says,
    lasts: true,
  };
}

/** Faults of single objects of the export. */
export const brokenObjects: readonly BrokenObject[] = [
  {
    happens: "is deleted between listing and reading",
    break: ({ put, pathOf, afterListing }) => {
      put(brokenKey, mendedObject);
      afterListing(() => {
        rmSync(pathOf(brokenKey));
      });
    },
    says: /Cannot read .*broken_email_events\.csv: ENOENT/,
    lasts: false,
  },
  {
    happens: "is changed between listing and reading",
    break: ({ put, afterListing }) => {
      put(brokenKey, columns);
      afterListing(() => {
        put(brokenKey, `${columns}\n${rows.join("\n")}`);
      });
    },
    says: /broken_email_events\.csv was changed after it was listed/,
    lasts: false,
  },
  {
    happens: "cannot be opened",
    break: ({ put, pathOf, afterListing }) => {
      put(brokenKey, mendedObject);
      // Permissions do not keep root out; a link that leads to itself keeps out everybody.
      afterListing(() => {
        rmSync(pathOf(brokenKey));
        symlinkSync(pathOf(brokenKey), pathOf(brokenKey));
      });
    },
    says: /Cannot read .*broken_email_events\.csv: ELOOP/,
    lasts: false,
  },
  written(
    "breaks off in mid-gzip",
    packed.subarray(0, packed.length / 2),
    /could not be read to its end \(.*unexpected end of file\)/,
  ),
  written("is corrupt gzip", damagedInTheMiddle(), /could not be read to its end \(/),
  written(
    "has gzip with a wrong checksum",
    Buffer.concat([packed.subarray(0, packed.length - 8), Buffer.alloc(8, 1)]),
    /could not be read to its end \(.*incorrect data check\)/,
  ),
  written(
    "has a quote that is never closed",
    `${mendedObject}open,2026-01-04T00:00:01Z,"broken,a@example.org\n${rows.join("\n")}`,
    /is not valid CSV from line \d+ on \(a quote that is not closed\)/,
  ),
  written(
    "has text behind a quote",
    `${mendedObject}open,2026-01-04T00:00:01Z,"broken"-1,a@example.org\n`,
    /is not valid CSV from line 3 on/,
  ),
  written(
    "is Latin-1",
    Buffer.from(`${columns}\nopen,2026-01-04T00:00:00Z,caf\u00e9,a@example.org\n`, "latin1"),
    /is not UTF-8 text/,
  ),
  written(
    "is UTF-16",
    Buffer.from(`\uFEFF${columns}\nopen,2026-01-04T00:00:00Z,x,a@example.org\n`, "utf16le"),
    /looks like UTF-16 text/,
  ),
  written(
    "holds a lone surrogate",
    Buffer.concat([Buffer.from(`${mendedObject}open,,x`), Buffer.from([0xed, 0xa0, 0x80, 0x0a])]),
    /is not UTF-8 text/,
  ),
  written("is a Parquet file", "PAR1....", /looks like Parquet/),
  written("has no header", rows.join("\n"), /has no header row that the tap knows/),
];
