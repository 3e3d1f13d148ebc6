import { AssumptionError } from "../errors.js";
import type { JsonObject } from "../values/json.js";

/**
 * The profile that a row of a list's members speaks of: the rows are profiles, or contacts that name theirs (ometria-api 11.14).
 * Undefined where a contact names none.
 */
export function profileOf(row: JsonObject): JsonObject | undefined {
  if (!isContact(row)) return row;
  const id = row["@profile_id"];
  const hasId = (typeof id === "string" && id !== "") || typeof id === "number";
  return hasId ? { id, email: row["email"] } : undefined;
}

function isContact(row: JsonObject): boolean {
  const { "@type": type } = row;
  if (type === "contact" || type === "profile") return type === "contact";
  return "@profile_id" in row || "collection" in row;
}

/** A contact that names no profile: nobody is matched by e-mail, since two profiles may share an address. */
export function withoutProfile(path: string): AssumptionError {
  return new AssumptionError(
    `member_lists: a row of GET ${path} is a contact without @profile_id: which profile is in the list cannot be told.`,
    {
      hint: 'Set member_source to "profiles" if profiles name lists; else deselect member_lists.',
    },
  );
}
