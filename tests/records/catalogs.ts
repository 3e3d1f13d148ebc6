import type { Config } from "../../src/config/load.js";
import { streams } from "../../src/ometria/streams/registry.js";
import { discover } from "../../src/records/catalog.js";
import { selectStreams, type SelectedStream } from "../../src/records/select.js";
import type { JsonObject } from "../../src/values/json.js";
import { createMemoryLog } from "../support/memory-log.js";

interface Metadata {
  readonly breadcrumb: readonly string[];
  readonly metadata: JsonObject;
}

/** An entry of a catalog that a test may change in any way. */
export type EditableEntry = JsonObject & {
  readonly stream: string;
  schema: JsonObject & { properties: Record<string, JsonObject> };
  metadata: Metadata[];
};

/** The discovered catalog, changed by `edit`, as it comes back from a file. */
export function editedCatalog(edit: (entry: EditableEntry) => void): JsonObject {
  const catalog = JSON.parse(JSON.stringify(discover(streams))) as { streams: EditableEntry[] };
  catalog.streams.forEach(edit);
  return catalog;
}

/** Writes metadata as a user does: into the breadcrumb's entry, or a new one. */
export function mark(
  entry: EditableEntry,
  breadcrumb: readonly string[],
  values: JsonObject,
): void {
  const known = entry.metadata.find((each) => each.breadcrumb.join("/") === breadcrumb.join("/"));
  if (known === undefined) entry.metadata.push({ breadcrumb, metadata: values });
  else Object.assign(known.metadata, values);
}

/** A catalog that selects only one stream, changed by `edit`. */
export function catalogOf(name: string, edit: (entry: EditableEntry) => void = () => undefined) {
  return editedCatalog((entry) => {
    mark(entry, [], { selected: entry.stream === name });
    if (entry.stream === name) edit(entry);
  });
}

interface Selection {
  readonly selected: readonly SelectedStream[];
  readonly names: readonly string[];
  readonly lines: readonly string[];
}

/** What a run with this catalog and these `--streams` reads, and what it says. */
export function select(
  catalog?: JsonObject,
  only?: readonly string[],
  {
    isTest = false,
    endpoints = {},
  }: { readonly isTest?: boolean; readonly endpoints?: Config["endpoints"] } = {},
): Selection {
  const log = createMemoryLog();
  const selected = selectStreams({ definitions: streams, catalog, only, isTest, endpoints, log });
  return { selected, names: selected.map(({ definition }) => definition.name), lines: log.lines };
}

/** The one stream that a catalog selects. */
export function selectOne(name: string, edit?: (entry: EditableEntry) => void): SelectedStream {
  const [stream] = select(catalogOf(name, edit)).selected;
  if (stream === undefined) throw new Error(`${name} is not selected`);
  return stream;
}
