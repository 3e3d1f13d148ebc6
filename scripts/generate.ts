/**
 * Writes every file that is made from `schemas/` and the declarations: the types in src/generated, catalog.json, the
 * tables of the README and the picture of CONTRIBUTING. With --check it writes nothing and fails, naming the stale ones.
 */
import { readFile, writeFile } from "node:fs/promises";
import { relative } from "node:path";
import { generatedFiles } from "./generated-files.js";

const stale: string[] = [];
for (const [file, text] of await generatedFiles()) {
  const current = await readFile(file, "utf8").catch(() => "");
  if (current === text) continue;
  stale.push(relative(process.cwd(), file));
  if (!process.argv.includes("--check")) await writeFile(file, text);
}
if (process.argv.includes("--check") && stale.length > 0) {
  process.stderr.write(`Stale: ${stale.join(", ")}. Run npm run generate and commit.\n`);
  process.exitCode = 1;
}
