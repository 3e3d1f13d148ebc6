import type { Config } from "../../src/config/load.js";
import type { Transform } from "../../src/sandbox/api/route.js";
import type { Fault } from "../simulator/faults.js";
import type { Truth } from "../simulator/truth.js";
import {
  at,
  changes,
  changesBy,
  eventsWithin,
  limitOf,
  lists,
  mapProfiles,
  offsetOf,
  pageOf,
  profiles,
  refusing,
  unsubscribes,
} from "./breaking.js";

/** A service that breaks one assumption, and what the doctor has to say of it. */
export interface BrokenAssumption {
  /** Id of the check. */
  readonly check: string;
  readonly does: string;
  /** Streams that cannot run then; absent = none. */
  readonly stops?: readonly string[];
  readonly transform?: (truth: () => Truth) => Transform;
  readonly faults?: readonly Fault[];
  /** The config that the service is met with. */
  readonly config?: Partial<Config>;
  /** What the doctor proposes; absent = nothing. */
  readonly change?: Partial<Config>;
}

const both = ["profiles", "member_lists"];

export const brokenAssumptions: readonly BrokenAssumption[] = [
  {
    check: "page_size",
    does: "cuts pages of profiles down to 20",
    transform: () =>
      at(profiles, (_path, query, rows) => ({
        page: pageOf({ ...query, limit: String(Math.min(20, limitOf(query))) }, rows),
      })),
    change: { page_size: 20 },
  },
  {
    check: "page_size",
    does: "ignores limit",
    transform: () => at(profiles, (_path, query, rows) => ({ page: rows.slice(offsetOf(query)) })),
  },
  {
    check: "offset",
    does: "sends the first page of profiles whatever the offset",
    stops: both,
    transform: () =>
      at(profiles, (_path, query, rows) => ({ page: rows.slice(0, limitOf(query)) })),
  },
  {
    check: "stable_order",
    does: "turns the order of profiles around with every request",
    stops: both,
    transform: () => {
      let isTurned = true;
      return at(profiles, (_path, _query, rows) => {
        isTurned = !isTurned;
        return isTurned ? [...rows].reverse() : rows;
      });
    },
  },
  {
    check: "filter",
    does: "ignores updateSince",
    transform: (truth) => at(profiles, () => truth().profiles),
  },
  {
    check: "filter",
    does: "refuses updateSince",
    faults: [refusing(profiles, (query) => query["updateSince"] !== undefined)],
  },
  {
    check: "whole",
    does: "honours limit of lists, and ignores their offset",
    stops: ["lists", "member_lists"],
    config: { page_size: 5 },
    transform: () => at(lists, (_path, query, rows) => ({ page: rows.slice(0, limitOf(query)) })),
    change: { page_size: 250 },
  },
  {
    check: "list_changes",
    does: "knows the parameter of changes by another name",
    stops: ["member_lists"],
    transform: (truth) => changesBy(truth, "timeFrom"),
    change: { endpoints: { list_changes: { since_param: "timeFrom", since_format: "date-time" } } },
  },
  {
    check: "list_changes",
    does: "takes only a time for the since of changes",
    stops: ["member_lists"],
    faults: [refusing(changes, (query) => query["since"]?.includes("T") !== true)],
    change: { endpoints: { list_changes: { since_param: "since", since_format: "date-time" } } },
  },
  {
    check: "list_changes",
    does: "ignores whatever changes are asked by",
    stops: ["member_lists"],
    transform: (truth) => changesBy(truth, undefined),
    change: { endpoints: { list_changes: null } },
  },
  {
    check: "list_changes",
    does: "has no changes of lists",
    stops: ["member_lists"],
    faults: [refusing(changes, () => true, 404)],
    change: { endpoints: { list_changes: null } },
  },
  {
    check: "profile_lists",
    does: "sends profiles without lists",
    transform: () => mapProfiles((profile) => ({ ...profile, lists: undefined })),
    change: { member_source: "lists" },
  },
  {
    check: "profile_lists",
    does: "sends profiles without lists, and nothing else may be asked,",
    config: { member_source: "profiles" },
    stops: ["member_lists"],
    transform: () => mapProfiles((profile) => ({ ...profile, lists: undefined })),
    change: { member_source: "lists" },
  },
  {
    check: "list_sizes",
    does: "gives lists a size of one",
    transform: () =>
      at(lists, (_path, _query, rows) => rows.map((row) => ({ ...(row as object), size: 1 }))),
  },
  {
    check: "event_windows",
    does: "ignores since of unsubscribes",
    stops: ["unsubscribes"],
    transform: (truth) => eventsWithin(truth, (time, _since, before) => time < before),
  },
  {
    check: "event_windows",
    does: "ignores before of unsubscribes",
    transform: (truth) => eventsWithin(truth, (time, since) => time >= since),
  },
  {
    check: "event_bounds",
    does: "takes since of unsubscribes as exclusive",
    transform: (truth) =>
      eventsWithin(truth, (time, since, before) => time > since && time < before),
  },
  {
    check: "event_bounds",
    does: "takes before of unsubscribes as inclusive",
    transform: (truth) =>
      eventsWithin(truth, (time, since, before) => time >= since && time <= before),
  },
  {
    check: "event_answers",
    does: "ignores offset of unsubscribes",
    transform: () =>
      at(unsubscribes, (_path, query, rows) => ({ page: rows.slice(0, limitOf(query)) })),
  },
  {
    check: "fields",
    does: "sends a field of profiles that nobody knows",
    transform: () => mapProfiles((profile) => ({ ...profile, shoe_width: "G" })),
  },
  {
    check: "types",
    does: "sends an object where a text belongs",
    transform: () => mapProfiles((profile) => ({ ...profile, country: { code: "GB" } })),
  },
  {
    check: "endpoints",
    does: "refuses the key for unsubscribes alone",
    stops: ["unsubscribes"],
    faults: [refusing(unsubscribes, () => true, 403)],
  },
  {
    check: "endpoints",
    does: "has nothing but faults for unsubscribes",
    stops: ["unsubscribes"],
    faults: [refusing(unsubscribes, () => true, 500)],
  },
  {
    check: "rate",
    does: "says once that it was too much",
    faults: [{ match: { path: "/v2/profiles" }, action: { kind: "status", status: 429 } }],
    config: { requests_per_second: 4 },
    change: { requests_per_second: 2 },
  },
  {
    check: "export_list",
    does: "is asked for objects by a pattern that none matches",
    stops: ["email_events"],
    config: { export_patterns: { email_events: "mail/**" } },
    change: { export_patterns: { email_events: "email_events/*/email_events_*.csv.gz" } },
  },
  {
    check: "export_format",
    does: "is said to export JSON lines, and exports CSV",
    stops: ["email_events"],
    config: { export_format: "jsonl" },
    change: { export_format: "auto" },
  },
];
