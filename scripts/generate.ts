/**
 * Writes every file that is made from `schemas/`: the types in src/generated, catalog.json, and the tables of the
 * README. A test fails when one of them is stale.
 */
import { writeFile } from "node:fs/promises";
import { generatedFiles } from "./generated-files.js";

for (const [file, text] of await generatedFiles()) await writeFile(file, text);
