// Checks a file of Singer lines: each is JSON of a known type, the named streams have records, the last line is a STATE.
import { readFileSync } from "node:fs";

const [file = "", ...streams] = process.argv.slice(2);
const messages = readFileSync(file, "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));

for (const { type } of messages) {
  if (!["SCHEMA", "RECORD", "STATE"].includes(type)) throw new Error(`unknown type ${type}`);
}
for (const stream of streams) {
  if (!messages.some((message) => message.type === "RECORD" && message.stream === stream)) {
    throw new Error(`no record of ${stream}`);
  }
}
if (messages.at(-1)?.type !== "STATE") throw new Error("the last line is not a STATE");
