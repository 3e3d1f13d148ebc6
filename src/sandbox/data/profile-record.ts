import type { ListType } from "./list-definitions.js";
import type { Random } from "./random.js";
import { toDate, toIso } from "./timestamps.js";
import { categories, markets, notes, tags, type Market } from "./vocabulary.js";

/** A list that a profile is in, as the profile names it. */
export interface ListEntry {
  readonly "@type": "list";
  readonly id: string;
  readonly title: string;
  readonly type: ListType;
}

export type ProfileProperties = Readonly<
  Record<string, string | number | boolean | readonly string[]>
>;

/** A person as `GET /profiles` shows them. There is no time of update in it: the vendor sends none. */
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
  readonly date_of_birth: string | null;
  readonly marketing_optin: boolean | null;
  readonly seen: boolean;
  readonly dates: {
    readonly acquired: string;
    readonly first_purchase: string | null;
    readonly first_seen: string | null;
    readonly last_purchase: string | null;
    readonly last_seen: string | null;
  };
  readonly stats: {
    readonly aov: number;
    readonly orders: number;
    readonly orders_attempted: number;
    readonly revenue: number;
    readonly total_items: number;
    readonly visits: number;
  };
  readonly identities: readonly { readonly id: string; readonly type: string }[];
  readonly properties: ProfileProperties;
  readonly tags: readonly string[];
  readonly lists: readonly ListEntry[];
  readonly lifecycle_status: "lead" | "active" | "at_risk" | "lapsed";
  readonly is_email_valid: boolean | null;
  readonly phone_number: string | null;
  readonly phone_number_country: string | null;
  readonly timezone: string | null;
  readonly preferred_lang: string | null;
  readonly default_store: string | null;
  readonly first_visit: string | null;
  readonly dt_predicted_next_order: string | null;
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
  return {
    "@type": "profile",
    // The first group is a scrambled counter, so ids are unique but their order says nothing.
    id: `${((number * 40_503 + 9_877) % 2 ** 20).toString(16)}-${random.hex(6)}-${random.hex(6)}`,
    email,
    customer_id: customerId,
    ...names,
    gender: random.pick(["m", "f", "f", "o", null]),
    date_of_birth: maybe(random, 0.3, toDate(random.integer(-9_000, 13_000) * 86_400_000)),
    marketing_optin: random.pick([true, true, true, true, false, null]),
    seen: false,
    dates: {
      acquired: toIso(acquired),
      first_purchase: null,
      first_seen: null,
      last_purchase: null,
      last_seen: null,
    },
    stats: { aov: 0, orders: 0, orders_attempted: 0, revenue: 0, total_items: 0, visits: 0 },
    identities: createIdentities({ email, phone, customer_id: customerId }),
    properties: createProperties(random),
    tags: tags.filter(() => random.chance(0.06)),
    lists: [],
    lifecycle_status: "lead",
    is_email_valid: email === null ? null : random.chance(0.97),
    phone_number: phone,
    phone_number_country: phone === null ? null : market.country,
    country: maybe(random, 0.9, market.country),
    timezone: maybe(random, 0.85, market.timezone),
    preferred_lang: maybe(random, 0.7, market.language),
    default_store: maybe(random, 0.7, market.store),
    first_visit: null,
    dt_predicted_next_order: null,
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

function createIdentities(
  ids: Readonly<Record<"email" | "phone" | "customer_id", string | null>>,
): Profile["identities"] {
  return Object.entries(ids).flatMap(([type, id]) => (id === null ? [] : [{ id, type }]));
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
