import type { Profile } from "./profile-record.js";
import type { Random } from "./random.js";
import type { Spelling } from "./timestamps.js";
import { bounces, broadcastTitles, devices, links, markets } from "./vocabulary.js";

/** The columns of the e-mail export, in order. The tap knows all but the last. There is no id of an event. */
export const emailEventColumns = [
  "event",
  "timestamp",
  "email_id",
  "to_address",
  "profile_id",
  "customer_id",
  "campaign_id",
  "campaign_title",
  "campaign_type",
  "target_url",
  "bounce_class",
  "bounce_reason",
  "device_type",
  "geo_city",
  "geo_country",
  "geo_timezone",
  "subject_line_variant",
] as const;

/** A row of the export; an empty text is a field without a value. */
export type EmailEvent = Readonly<Record<(typeof emailEventColumns)[number], string>>;

export type EmailEventKind =
  | "send"
  | "delivery"
  | "open"
  | "click"
  | "bounce"
  | "delay"
  | "list_unsubscribe"
  | "link_unsubscribe"
  | "spam_complaint";

/** An e-mail to one person. */
export interface Send {
  readonly at: number;
  readonly id: string;
  readonly campaign: Campaign;
  readonly profile: Profile;
  readonly subjectLine: string;
}

/** Something that became of a send: a row of the export to be. */
export interface TimedEvent {
  readonly at: number;
  readonly kind: EmailEventKind;
  readonly send: Send;
  /** What this event has beyond its send. */
  readonly columns: Partial<EmailEvent>;
}

export interface Campaign {
  readonly id: number;
  readonly title: string;
  readonly type: "mass" | "trigger";
}

const second = 1_000;
const minute = 60_000;
const hour = 3_600_000;
const week = 7 * 24 * hour;

const triggers: readonly Campaign[] = [
  { id: 31, title: "Welcome, 1 of 3", type: "trigger" },
  { id: 34, title: 'You left something in your "basket"', type: "trigger" },
  { id: 36, title: "After your order – merci", type: "trigger" },
];

/** Sends an e-mail of that week's broadcast, or of an automation, to someone who has an address. */
export function createSend(random: Random, profile: Profile, at: number): Send {
  const number = Math.floor(at / week);
  const campaign: Campaign = random.chance(0.3)
    ? random.pick(triggers)
    : {
        id: 1_500 + number,
        title: broadcastTitles[number % broadcastTitles.length] ?? "",
        type: "mass",
      };
  const subjectLine = campaign.type === "mass" ? random.pick(["A", "B"]) : "";
  return { at, id: random.hex(24), campaign, profile, subjectLine };
}

/** The row of an event, its time spelled in the way of the file that it stands in. */
export function showEvent({ at, kind, send, columns }: TimedEvent, spell: Spelling): EmailEvent {
  const { campaign, profile } = send;
  return {
    event: kind,
    timestamp: spell(at),
    email_id: send.id,
    to_address: profile.email ?? "",
    profile_id: profile.id,
    customer_id: profile.customer_id ?? "",
    campaign_id: String(campaign.id),
    campaign_title: campaign.title,
    campaign_type: campaign.type,
    target_url: "",
    bounce_class: "",
    bounce_reason: "",
    device_type: "",
    geo_city: "",
    geo_country: "",
    geo_timezone: "",
    subject_line_variant: send.subjectLine,
    ...columns,
  };
}

/** What becomes of a send, in order of time, each event at a second of its own; reaches up to five days on. */
export function createJourney(random: Random, send: Send): TimedEvent[] {
  let at = send.at;
  const events: TimedEvent[] = [{ at, kind: "send", send, columns: {} }];
  const add = (kind: EmailEventKind, afterMs: number, columns: Partial<EmailEvent> = {}) => {
    at = random.instant(at + second, at + second + afterMs);
    events.push({ at, kind, send, columns });
  };

  if (random.chance(0.04)) {
    add("bounce", minute, bounceColumns(random));
    return events;
  }
  if (random.chance(0.03)) {
    add("delay", minute, bounceColumns(random));
    add("delivery", 2 * hour);
  } else {
    add("delivery", minute / 2);
  }
  if (random.chance(0.4)) {
    const reader = readerColumns(random);
    for (let opens = random.pick([1, 1, 1, 2, 3]); opens > 0; opens -= 1) {
      add("open", random.pick([hour, 8 * hour, 30 * hour]), reader);
    }
    if (random.chance(0.25)) {
      add("click", 5 * minute, { ...reader, target_url: random.pick(links) });
    }
    if (random.chance(0.01)) {
      add("spam_complaint", hour);
    }
  }
  return events;
}

function bounceColumns(random: Random): Partial<EmailEvent> {
  const [bounceClass, reason] = random.pick(bounces);
  return { bounce_class: bounceClass, bounce_reason: reason };
}

function readerColumns(random: Random): Partial<EmailEvent> {
  const device = { device_type: random.pick(devices) };
  if (random.chance(0.2)) {
    return device;
  }
  const market = random.pick(markets);
  return {
    ...device,
    geo_city: random.pick(market.cities),
    geo_country: market.country,
    geo_timezone: market.timezone,
  };
}
