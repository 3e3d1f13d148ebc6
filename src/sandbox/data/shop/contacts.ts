import type { Profile } from "../profile-record.js";
import type { ProfileEntry, Timed, WorldState } from "../world-state.js";
import { contactOf, type Contact } from "./contact-record.js";

/** A source of contacts, as `GET /contacts` shows it. */
export interface Collection {
  /** Its id. */
  readonly collection: string;
  readonly count: number;
}

/** A contact that names its profile. */
export type Member = Contact & { readonly "@profile_id": string };

/** Who a source knows, and by which id; the number counts everyone there ever was. */
interface Source {
  readonly id: string;
  readonly idOf: (profile: Profile, number: number) => string | null;
}

const sources: readonly Source[] = [
  { id: "customers", idOf: ({ customer_id: id }) => id },
  {
    id: "newsletter",
    idOf: ({ email }, number) => (email !== null && number % 3 !== 0 ? `n${number}` : null),
  },
  // A name that has to be escaped in a path.
  { id: "pop-up store", idOf: (_, number) => (number % 11 === 5 ? String(number) : null) },
  {
    id: "sms_club",
    idOf: ({ phone_number: phone }, number) => (phone === null ? null : `s-${number}`),
  },
];

/** The contacts of one collection, in the order in which the people became known; undefined where there is no such. */
export function showContacts(state: WorldState, collection: string): Timed<Contact>[] | undefined {
  const source = sources.find(({ id }) => id === collection);
  return source && contactsOf(state, source);
}

/** Every collection and the number of its contacts. */
export function showCollections(state: WorldState): Collection[] {
  return sources.map((source) => ({
    collection: source.id,
    count: contactsOf(state, source).length,
  }));
}

/** What the first source that knows them shows of each of these people. */
export function showContactsOf(state: WorldState, people: readonly ProfileEntry[]): Contact[] {
  const wanted = new Set(people);
  return state.everyone.flatMap((entry, number) => {
    if (!wanted.has(entry)) return [];
    for (const source of sources) {
      const id = source.idOf(entry.record, number);
      if (id !== null) return [showContact(state, entry, { "@collection": source.id, id }).record];
    }
    return [];
  });
}

/** The contact that each of these people is in a list as; its id is one of the list's own. */
export function showMembers(
  { options: { seed } }: WorldState,
  people: readonly ProfileEntry[],
): Member[] {
  return people.map(({ record: person }) => {
    const key = { "@collection": "members", id: `m-${person.id}` };
    return { ...contactOf({ person, key, seed }), "@profile_id": person.id };
  });
}

function contactsOf(state: WorldState, source: Source): Timed<Contact>[] {
  return state.everyone.flatMap((entry, number) => {
    const id = source.idOf(entry.record, number);
    return id === null ? [] : [showContact(state, entry, { "@collection": source.id, id })];
  });
}

function showContact(
  { options }: WorldState,
  { record: person, updated }: ProfileEntry,
  key: Pick<Contact, "@collection" | "id">,
): Timed<Contact> {
  return { at: updated, record: contactOf({ person, key, seed: options.seed }) };
}
