/**
 * What nobody outside knows of the service, each with the readings that the tap is right under. The numbers are those of
 * ometria-api, section 11.
 */
export interface Readings {
  /** 1, 26: what profiles show of the lists that they are in: their `id`, their `public_id` (also as text), or no lists at all. */
  readonly profileLists: "id" | "public_id" | "public_id as text" | "absent";
  /** 1: by which of the two a path knows a list. */
  readonly listPaths: "id" | "public_id";
  /** 2: what `/changes` answers where there is one event: an array of it, or the event itself. */
  readonly oneChange: "array" | "object";
  /** 3: whether `since` of `/changes` may have a time of day, or is refused (400) with one. */
  readonly changesSince: "any" | "date";
  /** 4: rows of one answer of `/changes` and `/unsubscribes` at most, the oldest ones. */
  readonly mostRows: number | "all";
  /**
   * 4: what becomes of `limit` and `offset` where the vendor describes no paging; `partly` is honoured by `/changes` and
   * `/unsubscribes` and ignored by `/lists`, `refused` is a 400.
   */
  readonly otherPaging: "ignored" | "partly" | "honoured" | "refused";
  /**
   * 5: what a date of a filter means: from its first second in UTC on, from the day after it on, or from its first second in Los
   * Angeles on.
   */
  readonly dates: "inclusive" | "exclusive" | "elsewhere";
  /** 6: whether moves in and out of dynamic lists show in `updateSince` of profiles. */
  readonly segmentMoves: "hidden" | "shown";
  /** 7: what the time filters of `/orders` do: their work, nothing, or leave nothing. */
  readonly orderFilters: "work" | "ignored" | "empty";
  /** 8: whether variants come only where they are asked for. */
  readonly variants: "asked" | "always";
  /** 9: whether two types of custom events may use the same id. */
  readonly eventIds: "repeated" | "unique";
  /** 10: how paths are known that are documented with a slash at their end; `described` is each in its own way. */
  readonly slashes: "described" | "with" | "without";
  /** 11: what an object without fields looks like. */
  readonly emptyObjects: "{}" | "[]";
  /** 12: what `phone_number` of a contact is. */
  readonly phones: "text" | "object";
  /** 14: what the rows of `/lists/{list_id}/contacts` are; contacts name their profile. */
  readonly members: "profiles" | "contacts";
  /** 18: how a refused key is answered. */
  readonly refusedKey: 403 | 401;
  /** 20: whether profiles have `identities` beside `identifiers`. */
  readonly identities: "gone" | "sent";
  /** 21: what the `identities` of a deletion request are: objects with this field, or texts. */
  readonly deletedIdentities: "hashed_identifier" | "hashed_email" | "text";
}

/** As the vendor describes it, and where it says nothing what is likely. */
export const likelyReadings: Readings = {
  profileLists: "id",
  listPaths: "id",
  oneChange: "array",
  changesSince: "any",
  mostRows: "all",
  otherPaging: "partly",
  dates: "inclusive",
  segmentMoves: "hidden",
  orderFilters: "work",
  variants: "asked",
  eventIds: "repeated",
  slashes: "described",
  emptyObjects: "{}",
  phones: "text",
  members: "profiles",
  refusedKey: 403,
  identities: "gone",
  deletedIdentities: "hashed_identifier",
};
