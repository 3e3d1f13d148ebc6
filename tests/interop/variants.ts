import { editedCatalog, mark, type EditableEntry } from "../records/catalogs.js";
import type { JsonObject } from "../support/meltano-merge.js";
import { sceneAt } from "../support/tap-scene.js";

/** A way to use the tap. */
export interface Variant {
  readonly name: string;
  readonly catalog?: JsonObject;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The sandbox's moment in each run; each run after the first goes on from the state that the reader printed. */
  readonly moments: readonly number[];
}

const day = 86_400_000;
/** New rows, changed rows and memberships that ended come with the second run. */
const twoRuns = [sceneAt, sceneAt + 2 * day];

/** Everything, with the tap's defaults. */
export const everything: Variant = { name: "everything", settings: {}, moments: twoRuns };

const deselected: Readonly<Record<string, readonly string[]>> = {
  lists: ["properties.description", "properties.timestamp_created"],
  profiles: [
    "properties.dates",
    "properties.tags",
    "properties.stats.properties.orders",
    "properties.identifiers.items.properties.type",
  ],
  member_lists: ["properties.email", "properties._sdc_deleted_at"],
  unsubscribes: ["properties.reason_text"],
  email_events: ["properties.to_address", "properties.target_url", "properties.extra"],
};

/** The other ways. */
export const variants: readonly Variant[] = [
  selecting("only automatic fields", (entry) => {
    for (const { breadcrumb, metadata } of entry.metadata) {
      if (breadcrumb.length > 0) metadata["selected"] = false;
    }
  }),
  selecting("some fields deselected, nested ones too", (entry) => {
    for (const path of deselected[entry.stream] ?? []) {
      mark(entry, path.split("."), { selected: false });
    }
  }),
  selecting("email_events deselected", withoutStream("email_events")),
  selecting("lists deselected, but not member_lists", withoutStream("lists")),
  {
    name: "emit_activate_version_messages",
    settings: { emit_activate_version_messages: true },
    // The third run makes a full pass.
    moments: [...twoRuns, sceneAt + 9 * day],
  },
];

function selecting(name: string, edit: (entry: EditableEntry) => void): Variant {
  return { name, catalog: editedCatalog(edit), settings: {}, moments: twoRuns };
}

function withoutStream(stream: string): (entry: EditableEntry) => void {
  return (entry) => {
    if (entry.stream === stream) mark(entry, [], { selected: false });
  };
}
