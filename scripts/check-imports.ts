/** Holds the imports of `src/` against `scripts/import-rules.ts`; a part of `npm run lint`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { importProblems } from "./import-problems.js";
import { importRules } from "./import-rules.js";

const folder = fileURLToPath(new URL("../src/", import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file): [string, string] => [file, readFileSync(join(folder, file), "utf8")]);
const problems = importProblems(new Map(sources), importRules);

for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
