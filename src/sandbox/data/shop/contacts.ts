import type { Profile } from "../profile-record.js";
import { toIso } from "../timestamps.js";
import type { ProfileEntry, Timed, WorldState } from "../world-state.js";
import { survivorOf } from "./purchases.js";

/** A contact as `GET /contacts/{collection}` shows it: what one source of data knows of a person. */
export interface Contact {
  readonly "@type": "contact";
  readonly "@collection": string;
  readonly "@profile_id": string;
  readonly id: string;
  readonly email: string | null;
  readonly phone_number: string | null;
  readonly marketing_optin: "EXPLICITLY_OPTEDIN" | "NOT_SPECIFIED" | "EXPLICITLY_OPTEDOUT";
  readonly customer_id: string | null;
  readonly prefix: string | null;
  readonly firstname: string | null;
  readonly middlename: string | null;
  readonly lastname: string | null;
  readonly gender: string | null;
  readonly date_of_birth: string | null;
  readonly country_id: string | null;
  readonly store_ids: readonly string[];
  readonly timezone: string | null;
  readonly properties: Profile["properties"];
  readonly timestamp_acquired: string;
  readonly timestamp_subscribed: string | null;
  readonly timestamp_unsubscribed: string | null;
  readonly dt_object_updated: string;
}

/** A source of contacts, as `GET /contacts` shows it. */
export interface Collection {
  readonly id: string;
  readonly count: number;
}

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
  return sources.map((source) => ({ id: source.id, count: contactsOf(state, source).length }));
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

function contactsOf(state: WorldState, source: Source): Timed<Contact>[] {
  return state.everyone.flatMap((entry, number) => {
    const id = source.idOf(entry.record, number);
    return id === null ? [] : [showContact(state, entry, { "@collection": source.id, id })];
  });
}

function showContact(
  state: WorldState,
  entry: ProfileEntry,
  key: Pick<Contact, "@collection" | "id">,
): Timed<Contact> {
  const { record: person, updated } = entry;
  const { acquired } = person.dates;
  const record: Contact = {
    "@type": "contact",
    "@profile_id": survivorOf(state, entry).record.id,
    ...key,
    email: person.email,
    phone_number: person.phone_number,
    marketing_optin: optinOf(person),
    customer_id: person.customer_id,
    prefix: person.prefix,
    firstname: person.firstname,
    middlename: person.middlename,
    lastname: person.lastname,
    gender: person.gender,
    date_of_birth: person.date_of_birth,
    country_id: person.country,
    store_ids: person.default_store === null ? [] : [person.default_store],
    timezone: person.timezone,
    properties: person.properties,
    timestamp_acquired: acquired,
    timestamp_subscribed: person.marketing_optin === true ? acquired : null,
    timestamp_unsubscribed: person.marketing_optin === false ? toIso(updated) : null,
    dt_object_updated: toIso(updated),
  };
  return { at: updated, record };
}

function optinOf({ marketing_optin: optin }: Profile): Contact["marketing_optin"] {
  if (optin === null) {
    return "NOT_SPECIFIED";
  }
  return optin ? "EXPLICITLY_OPTEDIN" : "EXPLICITLY_OPTEDOUT";
}
