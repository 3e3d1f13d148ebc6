import { storeOf, type Identifier, type Profile } from "../profile-record.js";
import { createRandom, type Random } from "../random.js";
import { toShort } from "../timestamps.js";
import { markets } from "../vocabulary.js";

/** A contact as `GET /contacts/{collection}` shows it: what one source of data knows of a person. */
export interface Contact {
  readonly "@type": "contact";
  readonly "@collection": string;
  readonly id: string;
  readonly email: string | null;
  readonly phone_number: string | null;
  readonly marketing_optin: "EXPLICITLY_OPTEDIN" | "NOT_SPECIFIED" | "EXPLICITLY_OPTEDOUT";
  readonly customer_id: string | null;
  readonly "@add_to_lists": readonly number[] | null;
  readonly "@remove_from_lists": readonly number[] | null;
  readonly "@force_optin": boolean | null;
  readonly "@merge": boolean | null;
  readonly prefix: string | null;
  readonly firstname: string | null;
  readonly middlename: string | null;
  readonly lastname: string | null;
  readonly gender: string | null;
  readonly date_of_birth: string | null;
  readonly postcode: string | null;
  readonly city: string | null;
  readonly country_id: string | null;
  readonly store_ids: readonly string[];
  readonly timezone: string | null;
  readonly properties: Profile["properties"];
  readonly timestamp_acquired: string;
  readonly timestamp_subscribed: string | null;
  readonly timestamp_unsubscribed: string | null;
  readonly channels: { readonly sms: SmsConsent } | null;
  /** By channel. */
  readonly subscriptions: Readonly<Record<string, Subscription>> | null;
  readonly preferred_lang: string | null;
  readonly extra_identifiers: readonly Identifier[] | null;
}

interface SmsConsent {
  readonly allow_marketing: boolean | null;
  readonly allow_transactional: boolean | null;
  readonly dt_updated_marketing: string | null;
  readonly dt_updated_transactional: string | null;
}

interface Subscription {
  readonly allow_marketing: boolean | null;
  readonly timestamp: string | null;
  /** For the post a postal address, as JSON. */
  readonly value: string | null;
}

export interface ContactSource {
  readonly person: Profile;
  readonly key: Pick<Contact, "@collection" | "id">;
  readonly seed: string | number;
}

/** What a source says of a person; the same whenever it is asked for, as long as the person is the same. */
export function contactOf({ person, key, seed }: ContactSource): Contact {
  const random = createRandom(`${seed}/contact/${person.id}`);
  const { acquired, marketing_optin: subscribed, marketing_optout: unsubscribed } = person.dates;
  const home = homeOf(random, person);
  return {
    "@type": "contact",
    ...key,
    email: person.email,
    phone_number: person.phone_number,
    marketing_optin: optinOf(person),
    customer_id: person.customer_id,
    // These four say how a contact is to be written.
    "@add_to_lists": null,
    "@remove_from_lists": null,
    "@force_optin": null,
    "@merge": null,
    prefix: person.prefix,
    firstname: person.firstname,
    middlename: person.middlename,
    lastname: person.lastname,
    gender: person.gender,
    date_of_birth: person.date_of_birth,
    ...home,
    country_id: person.country,
    store_ids: [storeOf(person)].filter((store) => store !== null),
    timezone: person.timezone,
    properties: person.properties,
    timestamp_acquired: acquired,
    timestamp_subscribed: subscribed,
    timestamp_unsubscribed: unsubscribed,
    channels: person.phone_number === null ? null : { sms: smsOf(random, acquired) },
    subscriptions: subscriptionsOf(random, home, acquired),
    preferred_lang: person.preferred_lang,
    extra_identifiers: extraIdentifiers(person),
  };
}

/** The identifiers that have no field of their own; null where there are none. */
function extraIdentifiers({ identifiers }: Profile): readonly Identifier[] | null {
  const own = identifiers.filter(({ type }) => type === "external_id" || type === "loyalty_id");
  return own.length === 0 ? null : own;
}

function optinOf({ marketing_optin: optin }: Profile): Contact["marketing_optin"] {
  if (optin === null) return "NOT_SPECIFIED";
  return optin ? "EXPLICITLY_OPTEDIN" : "EXPLICITLY_OPTEDOUT";
}

function homeOf(random: Random, { country }: Profile): Pick<Contact, "city" | "postcode"> {
  const market = markets.find((each) => each.country === country);
  const [city, postcode] = [random.pick(market?.cities ?? [null]), random.hex(5).toUpperCase()];
  return city === null || random.chance(0.3) ? { city: null, postcode: null } : { city, postcode };
}

function smsOf(random: Random, acquired: string): SmsConsent {
  const marketing = random.pick([true, true, false, null]);
  const at = toShort(Date.parse(acquired));
  return {
    allow_marketing: marketing,
    allow_transactional: random.pick([true, null]),
    dt_updated_marketing: marketing === null ? null : at,
    dt_updated_transactional: null,
  };
}

function subscriptionsOf(
  random: Random,
  { city, postcode }: Pick<Contact, "city" | "postcode">,
  acquired: string,
): Contact["subscriptions"] {
  if (city === null || random.chance(0.5)) return null;
  const address = { address_line_1: `${random.integer(1, 99)} High Street`, city, postcode };
  const timestamp = toShort(Date.parse(acquired));
  const byPost = { allow_marketing: random.chance(0.7), timestamp, value: JSON.stringify(address) };
  // The vendor names one channel; a retailer may have others.
  const others = random.chance(0.2) ? { app_push: { ...byPost, value: null } } : {};
  return { direct_mail: byPost, ...others };
}
