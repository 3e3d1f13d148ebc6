import { dayMs } from "../values/duration.js";
import { formatDate, formatInstant } from "../values/timestamp.js";

/** How a filter's time is written: the vendor's pages have both. */
export type SinceFormat = "date" | "date-time";

/** What to ask for so that nothing from an instant (milliseconds) on is missing, whatever the filter's bound. */
export function sinceText(instant: number, format: SinceFormat): string {
  // A date's zone is unknown: one day more covers every one. An instant's bound may be exclusive: one second does.
  if (format === "date") return formatDate(instant - dayMs);
  return formatInstant(instant - 1000).slice(0, -1);
}
