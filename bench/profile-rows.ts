import { createRandom, type Random } from "./random.js";

const firstnames = ["Olivia", "George", "Amelia", "José", "Zoë", "Jürgen", "花子"] as const;
const lastnames = ["Smith", "O'Neill", "Patel", "Lefèvre", "Müller", "Okonkwo", "山田"] as const;
const places = [
  ["GB", "Europe/London", "en"],
  ["FR", "Europe/Paris", "fr"],
  ["DE", "Europe/Berlin", "de"],
  ["US", "America/New_York", "en"],
] as const;
const hosts = ["example.com", "example.org", "mail.example.net"] as const;
const categories = ["Dresses", "Knitwear", "Shoes & boots", "Bags", "Denim"] as const;
const notes = [
  "called on Monday",
  'asked for "silk"',
  "préfère le soir",
  "sizes\nrun small",
] as const;

// 2017-05-17 22:08:07 UTC
const firstSeen = 1_495_058_887_000;
const dayMs = 86_400_000;

/** Yields pages of the profiles of `GET /profiles`, as the texts that the service sends: 1.5 kB a profile. */
export function* profilePages(count: number, seed: number): Generator<string> {
  const random = createRandom(seed);
  for (let page = 0; page < count; page += 1) {
    const rows = Array.from({ length: rowsOfPage }, (_, index) =>
      profile(random, page * rowsOfPage + index),
    );
    yield JSON.stringify(rows);
  }
}

/** The most that the service gives. */
export const rowsOfPage = 250;

function profile(random: Random, number: number): object {
  const [country, timezone, language] = random.pick<(typeof places)[number]>(places);
  const [first, last] = [random.pick(firstnames), random.pick(lastnames)];
  const email = `shopper.${number}@${random.pick(hosts)}`;
  const hasPhone = random.fraction() < 0.4;
  const phone = `+4477009${String(random.below(100_000)).padStart(5, "0")}`;
  return {
    "@type": "profile",
    id: `${(number * 40_503 + 9_877).toString(16)}-${hex(random)}-${hex(random)}`,
    email,
    customer_id: maybe(random, 0.8, String(50_000 + number)),
    name: `${first} ${last}`,
    firstname: first,
    middlename: null,
    lastname: last,
    prefix: maybe(random, 0.1, "Ms"),
    suffix: null,
    gender: random.pick(["m", "f", "f", "o", null]),
    country,
    date_of_birth: maybe(random, 0.3, instant(random).slice(0, 10)),
    marketing_optin: random.pick([true, true, false, null]),
    seen: random.fraction() < 0.7,
    ...history(random),
    identities: [{ id: email, type: "email" }, ...(hasPhone ? [{ id: phone, type: "phone" }] : [])],
    properties: customFields(random),
    tags: ["VIP", "summer sale", "wholesale"].slice(random.below(4)),
    lists: Array.from({ length: random.below(3) }, () => listEntry(random)),
    lifecycle_status: random.pick(["lead", "active", "at_risk", "lapsed"]),
    is_email_valid: true,
    phone_number: hasPhone ? phone : null,
    phone_number_country: hasPhone ? "GB" : null,
    timezone,
    preferred_lang: language,
    default_store: maybe(random, 0.7, "uk"),
    first_visit: maybe(random, 0.5, instant(random)),
    dt_predicted_next_order: maybe(random, 0.3, instant(random)),
  };
}

function history(random: Random): object {
  const orders = random.below(20);
  const revenue = (orders * random.below(20_000)) / 100;
  return {
    dates: {
      acquired: instant(random),
      first_purchase: orders === 0 ? null : instant(random),
      first_seen: instant(random),
      last_purchase: orders === 0 ? null : instant(random),
      last_seen: instant(random),
    },
    stats: {
      aov: orders === 0 ? 0 : Math.round((100 * revenue) / orders) / 100,
      orders,
      orders_attempted: orders + random.below(3),
      revenue,
      total_items: orders * 2,
      visits: random.below(200),
    },
  };
}

/** The account's own fields: twenty, of all kinds. */
function customFields(random: Random): Readonly<Record<string, unknown>> {
  return {
    loyalty_tier: random.pick(["bronze", "silver", "gold"]),
    loyalty_points: random.below(50_000),
    "shoe size": random.below(44) / 2 + 20,
    newsletter_footer: random.fraction() < 0.5,
    "Favourite categories": categories.filter(() => random.fraction() < 0.4),
    notes: random.pick(notes),
    größe: random.pick(["S", "M", "L", "XL"]),
    store_credit: random.below(10_000) / 100,
    last_survey: instant(random),
    survey_score: random.below(11),
    referral_code: hex(random),
    referred_by: maybe(random, 0.2, hex(random)),
    birthday_month: 1 + random.below(12),
    has_app: random.fraction() < 0.3,
    app_version: `${random.below(9)}.${random.below(20)}.${random.below(9)}`,
    preferred_channel: random.pick(["email", "sms", "post"]),
    churn_risk: random.below(1000) / 1000,
    segment: random.pick(["Bargain hunter", "Loyal, high value", "New", "Seasonal"]),
    account_manager: random.pick(lastnames),
    gift_card_balance: random.below(100),
  };
}

function listEntry(random: Random): object {
  const number = random.below(500);
  return { "@type": "list", id: String(number), title: `Segment ${number}`, type: "dynamic" };
}

function instant(random: Random): string {
  const at = new Date(firstSeen + random.below(3000) * dayMs + random.below(dayMs));
  return `${at.toISOString().slice(0, 19)}+00:00`;
}

function maybe<T>(random: Random, probability: number, value: T): T | null {
  return random.fraction() < probability ? value : null;
}

function hex(random: Random): string {
  return random
    .below(2 ** 24)
    .toString(16)
    .padStart(6, "0");
}
