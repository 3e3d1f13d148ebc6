import { isDeepStrictEqual } from "node:util";

import { compileForAllDrafts, type RecordValidator } from "./json-schema-drafts.js";
import type { JsonObject } from "./meltano-merge.js";
import type { RecordMessage, SchemaMessage } from "./singer-checker-messages.js";
import type { Report } from "./singer-checker-problems.js";
import { checkSchemaMessage } from "./singer-checker-schema.js";

/** Follows one stream through a run: what its SCHEMA promised and which keys and versions have gone by. */
export class StreamCheck {
  readonly schema: SchemaMessage;
  readonly records: JsonObject[] = [];
  readonly #columns: ReadonlySet<string>;
  readonly #validate: RecordValidator | undefined;
  readonly #keys: Set<string> | undefined;
  #isVersioned: boolean | undefined;
  #highestVersion = -Infinity;
  #isActivated = false;

  constructor(
    schema: SchemaMessage,
    options: { readonly allowRepeatedKeys: boolean; readonly report: Report },
  ) {
    this.schema = schema;
    this.#keys = options.allowRepeatedKeys ? undefined : new Set();
    this.#columns = new Set(Object.keys(schema.schema.properties));
    checkSchemaMessage(schema, options.report);
    this.#validate = compile(schema, options.report);
  }

  /** Checks a further SCHEMA of the stream: targets start a new table part, or fail, when it is another one. */
  addSchema(schema: SchemaMessage, report: Report): void {
    if (!isDeepStrictEqual(schema, this.schema))
      report(`the SCHEMA of "${schema.stream}" changes within the run`);
  }

  /** Checks a RECORD; `text` is its line as written. */
  addRecord(message: RecordMessage, text: string, report: Report): void {
    const { record } = message;
    this.records.push(record);
    this.#checkKey(record, report);
    this.#checkVersion(message, report);
    for (const name of Object.keys(record)) {
      if (!this.#columns.has(name)) report(`record key "${name}" is not in the schema`);
    }
    for (const reason of this.#validate?.(record, text) ?? []) report(reason);
  }

  /** Checks an ACTIVATE_VERSION: targets drop the rows of the stream that carry no version or a lower one. */
  activate(version: number, report: Report): void {
    this.#isActivated = true;
    if (this.#isVersioned === false) report("ACTIVATE_VERSION after RECORDs without a version");
    this.#raiseVersion(version, report);
  }

  #checkKey(record: JsonObject, report: Report): void {
    const names = this.schema.key_properties;
    const values = names.map((name) => record[name]);
    for (const [index, value] of values.entries()) {
      if (value === undefined) report(`key property "${names[index]}" is absent`);
      if (value === null || value === "")
        report(`key property "${names[index]}" is ${JSON.stringify(value)}`);
    }
    const key = JSON.stringify(values);
    if (this.#keys?.has(key))
      report(`the key ${key} of "${this.schema.stream}" was sent before in this run`);
    this.#keys?.add(key);
  }

  #checkVersion({ version }: RecordMessage, report: Report): void {
    const isVersioned = version !== undefined;
    this.#isVersioned ??= isVersioned;
    if (isVersioned !== this.#isVersioned)
      report("some RECORDs of the stream have a version, others do not");
    if (!isVersioned && this.#isActivated)
      report("RECORD without a version after ACTIVATE_VERSION");
    if (isVersioned) this.#raiseVersion(version, report);
  }

  #raiseVersion(version: number, report: Report): void {
    if (version < this.#highestVersion) report(`version ${version} is lower than one before it`);
    this.#highestVersion = Math.max(version, this.#highestVersion);
  }
}

function compile(message: SchemaMessage, report: Report): RecordValidator | undefined {
  try {
    return compileForAllDrafts(message.schema);
  } catch (error) {
    report(
      `the schema does not compile: ${error instanceof Error ? error.message : String(error)}`,
    );
    return undefined;
  }
}
