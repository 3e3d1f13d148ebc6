import type { JsonObject } from "./meltano-merge.js";
import { readOutputLines, type OutputLine } from "./singer-checker-lines.js";
import {
  isSingerMessage,
  type SchemaMessage,
  type SingerMessage,
  type StateValue,
} from "./singer-checker-messages.js";
import { ProblemList, type Report } from "./singer-checker-problems.js";
import { checkStates, type PlacedState } from "./singer-checker-states.js";
import { StreamCheck } from "./singer-checker-stream.js";

/** A whole output of the tap, sorted. `records` has an entry, maybe empty, for every stream with a SCHEMA. */
export interface SingerOutput {
  readonly messages: readonly SingerMessage[];
  readonly schemas: ReadonlyMap<string, SchemaMessage>;
  readonly records: ReadonlyMap<string, readonly JsonObject[]>;
  readonly states: readonly StateValue[];
  readonly lastState: StateValue;
}

export interface CheckOptions {
  /** For runs that may send a record twice: a lookback, a resume. */
  readonly allowRepeatedKeys?: boolean;
}

/**
 * Reads the stdout of a run that began to sync and throws an Error that lists the problems, by line, unless the strictest of
 * the known targets and checkers would each accept it (singer.md 3.3 and 6).
 */
export function checkSingerOutput(stdout: string, options: CheckOptions = {}): SingerOutput {
  const problems = new ProblemList();
  const lines = readOutputLines(stdout, problems);
  checkEnds(lines, problems);
  const run = new RunCheck(options.allowRepeatedKeys ?? false);
  for (const line of lines) {
    const report = problems.at(line.number);
    if (isSingerMessage(line.value, report)) run.add(line.value, line, report);
  }
  checkStates(run.states, new Set(run.streams.keys()), problems);
  problems.throwIfAny();
  return summarise(run);
}

function checkEnds(lines: readonly OutputLine[], problems: ProblemList): void {
  const first = lines.at(0);
  const last = lines.at(-1);
  // PipelineWise's targets take the first STATE they see for flushed; file targets print only a STATE on the last line.
  if (first && first.value["type"] !== "STATE")
    problems.at(first.number)("the first message is not a STATE");
  if (last && last.value["type"] !== "STATE")
    problems.at(last.number)("the last line is not a STATE");
}

class RunCheck {
  readonly messages: SingerMessage[] = [];
  readonly states: PlacedState[] = [];
  readonly streams = new Map<string, StreamCheck>();
  readonly #allowRepeatedKeys: boolean;

  constructor(allowRepeatedKeys: boolean) {
    this.#allowRepeatedKeys = allowRepeatedKeys;
  }

  add(message: SingerMessage, line: OutputLine, report: Report): void {
    this.messages.push(message);
    if (message.type === "STATE") {
      this.states.push({ line: line.number, value: message.value });
      return;
    }
    const stream = this.streams.get(message.stream);
    if (message.type === "SCHEMA") this.#addSchema(message, stream, report);
    else if (!stream) report(`${message.type} before the SCHEMA of "${message.stream}"`);
    else if (message.type === "RECORD") stream.addRecord(message, line.text, report);
    else stream.activate(message.version, report);
  }

  #addSchema(message: SchemaMessage, stream: StreamCheck | undefined, report: Report): void {
    if (stream) stream.addSchema(message, report);
    else {
      const options = { allowRepeatedKeys: this.#allowRepeatedKeys, report };
      this.streams.set(message.stream, new StreamCheck(message, options));
    }
  }
}

function summarise(run: RunCheck): SingerOutput {
  const states = run.states.map((state) => state.value);
  const lastState = states.at(-1);
  if (!lastState) throw new Error("The Singer output has no STATE.");
  return {
    messages: run.messages,
    schemas: new Map([...run.streams].map(([name, stream]) => [name, stream.schema])),
    records: new Map([...run.streams].map(([name, stream]) => [name, stream.records])),
    states,
    lastState,
  };
}
