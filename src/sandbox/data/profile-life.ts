import type { Profile, ProfileProperties } from "./profile-record.js";
import type { Random } from "./random.js";
import { toIso } from "./timestamps.js";
import { notes, tags } from "./vocabulary.js";

const day = 86_400_000;

/** One thing that happens to a person at a moment; gives the person after it. */
type Happening = (random: Random, profile: Profile, at: number) => Profile;

/** A visit, an order or an edit of their details: everything that the vendor counts as an update. */
export const happen: Happening = (random, profile, at) =>
  random.pick([visit, visit, visit, order, edit])(random, profile, at);

/** A person after each of the visits and orders that they had between being acquired and `until`, oldest first. */
export function* liveUntil(
  random: Random,
  profile: Profile,
  until: number,
): Generator<{ readonly profile: Profile; readonly at: number }> {
  let current = profile;
  let at = Date.parse(profile.dates.acquired);
  for (let remaining = random.pick([0, 1, 1, 2, 3, 5]); remaining > 0; remaining -= 1) {
    at = random.instant(at, until);
    current = random.chance(0.5) ? order(random, current, at) : visit(random, current, at);
    yield { profile: current, at };
  }
}

/** The person with the stage of life as a customer that they are in at a moment. */
export function stageAt(profile: Profile, at: number): Profile {
  return { ...profile, lifecycle_status: lifecycle(profile, at) };
}

/** The moment of a person's last visit, or of their acquisition. */
export function lastActive(profile: Profile): number {
  return Date.parse(profile.dates.last_seen ?? profile.dates.acquired);
}

const visit: Happening = (_random, profile, at) => {
  const lastSeen = toIso(at);
  const firstSeen = profile.dates.first_seen ?? lastSeen;
  return {
    ...profile,
    seen: true,
    dates: { ...profile.dates, first_seen: firstSeen, last_seen: lastSeen },
    stats: { ...profile.stats, visits: profile.stats.visits + 1 },
    lifecycle_status: lifecycle(profile, at),
  };
};

const order: Happening = (random, profile, at) => {
  const visited = visit(random, profile, at);
  const orders = visited.stats.orders + 1;
  const revenue = roundMoney(visited.stats.revenue + random.integer(1_500, 24_000) / 100);
  return {
    ...visited,
    stats: {
      ...visited.stats,
      aov: roundMoney(revenue / orders),
      orders,
      orders_attempted: visited.stats.orders_attempted + random.integer(1, 2),
      revenue,
      total_items: visited.stats.total_items + random.integer(1, 4),
    },
    dates: {
      ...visited.dates,
      first_purchase: visited.dates.first_purchase ?? visited.dates.last_seen,
      last_purchase: visited.dates.last_seen,
      predicted_next_purchase: toIso(at + random.integer(14, 200) * day),
    },
    lifecycle_status: "ACTIVE",
  };
};

const edit: Happening = (random, profile, at) => {
  const note = (properties: ProfileProperties) => ({
    ...profile,
    properties: { ...profile.properties, ...properties },
  });
  switch (random.integer(1, 4)) {
    case 1:
      return { ...profile, tags: [...new Set([...profile.tags, random.pick(tags)])] };
    case 2:
      return note({ notes: random.pick(notes) });
    case 3:
      return note({ "last survey": toIso(at) });
    default:
      return {
        ...profile,
        marketing_optin: true,
        dates: { ...profile.dates, marketing_optin: toIso(at) },
      };
  }
};

/** The default stages: ordered within 182 days, within 385 days, longer ago, never. */
function lifecycle(profile: Profile, at: number): Profile["lifecycle_status"] {
  const { last_purchase: lastPurchase } = profile.dates;
  if (lastPurchase === null) {
    return "LEAD";
  }
  const days = (at - Date.parse(lastPurchase)) / day;
  if (days <= 182) {
    return "ACTIVE";
  }
  return days <= 385 ? "AT_RISK" : "LAPSED";
}

function roundMoney(amount: number): number {
  return Math.round(amount * 100) / 100;
}
