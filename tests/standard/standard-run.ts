import { typesOf, type JsonSchema } from "../../src/config/schemas.js";
import { streams } from "../../src/ometria/streams/registry.js";
import { schemaOf } from "../../src/records/stream.js";
import type { JsonObject } from "../../src/values/json.js";
import { withSyncScene, type SyncRun } from "../support/sync-scene.js";

/** What the SDK's suite looks at: a whole run without a catalog, one with the discovered one, and a connection test. */
export interface StandardRuns {
  readonly whole: SyncRun;
  readonly fedBack: SyncRun;
  readonly connections: SyncRun;
}

/** Runs the tap against the sandbox. `catalog` is the discovered one. */
export async function runStandard(catalog: JsonObject): Promise<StandardRuns> {
  const runs: SyncRun[] = [];
  await withSyncScene(async ({ run }) => {
    const all = streams.map(({ name }) => name);
    runs.push(await run({ streams: all }));
    runs.push(await run({ streams: all, catalog }));
    runs.push(await run({ streams: all, isTest: true }));
  });
  const [whole, fedBack, connections] = runs;
  if (whole === undefined || fedBack === undefined || connections === undefined)
    throw new Error("a run is missing");
  return { whole, fedBack, connections };
}

/** Every column of every stream, as the SDK sees it. */
export interface Attribute {
  readonly stream: string;
  readonly column: string;
  readonly schema: JsonSchema;
}

/** The columns of all streams. */
export const attributes: readonly Attribute[] = streams.flatMap((stream) =>
  Object.entries(schemaOf(stream).properties ?? {}).map(([column, schema]) => ({
    stream: stream.name,
    column,
    schema,
  })),
);

/** The attributes of one JSON type, as rows of a table of tests. */
export function attributesOf(
  type: string,
  format?: string,
): readonly (readonly [string, Attribute])[] {
  return attributes
    .filter(({ schema }) => typesOf(schema).includes(type) && schema.format === format)
    .map((attribute) => [`${attribute.stream}.${attribute.column}`, attribute] as const);
}

/** Columns that hold a value in each record. */
export function requiredAttributes(): readonly (readonly [string, Attribute])[] {
  return attributes
    .filter(({ schema }) => Array.isArray(schema.type) && !schema.type.includes("null"))
    .map((attribute) => [`${attribute.stream}.${attribute.column}`, attribute] as const);
}
