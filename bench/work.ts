/**
 * The child process of one measurement, `work.ts KIND FILE`: reads a gzip CSV file in one way, and reports what that took,
 * without Node's own start, as a JSON line on file descriptor 3.
 */
import { createReadStream, writeSync } from "node:fs";
import { createGunzip, type Gunzip } from "node:zlib";
import type { OwnCsv, ReadCsv } from "./parsers.js";

/** What a way of reading has counted. */
interface Counts {
  readonly rows?: number;
  readonly bytes?: number;
}

const chunkSize = 256 * 1024;

// Each loads what it needs and no more, before the clock starts: returns the work itself.
const kinds: Record<string, (file: string) => Promise<() => Promise<Counts>>> = {
  gunzip: (file) => Promise.resolve(() => countBytes(file)),
  own: async (file) => {
    const { ownParser } = await import("./parsers.js");
    // What is shipped, not the sources: tsx adds calls to functions as it compiles them.
    const built = new URL("../dist/exports/formats/csv.js", import.meta.url).href;
    const own = ownParser((await import(built)) as OwnCsv);
    return () => countRows(file, own);
  },
  "csv-parse": async (file) => {
    const { csvParse } = await import("./parsers.js");
    return () => countRows(file, csvParse);
  },
  udsv: async (file) => {
    const { udsv } = await import("./parsers.js");
    return () => countRows(file, udsv);
  },
  duckdb: async (file) => {
    const { convertWithDuckDb } = await import("./duckdb.js");
    return async () => ({ rows: await convertWithDuckDb(file) });
  },
};

async function countBytes(file: string): Promise<Counts> {
  let bytes = 0;
  await new Promise((resolve, reject) => {
    gunzip(file)
      .on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      })
      .on("end", resolve)
      .on("error", reject);
  });
  return { bytes };
}

async function countRows(file: string, read: ReadCsv): Promise<Counts> {
  // The header is no row.
  let rows = -1;
  await read({ source: gunzip(file) as AsyncIterable<Buffer>, delimiter: "," }, () => {
    rows += 1;
  });
  return { rows };
}

function gunzip(file: string): Gunzip {
  return createReadStream(file, { highWaterMark: chunkSize }).pipe(createGunzip({ chunkSize }));
}

const [, , kind = "", file = ""] = process.argv;
const work = await kinds[kind]?.(file);
if (work === undefined) throw new Error(`There is no work "${kind}".`);
const begin = performance.now();
const cpu = process.cpuUsage();
const counts = await work();
const { user, system } = process.cpuUsage(cpu);
const seconds = (performance.now() - begin) / 1000;
writeSync(3, `${JSON.stringify({ ...counts, seconds, cpuSeconds: (user + system) / 1e6 })}\n`);
