import { parseArgs } from "node:util";

/** What can be measured. */
export const parts = [
  "api",
  "conformance",
  "exports",
  "memory",
  "records",
  "shards",
  "startup",
] as const;

export type Part = (typeof parts)[number];

export interface Options {
  readonly parts: readonly Part[];
  /** Rows of the file of `exports`. */
  readonly rows: number;
  /** Rows of the one large object of `memory`. */
  readonly rowsBig: number;
  /** Small objects of `memory`. */
  readonly objects: number;
  readonly slowSeconds: number;
  /** Rows of `records`. */
  readonly profiles: number;
  /** Runs of each measurement of `exports` and `records`; the median counts. */
  readonly runs: number;
  /** Full pages of profiles of `api`. */
  readonly pages: number;
  /** How many times as fast as an account's limit `api` runs. */
  readonly scale: number;
  /** Starts of each command of `startup`; the median counts. */
  readonly starts: number;
  readonly seed: number;
  /** Rows of `shards`, and as many pairs of tap and target as are tried at most. */
  readonly rowsShards: number;
  readonly shards: number;
  /** Command of a Singer target, for `shards`. */
  readonly target: string | undefined;
}

export const help = `npm run bench -- [PART...] [OPTION...]

Measures the tap as it is built in dist/ (npm run build). Data are made once and kept in .cache/bench.

Parts (none: all):
  conformance           what each CSV parser makes of tests/exports/csv-cases.ts
  api                   how near the tap comes to what an account allows, at several latencies
  exports               rows a second from a gzip CSV export to Singer messages, against parsers alone and DuckDB
  memory                peak memory of the tap: one large object, many small ones, a slow reader
  records               rows a second from parsed profiles of the API to RECORD lines, and where the time goes
  shards                time of several pairs of tap and target for one export, against one pair (needs --target)
  startup               CPU time of --version, --discover and --about beyond that of Node alone

Options:
  --rows N              rows of the export of "exports" (1000000)
  --rows-big N          rows of the large object of "memory" (10000000)
  --objects N           small objects of "memory" (100000)
  --slow-seconds N      how long the slow reader of "memory" reads (60)
  --pages N             pages of 250 profiles of "api" (100)
  --scale N             how many times as fast as an account's limit "api" runs, latencies too (10)
  --runs N              runs of each measurement of "exports" and "records" (3)
  --profiles N          rows of "records" (200000)
  --starts N            starts of each command of "startup" (15)
  --target COMMAND      Singer target that "shards" pipes the tap into; its table must be a new one
  --shards N            pairs of "shards" at most; 1, 2, 4 and so on are tried (2)
  --rows-shards N       rows of the export of "shards" (200000)
  --seed N              seed of the data (1)
  --help
`;

const defaults = {
  rows: "1000000",
  "rows-big": "10000000",
  objects: "100000",
  "slow-seconds": "60",
  profiles: "200000",
  runs: "3",
  pages: "100",
  scale: "10",
  starts: "15",
  seed: "1",
  shards: "2",
  "rows-shards": "200000",
} as const;

/** Undefined where help was asked for. Throws an Error that says what is wrong. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rows: { type: "string", default: defaults.rows },
      "rows-big": { type: "string", default: defaults["rows-big"] },
      objects: { type: "string", default: defaults.objects },
      "slow-seconds": { type: "string", default: defaults["slow-seconds"] },
      profiles: { type: "string", default: defaults.profiles },
      runs: { type: "string", default: defaults.runs },
      pages: { type: "string", default: defaults.pages },
      scale: { type: "string", default: defaults.scale },
      starts: { type: "string", default: defaults.starts },
      seed: { type: "string", default: defaults.seed },
      shards: { type: "string", default: defaults.shards },
      "rows-shards": { type: "string", default: defaults["rows-shards"] },
      target: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const number = (name: keyof typeof defaults): number => toNumber(name, values[name]);
  return {
    parts: positionals.length === 0 ? parts : positionals.map(toPart),
    rows: number("rows"),
    rowsBig: number("rows-big"),
    objects: number("objects"),
    slowSeconds: number("slow-seconds"),
    profiles: number("profiles"),
    runs: number("runs"),
    pages: number("pages"),
    scale: number("scale"),
    starts: number("starts"),
    seed: number("seed"),
    shards: number("shards"),
    rowsShards: number("rows-shards"),
    target: values.target,
  };
}

function toNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new Error(`--${name} takes a whole number above 0.`);
  return Number(text);
}

function toPart(name: string): Part {
  const part = parts.find((known) => known === name);
  if (part === undefined) throw new Error(`There is no part "${name}": take ${parts.join(", ")}.`);
  return part;
}
