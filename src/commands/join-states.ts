import { exitCodes } from "../errors.js";
import { joinStates } from "../run/joined-state.js";
import { readJsonObject } from "../values/json-file.js";
import { printText } from "./print-text.js";

/** Prints one state of the whole export, made of the states of all its shards. Throws UsageError. */
export async function joinStatesCommand(files: readonly string[]): Promise<number> {
  const states = files.map(async (file) => ({ file, state: await readJsonObject(file, "state") }));
  const joined = joinStates(await Promise.all(states));
  await printText(`${JSON.stringify(joined)}\n`);
  return exitCodes.done;
}
