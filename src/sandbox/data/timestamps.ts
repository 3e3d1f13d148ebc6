import { parseInstant } from "../../values/timestamp.js";

/** A way to write a moment that is given in milliseconds. */
export type Spelling = (ms: number) => string;

/** `2015-11-03T11:48:10+00:00`: profiles, lists and their changes (and every other export file). */
export function toIso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
}

/** `2015-01-02T09:00:00+00`: what contacts say of channels. */
export function toShort(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00`;
}

/** `2017-05-01T14:00:00Z`: custom events. */
export function toZulu(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** `2017-05-17 22:08:07+00`: unsubscribes (and every other export file). */
export function toPostgres(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")}+00`;
}

/** `2026-01-01`, in UTC. */
export function toDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** `20260101T020000`, in UTC: the time in the name of an export file. */
export function toCompact(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
}

/** Milliseconds of a date or a date-time of a query, UTC where it names no zone; undefined if it is neither. */
export function parseQueryTime(text: string): number | undefined {
  // A "+" that the caller did not escape arrives as a space.
  return parseInstant(text.replace(/(:\d\d(?:\.\d+)?) (\d\d(?::?\d\d)?)$/, "$1+$2"));
}
