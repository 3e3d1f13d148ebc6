import { toIso } from "../timestamps.js";
import type { Timed, WorldState } from "../world-state.js";
import { survivorOf } from "./purchases.js";

/** An event of a kind that the retailer made up, as `GET /custom-events` shows it. The path is a guess. */
export interface CustomEvent {
  readonly "@type": "custom_event";
  readonly id: string;
  readonly event_type: string;
  readonly profile_id: string;
  readonly identity_email: string | null;
  readonly identity_account_id: string | null;
  readonly timestamp: string;
  readonly dt_observed: string;
  readonly properties: Readonly<Record<string, string | number | readonly string[]>>;
}

const kinds = ["store_visit", "product_reviewed", "wishlist_shared", "loyalty_points_earned"];
const minute = 60_000;

/** With every other purchase something else is told of the person, at the same moment. */
export function showCustomEvents(state: WorldState): Timed<CustomEvent>[] {
  return state.purchases.flatMap(({ entry, at, items }, number) => {
    if (number % 2 === 1) {
      return [];
    }
    const { email, customer_id: customerId } = entry.record;
    const record: CustomEvent = {
      "@type": "custom_event",
      id: `ce-${10_000 + number}`,
      event_type: kinds[(number / 2) % kinds.length] ?? "",
      profile_id: survivorOf(state, entry).record.id,
      identity_email: email,
      identity_account_id: customerId,
      timestamp: toIso(at),
      dt_observed: toIso(at + minute),
      properties: number % 4 === 0 ? { points: items * 10, tags: ["till", "été"] } : {},
    };
    return [{ at, record }];
  });
}
