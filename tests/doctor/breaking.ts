import type { Transform } from "../../src/sandbox/api/route.js";
import type { Profile } from "../../src/sandbox/data/profile-record.js";
import type { Fault } from "../simulator/faults.js";
import type { Truth } from "../simulator/truth.js";

type Query = Readonly<Record<string, string>>;
type Rows = readonly unknown[];

export const offsetOf = (query: Query): number => Number(query["offset"] ?? 0);
export const limitOf = (query: Query): number => Number(query["limit"] ?? 10);
export const pageOf = (query: Query, rows: Rows): Rows =>
  rows.slice(offsetOf(query), offsetOf(query) + limitOf(query));

export function at(path: RegExp, transform: Transform): Transform {
  return (asked, query, rows) => (path.test(asked) ? transform(asked, query, rows) : rows);
}

export const profiles = /\/profiles$/;
export const lists = /\/lists$/;
export const changes = /\/changes$/;
export const unsubscribes = /\/unsubscribes$/;

export function refusing(path: RegExp, isRefused: (query: Query) => boolean, status = 400): Fault {
  return {
    match: (request) => path.test(request.path) && isRefused(request.query),
    times: Infinity,
    action: { kind: "status", status },
  };
}

/** The changes of a list by another parameter than the sandbox's own. */
export function changesBy(truth: () => Truth, parameter: string | undefined): Transform {
  return at(changes, (path, query) => {
    const list = /lists\/([^/]+)\/changes/.exec(path)?.[1];
    const since = parameter === undefined ? undefined : query[parameter];
    const from =
      since === undefined ? -Infinity : Date.parse(`${since}${since.includes("T") ? "Z" : ""}`);
    return truth().listChanges.filter(
      ({ list_id, timestamp }) => list_id === list && Date.parse(timestamp) >= from,
    );
  });
}

const timeOf = ({ timestamp }: Truth["unsubscribes"][number]): number =>
  Date.parse(timestamp.replace(" ", "T").replace("+00", "Z"));
const bound = (query: Query, name: string): number => Date.parse(`${query[name] ?? ""}Z`);

/** Unsubscribes between other bounds than those that the sandbox goes by. */
export function eventsWithin(
  truth: () => Truth,
  isWithin: (at: number, since: number, before: number) => boolean,
): Transform {
  return at(unsubscribes, (_path, query) =>
    truth().unsubscribes.filter((event) =>
      isWithin(timeOf(event), bound(query, "since"), bound(query, "before")),
    ),
  );
}

export const mapProfiles = (change: (profile: Profile) => unknown): Transform =>
  at(profiles, (_path, _query, rows) => rows.map((row) => change(row as Profile)));
