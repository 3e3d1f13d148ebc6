import type { Send } from "./email-journey.js";
import type { Profile } from "./profile-record.js";
import { toIso, toPostgres } from "./timestamps.js";
import { unsubscribeReasons } from "./vocabulary.js";
import {
  pickProfile,
  type ProfileEntry,
  type Unsubscribe,
  type UnsubscribeType,
  type WorldState,
} from "./world-state.js";

const fromMail = ["link_unsubscribe", "link_unsubscribe", "list_unsubscribe"] as const;
const ofMail = [...fromMail, "preferences_centre", "preferences_centre", "app"] as const;
const ofSms: readonly UnsubscribeType[] = ["stopword_unsubscribe_TF", "stopword_unsubscribe_DO"];

/** Someone unsubscribes at a moment: if possible from an e-mail that they were sent in the weeks before. */
export function unsubscribeSomeone(state: WorldState, at: number): void {
  const { random } = state;
  const send = random.chance(0.7) ? pickSendBefore(state, at) : undefined;
  const reader = send && state.profilesById.get(send.profile.id);
  if (send === undefined || reader === undefined) {
    unsubscribeAnyone(state, at);
    return;
  }
  const type = random.pick(fromMail);
  note(state, reader, { type, at, send });
  state.pendingEvents.push({ at, kind: type, send, columns: {} });
}

/** Gives the world the unsubscribes of the years before its opening: about one for ten profiles. */
export function openUnsubscribes(state: WorldState, opening: number): void {
  for (let remaining = Math.round(state.profiles.length / 10); remaining > 0; remaining -= 1) {
    const entry = pickProfile(state);
    if (entry !== undefined) {
      const acquired = Date.parse(entry.record.dates.acquired);
      unsubscribe(state, entry, state.random.instant(acquired, opening));
    }
  }
  const lastWeek = opening - 7 * 86_400_000;
  for (let left = state.random.count(state.options.events / 400); left > 0; left -= 1) {
    unsubscribeSomeone(state, state.random.instant(lastWeek, opening));
  }
  state.unsubscribes.sort((a, b) => a.at - b.at);
}

function unsubscribeAnyone(state: WorldState, at: number): void {
  const entry = pickProfile(state);
  if (entry !== undefined && Date.parse(entry.record.dates.acquired) < at) {
    unsubscribe(state, entry, at);
  }
}

/** Unsubscribes by a way that names no send, or from one that is older than the export. */
function unsubscribe(state: WorldState, entry: ProfileEntry, at: number): void {
  const { email, phone_number: phone } = entry.record;
  const bySms = email === null || (phone !== null && state.random.chance(0.4));
  note(state, entry, { type: state.random.pick(bySms ? ofSms : ofMail), at });
}

function note(
  state: WorldState,
  entry: ProfileEntry,
  { type, at, send }: { type: UnsubscribeType; at: number; send?: Send },
): void {
  const bySms = ofSms.includes(type);
  const record: Unsubscribe = {
    profile_id: entry.record.id,
    email_address: bySms ? null : addressOf(entry.record, send),
    type,
    timestamp: toPostgres(at),
    reason: null,
    reason_text: state.random.chance(0.2) ? state.random.pick(unsubscribeReasons) : null,
    customer_id: entry.record.customer_id,
  };
  state.unsubscribes.push({ at, record, sendId: send?.id ?? null });
  if (!bySms) entry.record = optedOut(entry.record, at);
  entry.updated = Math.max(entry.updated, at);
}

function optedOut(profile: Profile, at: number): Profile {
  const dates = { ...profile.dates, marketing_optout: toIso(at) };
  return { ...profile, marketing_optin: false, dates };
}

function addressOf(profile: Profile, send: Send | undefined): string | null {
  return (send?.profile ?? profile).email;
}

function pickSendBefore({ random, recentSends }: WorldState, at: number): Send | undefined {
  const earlier = recentSends.slice(0, 1 + recentSends.findLastIndex((send) => send.at < at));
  return earlier.length === 0 ? undefined : random.pick(earlier);
}
