import type { ListType } from "./list-definitions.js";
import type { Random } from "./random.js";
import { toDate, toIso } from "./timestamps.js";
import { categories, markets, notes, tags, type Market } from "./vocabulary.js";

/** A list that a profile is in, as the profile names it. */
export interface ListEntry {
  readonly id: string;
  readonly title: string;
  readonly type: ListType;
}

/** Something that a profile is known by; kinds beside the usual three are the account's own. */
export interface Identifier {
  readonly type: "email" | "customer_id" | "phone_number" | "external_id" | "loyalty_id";
  readonly value: string;
}

export type ProfileProperties = Readonly<
  Record<string, string | number | boolean | readonly string[]>
>;

/** A person as `GET /profiles/` shows them. There is no time of update in it: the vendor sends none. */
export interface Profile {
  readonly "@type": "profile";
  readonly id: string;
  readonly email: string | null;
  readonly customer_id: string | null;
  readonly name: string | null;
  readonly firstname: string | null;
  readonly middlename: string | null;
  readonly lastname: string | null;
  readonly prefix: string | null;
  readonly suffix: string | null;
  readonly gender: "m" | "f" | "o" | null;
  readonly country: string | null;
  readonly country_id: string | null;
  readonly date_of_birth: string | null;
  readonly marketing_optin: boolean | null;
  readonly seen: boolean;
  readonly dates: {
    /** Of the account that has the customer id. */
    readonly account_created: string | null;
    readonly acquired: string;
    readonly first_purchase: string | null;
    readonly first_seen: string | null;
    readonly last_purchase: string | null;
    readonly last_seen: string | null;
    readonly marketing_optin: string | null;
    readonly marketing_optout: string | null;
    readonly predicted_next_purchase: string | null;
  };
  readonly stats: {
    readonly aov: number;
    readonly orders: number;
    readonly orders_attempted: number;
    readonly revenue: number;
    readonly total_items: number;
    readonly visits: number;
  };
  readonly identifiers: readonly Identifier[];
  readonly properties: ProfileProperties;
  readonly tags: readonly string[];
  readonly lists: readonly ListEntry[];
  readonly lifecycle_status: "LEAD" | "ACTIVE" | "AT_RISK" | "LAPSED";
  readonly phone_number: string | null;
  readonly phone_number_country: string | null;
  readonly timezone: string | null;
  readonly preferred_lang: string | null;
}

/** Makes a person who has just been acquired: no visits, no orders, in no list. `number` counts the profiles made. */
export function createProfile(random: Random, number: number, acquired: number): Profile {
  const market = random.pick(markets);
  const names = createNames(random, market);
  const phone = random.chance(0.4) ? createPhone(random, market) : null;
  // A person without an address was met on the telephone: nobody is without both.
  const hasEmail = phone === null || random.chance(0.94);
  const email = hasEmail ? createEmail(random, number, names) : null;
  const customerId = maybe(random, 0.8, String(50_000 + number));
  // The first group is a scrambled counter, so ids are unique but their order says nothing.
  const id = `${((number * 40_503 + 9_877) % 2 ** 20).toString(16)}-${random.hex(6)}-${random.hex(6)}`;
  const gender = random.pick(["m", "f", "f", "o", null] as const);
  const birth = maybe(random, 0.3, toDate(random.integer(-9_000, 13_000) * 86_400_000));
  const optin = random.pick([true, true, true, true, false, null]);
  const properties = createProperties(random);
  const ownTags = tags.filter(() => random.chance(0.06));
  const externalId = email === null ? null : maybe(random, 0.97, `crm-${number}`);
  const country = maybe(random, 0.9, market.country);
  const timezone = maybe(random, 0.85, market.timezone);
  const language = maybe(random, 0.7, market.language);
  const loyaltyId = maybe(random, 0.7, `LOY-${7_000_000 + number}`);
  return {
    "@type": "profile",
    id,
    email,
    customer_id: customerId,
    ...names,
    gender,
    date_of_birth: birth,
    marketing_optin: optin,
    seen: false,
    dates: createDates(toIso(acquired), { isCustomer: customerId !== null, optin }),
    stats: { aov: 0, orders: 0, orders_attempted: 0, revenue: 0, total_items: 0, visits: 0 },
    identifiers: identifiersOf([email, customerId, phone, externalId, loyaltyId]),
    properties,
    tags: ownTags,
    lists: [],
    lifecycle_status: "LEAD",
    phone_number: phone,
    phone_number_country: phone === null ? null : market.country,
    country,
    country_id: country,
    timezone,
    preferred_lang: language,
  };
}

/** The store of the country that a person lives in; null where that is not known. */
export function storeOf({ country }: Pick<Profile, "country">): string | null {
  return markets.find((market) => market.country === country)?.store ?? null;
}

function createDates(
  acquired: string,
  { isCustomer, optin }: { readonly isCustomer: boolean; readonly optin: boolean | null },
): Profile["dates"] {
  return {
    account_created: isCustomer ? acquired : null,
    acquired,
    first_purchase: null,
    first_seen: null,
    last_purchase: null,
    last_seen: null,
    marketing_optin: optin === true ? acquired : null,
    marketing_optout: optin === false ? acquired : null,
    predicted_next_purchase: null,
  };
}

function maybe<T>(random: Random, probability: number, value: T): T | null {
  return random.chance(probability) ? value : null;
}

function createNames(random: Random, market: Market) {
  const firstname = maybe(random, 0.9, random.pick(market.firstnames));
  const lastname = maybe(random, 0.9, random.pick(market.lastnames));
  return {
    name: firstname === null || lastname === null ? null : `${firstname} ${lastname}`,
    firstname,
    middlename: maybe(random, 0.05, random.pick(market.firstnames)),
    lastname,
    prefix: maybe(random, 0.1, random.pick(["Ms", "Mr", "Dr", "Mx"])),
    suffix: maybe(random, 0.01, "Jr."),
  };
}

function createPhone(random: Random, market: Market): string {
  return `${market.phone}${String(random.integer(0, 9999)).padStart(4, "0")}`;
}

function createEmail(
  random: Random,
  number: number,
  names: Pick<Profile, "firstname" | "lastname">,
): string {
  const words = [names.firstname, names.lastname].map((name) =>
    (name ?? "")
      .normalize("NFD")
      .replaceAll(/[^a-z]/gi, "")
      .toLowerCase(),
  );
  const local = words.filter((word) => word !== "").join(".");
  const domain = random.pick(["example.com", "example.org", "mail.example.net"]);
  return `${local === "" ? "shopper" : local}${number}@${domain}`;
}

const identifierTypes = [
  "email",
  "customer_id",
  "phone_number",
  "external_id",
  "loyalty_id",
] as const;

/** From values in the order of their types. */
function identifiersOf(values: readonly (string | null)[]): Identifier[] {
  return identifierTypes.flatMap((type, index) => {
    const value = values[index] ?? null;
    return value === null ? [] : [{ type, value }];
  });
}

function createProperties(random: Random): ProfileProperties {
  return {
    ...(random.chance(0.6) && { loyalty_tier: random.pick(["bronze", "silver", "gold"]) }),
    ...(random.chance(0.5) && { "shoe size": random.integer(70, 92) / 2 }),
    ...(random.chance(0.4) && { newsletter_footer: random.chance(0.5) }),
    ...(random.chance(0.3) && {
      "Favourite categories": categories.filter(() => random.chance(0.4)),
    }),
    ...(random.chance(0.1) && { notes: random.pick(notes) }),
    ...(random.chance(0.05) && { größe: random.pick(["S", "M", "L", "XL"]) }),
  };
}
