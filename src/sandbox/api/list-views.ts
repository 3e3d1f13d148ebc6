import { publicIdOf } from "../data/list-definitions.js";
import type { Profile } from "../data/profile-record.js";

/** How lists are called where it is not known how the vendor calls them (ometria-api 11.1, 11.26). */
export interface ListViews {
  /** What profiles show of the lists that they are in: their id, their number (also as text), or no lists at all. */
  readonly profileLists: "id" | "public_id" | "public_id as text" | "absent";
  /** The id by which a path knows a list. */
  readonly listPaths: "id" | "public_id";
}

/** A profile as it is shown. */
export function showProfile({ profileLists }: ListViews, profile: Profile): object {
  if (profileLists === "id") return profile;
  const { lists, ...others } = profile;
  if (profileLists === "absent") return others;
  return {
    ...others,
    lists: lists.map(({ id, ...list }) => {
      const number = publicIdOf(id);
      return { ...list, id: profileLists === "public_id" ? number : String(number) };
    }),
  };
}

/** What a path has to say to mean a list. */
export function pathIdOf({ listPaths }: ListViews, id: string): string {
  return listPaths === "id" ? id : String(publicIdOf(id));
}
