import { toZulu } from "../timestamps.js";
import type { Timed, WorldState } from "../world-state.js";
import { survivorOf } from "./purchases.js";

/** An event of a kind that the retailer made up, as `GET /custom-events/` shows it. */
export interface CustomEvent {
  readonly "@type": "custom_event";
  /** Of this event among those of its type: another type may have the same. */
  readonly id: string;
  readonly event_type: string;
  readonly timestamp: string;
  readonly properties: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly profile_id: string;
  readonly identity_email: string | null;
  readonly identity_phone_number: string | null;
  readonly identity_account_id: string | null;
  readonly extra_identifiers: readonly { readonly type: string; readonly value: string }[] | null;
}

const kinds = ["store_visit", "product_reviewed", "wishlist_shared", "loyalty_points_earned"];

/** With every other purchase something else is told of the person, at the same moment. Each type counts its events anew. */
export function showCustomEvents(state: WorldState): Timed<CustomEvent>[] {
  return state.purchases.flatMap(({ entry, at, items }, number) => {
    if (number % 2 === 1) {
      return [];
    }
    const { email, customer_id: customerId, phone_number: phone } = entry.record;
    const event = number / 2;
    const record: CustomEvent = {
      "@type": "custom_event",
      id: `ce-${10_000 + Math.floor(event / kinds.length)}`,
      event_type: kinds[event % kinds.length] ?? "",
      timestamp: toZulu(at),
      properties: number % 4 === 0 ? { points: items * 10, tags: ["till", "été"] } : {},
      profile_id: survivorOf(state, entry).record.id,
      identity_email: email,
      identity_phone_number: phone,
      identity_account_id: customerId,
      extra_identifiers: number % 4 === 0 ? [{ type: "receipt_id", value: `R-${number}` }] : null,
    };
    return [{ at, record }];
  });
}
