import type { Send, TimedEvent } from "./email-journey.js";
import type { Profile } from "./profile-record.js";
import type { Random } from "./random.js";
import type { Spelling } from "./timestamps.js";

/** What a world is made from: the same three always give the same world. */
export interface WorldOptions {
  readonly seed: string | number;
  /** Profiles at the opening. */
  readonly profiles: number;
  /** E-mail events before the opening, about; 0 = there is no export at all. */
  readonly events: number;
}

/** A person and the moment of their last update, which `updateSince` sees and the record does not show. */
export interface ProfileEntry {
  record: Profile;
  updated: number;
  /** When they last entered or left a list, of whatever type. */
  moved: number;
}

/** A row and the moment, in milliseconds, that its own timestamp spells. */
export interface Timed<T> {
  readonly at: number;
  readonly record: T;
}

/** Somebody entered or left a list, as `GET /lists/{id}/changes` shows it. */
export interface ListChange {
  readonly list_id: string;
  readonly profile_id: string;
  readonly email: string | null;
  readonly event: "list_enter" | "list_exit";
  readonly timestamp: string;
}

export type UnsubscribeType =
  | "preferences_centre"
  | "app"
  | "list_unsubscribe"
  | "link_unsubscribe"
  | "stopword_unsubscribe_TF"
  | "stopword_unsubscribe_DO";

/** A row of `GET /unsubscribes`. */
export interface Unsubscribe {
  readonly profile_id: string;
  /** Null for a stop word in an SMS. */
  readonly email_address: string | null;
  readonly type: UnsubscribeType;
  readonly timestamp: string;
  readonly reason: string | null;
  readonly reason_text: string | null;
  readonly customer_id: string | null;
}

/** An unsubscribe, and the id of the e-mail that it came from, if it did from one of the latest. */
export interface NotedUnsubscribe extends Timed<Unsubscribe> {
  readonly sendId: string | null;
}

/** An export file that has been delivered. */
export interface Delivery {
  readonly at: number;
  readonly key: string;
  readonly events: readonly TimedEvent[];
  readonly spell: Spelling;
}

/** Somebody bought something. */
export interface Purchase {
  readonly entry: ProfileEntry;
  readonly at: number;
  /** What was paid, as the person's `stats.revenue` counts it. */
  readonly total: number;
  readonly items: number;
}

/** All that a world holds. Records are replaced, never changed: who has been given one may keep it. */
export interface WorldState {
  readonly options: WorldOptions;
  readonly random: Random;
  /** In the order in which they were made: the vendor's "ascending by internal id". */
  readonly profiles: ProfileEntry[];
  readonly profilesById: Map<string, ProfileEntry>;
  /** Everyone there ever was, merged ones too, in the order in which they were made. */
  readonly everyone: ProfileEntry[];
  /** In the order in which they became known. */
  readonly purchases: Purchase[];
  /** Who has become of the profiles that were merged into others, by their ids. */
  readonly mergedInto: Map<string, ProfileEntry>;
  /** Oldest first, by id of the list. */
  readonly changes: Map<string, Timed<ListChange>[]>;
  readonly listSizes: Map<string, number>;
  /** Oldest first. */
  readonly unsubscribes: NotedUnsubscribe[];
  /** The latest sends, oldest first: those that people unsubscribe from. */
  readonly recentSends: Send[];
  /** Events that no delivery has held yet; some lie ahead. */
  pendingEvents: TimedEvent[];
  readonly deliveries: Delivery[];
  /** Profiles made so far, merged ones included. */
  created: number;
}

/** The moment at which every world begins to move, 2026-01-01T00:00:00Z. */
export const openingAt = Date.UTC(2026, 0, 1);

/** Someone, or undefined in a world without people. */
export function pickProfile({ random, profiles }: WorldState): ProfileEntry | undefined {
  return profiles.length === 0 ? undefined : random.pick(profiles);
}
