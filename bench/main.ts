/**
 * The benchmark, `npm run bench -- [PART...] [OPTION...]`: measures the tap as it is built in dist/, and prints Markdown tables.
 * `--help` names the parts and options. It builds nothing; the data that it makes stay in .cache/bench.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { benchApi } from "./api.js";
import { benchConformance } from "./conformance.js";
import { benchExports } from "./exports.js";
import { root } from "./folders.js";
import { benchMemory } from "./memory.js";
import { help, parseOptions, type Options, type Part } from "./options.js";
import { print } from "./print.js";
import { benchRecords } from "./records.js";
import { benchShards } from "./shards.js";
import { benchStartup } from "./startup.js";

const run: Record<Part, (options: Options) => Promise<void>> = {
  api: benchApi,
  conformance: benchConformance,
  exports: benchExports,
  memory: benchMemory,
  records: benchRecords,
  shards: benchShards,
  startup: benchStartup,
};

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) {
    print(help);
    return;
  }
  if (!existsSync(join(root, "dist", "cli.js"))) {
    throw new Error("There is no dist/cli.js to measure: run `npm run build` first.");
  }
  for (const part of options.parts) await run[part](options);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
