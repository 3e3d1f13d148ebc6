import { changesRead } from "../reads/changes/changes-read.js";
import type { Change } from "../reads/changes/latest-changes.js";
import type { JsonObject } from "../values/json.js";
import { parseInstant } from "../values/timestamp.js";
import { vendorFields } from "../values/vendor-names.js";
import { listChanges } from "./endpoints.js";
import { onlyLists } from "./wanted-lists.js";

/** Who entered and left each list since the last run: increments of profiles need not tell (ometria-api 11.6). */
export const listChangesRead = changesRead(listChanges, {
  only: onlyLists,
  parse,
  withoutIt: "each run reads all memberships from the profiles",
});

const events: ReadonlyMap<unknown, boolean> = new Map([
  ["list_enter", true],
  ["list_exit", false],
]);

function parse(row: JsonObject): Change | undefined {
  const fields = vendorFields(row);
  const { profile_id: profile, timestamp, event } = fields;
  const at = typeof timestamp === "string" ? parseInstant(timestamp) : undefined;
  const isEntry = events.get(event);
  if (typeof profile !== "string" && typeof profile !== "number") return undefined;
  if (at === undefined || isEntry === undefined) return undefined;
  return { subject: String(profile), isEntry, at, fields };
}
