import { publicIdOf } from "../data/list-definitions.js";
import type { Identifier, ListEntry, Profile } from "../data/profile-record.js";
import type { Contact } from "../data/shop/contact-record.js";
import type { CustomEvent } from "../data/shop/custom-events.js";
import type { DeletionRequest } from "../data/shop/deletion-requests.js";
import type { Readings } from "./readings.js";

/** A profile as it is sent. */
export function showProfile(readings: Readings, profile: Profile): object {
  const { identities, profileLists } = readings;
  // Nearly always: a copy of every profile for each page would cost more than all the rest.
  if (identities === "gone" && profileLists === "id") return profile;
  const { lists, ...others } = profile;
  return {
    ...others,
    ...(profileLists === "absent" ? {} : { lists: lists.map((list) => callList(readings, list)) }),
    ...(identities === "gone" ? {} : { identities: profile.identifiers.map(asIdentity) }),
  };
}

function callList({ profileLists }: Readings, { id, ...list }: ListEntry): object {
  if (profileLists === "id") return { id, ...list };
  const number = publicIdOf(id);
  return { ...list, id: profileLists === "public_id" ? number : String(number) };
}

function asIdentity({ type, value }: Identifier): object {
  return { type, id: value };
}

/** What a path has to say to mean a list. */
export function pathIdOf({ listPaths }: Readings, id: string): string {
  return listPaths === "id" ? id : String(publicIdOf(id));
}

/** A contact as it is sent. */
export function showContact({ phones }: Readings, contact: Contact): object {
  const { phone_number: number, country_id: country } = contact;
  if (phones === "text" || number === null) return contact;
  return { ...contact, phone_number: { number, country_code: country } };
}

/** A custom event as it is sent. */
export function showEvent({ eventIds }: Readings, event: CustomEvent): CustomEvent {
  return eventIds === "repeated" ? event : { ...event, id: `${event.id}.${event.event_type}` };
}

/** A request to forget somebody as it is sent. */
export function showDeletion(
  { deletedIdentities: kind }: Readings,
  request: DeletionRequest,
): object {
  const identities = request.identities.map(({ hashed_identifier: hash }) =>
    kind === "text" ? hash : { [kind]: hash },
  );
  return { ...request, identities };
}

/** An answer, with what it holds of objects without fields as PHP writes them. */
export function withEmptyArrays(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withEmptyArrays);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value);
  if (fields.length === 0) return [];
  return Object.fromEntries(fields.map(([name, inner]) => [name, withEmptyArrays(inner)]));
}
