import { createJourney, createSend, showEvent, type EmailEvent } from "./email-journey.js";
import { toCompact, toDate, toIso, toPostgres } from "./timestamps.js";
import { openingAt, pickProfile, type Delivery, type WorldState } from "./world-state.js";

const hour = 3_600_000;
const day = 24 * hour;
/** The mean length of a journey: what makes a number of events from a number of sends. */
const eventsPerSend = 2.8;
const sendsRemembered = 400;

/** Fills the ninety days before the opening with e-mails, until they have about as many events as asked for. */
export function openMailings(state: WorldState): void {
  sendMails(state, openingAt - 90 * day, {
    count: Math.round(state.options.events / eventsPerSend),
    days: 90,
  });
}

/** Sends the e-mails of a day: a few to a few dozen events. */
export function sendDailyMails(state: WorldState, dayStart: number): void {
  const events = Math.min(40, Math.max(8, state.options.events / 250));
  sendMails(state, dayStart, { count: state.random.count(events / eventsPerSend), days: 1 });
}

/** Delivers the events of all days before this one that no earlier delivery held, as one file, at 02:00 UTC. */
export function deliver(state: WorldState, dayStart: number): void {
  const at = dayStart + 2 * hour;
  const due = state.pendingEvents.filter((event) => event.at < dayStart);
  state.pendingEvents = state.pendingEvents.filter((event) => event.at >= dayStart);
  state.deliveries.push({
    at,
    key: `email_events/${toDate(at)}/email_events_${toCompact(at)}_0.csv.gz`,
    events: due.sort((a, b) => a.at - b.at),
    // Files differ in how they spell a time: the vendor's pages show both.
    spell: (dayStart / day) % 2 === 0 ? toIso : toPostgres,
  });
}

/** The rows of an export file, in order. */
export function showRows({ events, spell }: Delivery): EmailEvent[] {
  return events.map((event) => showEvent(event, spell));
}

function sendMails(
  state: WorldState,
  from: number,
  { count, days }: { count: number; days: number },
): void {
  const times = Array.from({ length: count }, () => state.random.instant(from, from + days * day));
  for (const at of times.sort((a, b) => a - b)) {
    const profile = pickReader(state, at);
    if (profile !== undefined) {
      const send = createSend(state.random, profile, at);
      state.recentSends.push(send);
      state.pendingEvents.push(...createJourney(state.random, send));
    }
  }
  state.recentSends.splice(0, state.recentSends.length - sendsRemembered);
}

/** Someone with an address who has not refused, and who was there at that moment. */
function pickReader(state: WorldState, at: number) {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const profile = pickProfile(state)?.record;
    if (
      typeof profile?.email === "string" &&
      profile.marketing_optin !== false &&
      Date.parse(profile.dates.acquired) < at
    ) {
      return profile;
    }
  }
  return undefined;
}
