import { judgeFilter } from "../../reads/filter.js";
import type { Assumption, Probed } from "./assumption.js";

/** Names by which the vendor's endpoints know a filter by time, the likeliest first (ometria-api 1.2 and 14). */
export const likelyFilters: readonly [string, ...string[]] = [
  "updateSince",
  "since",
  "timeFrom",
  "updateFrom",
];

export const filter: Probed<typeof judgeFilter> = {
  id: "filter",
  subject: "filters by time of change (`updateSince`)",
  known: "documented",
  readings: ["they leave out what is older", "ignored, refused, or answering nothing"],
  rightEitherWay:
    "with each full pass a filter is asked for tomorrow (no row may come) and for 1970 (a row must come); one that fails is not used",
  setting: "endpoints.<name>.since_param",
  alarm: "a warning: each run reads all rows",
  check: "filter",
  probe: judgeFilter,
};

export const filterTime: Probed<typeof judgeFilter> = {
  id: "filter_time",
  subject: "how a filter takes its time",
  known: "documented",
  readings: ["as a date where the vendor says so", "with a time of day too"],
  rightEitherWay: "the tap sends what is documented",
  setting: "endpoints.<name>.since_format",
  alarm: "a warning where it is refused: each run reads all rows",
  check: "filter",
  probe: judgeFilter,
};

export const filterZone: Assumption = {
  id: "filter_zone",
  subject: "zone and bound of a filter by date",
  known: "open",
  readings: ["UTC, inclusive", "the account's zone, exclusive"],
  rightEitherWay: "a day more is asked for than needed, and rows that come twice have one key",
  setting: "lookback_window",
  alarm: "none: **the zone of a date cannot be seen**",
};

export const segmentMoves: Assumption = {
  id: "segment_moves",
  subject: "`updateSince` of profiles",
  known: "open",
  readings: [
    "shows those that entered or left a segment",
    "does not, as an older text of the vendor's says",
  ],
  rightEitherWay: "changes of lists are read in each run, and all profiles now and then",
  setting: "full_refresh_interval",
  alarm: "none: **a move that is not shown cannot be seen** but in a full pass",
};
