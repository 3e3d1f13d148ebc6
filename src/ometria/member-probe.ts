import { askedAtLargest } from "../reads/asked.js";
import type { ReadContext } from "../reads/contract.js";
import { endpointOf, fewRows } from "../reads/endpoint.js";
import { quietly } from "../reads/filter.js";
import { isJsonObject, type JsonObject } from "../values/json.js";
import { listMembers, profilePath } from "./endpoints.js";
import { profileOf } from "./member-rows.js";
import { listsOf } from "./profile-lists.js";
import { wantedLists } from "./wanted-lists.js";

/** Whether profiles that are known to be in a list, the largest one, name no list. False where it cannot be told. */
export async function membersNameNoList(context: ReadContext): Promise<boolean> {
  const client = context.client();
  const rows = (await quietly(context, () => firstMembers(context))) ?? [];
  if (rows.some((row) => listsOf(row).length > 0)) return false;
  // A member's row may be shorter than the profile's own.
  const id = rows.map(profileOf).find((profile) => profile !== undefined)?.["id"];
  if (typeof id !== "string" && typeof id !== "number") return false;
  const profile = await quietly(context, () => client.get(profilePath(String(id)), {}));
  return isJsonObject(profile) && listsOf(profile).length === 0;
}

/** The first members of the largest list; none where no list has any. */
async function firstMembers(context: ReadContext): Promise<readonly JsonObject[]> {
  const filled = (await wantedLists(context)).filter(
    (list) => (listMembers.parent?.sizeOf(list) ?? 0) > 0,
  );
  const endpoint = endpointOf(context.config, listMembers);
  const asked = await askedAtLargest(context.client(), endpoint, () => Promise.resolve(filled));
  return (await asked?.rows({ limit: fewRows, offset: 0 })) ?? [];
}
