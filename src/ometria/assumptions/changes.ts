import { judgeFilter } from "../../reads/filter.js";
import type { Assumption, Probed } from "./assumption.js";

export const changesSince: Probed<typeof judgeFilter> = {
  id: "list_changes",
  subject: "`since` of `/lists/{list_id}/changes`",
  known: "documented",
  readings: ["a date", "a date-time works, too, or alone"],
  rightEitherWay:
    "events are asked for from a day earlier, and what is known already has one key; the largest list is asked for tomorrow, and each answer is looked at",
  setting: "endpoints.list_changes.since_format",
  alarm: "exit code 4 where it is ignored or refused, or where every list answers 404",
  check: "list_changes",
  probe: judgeFilter,
};

export const changesReach: Assumption = {
  id: "list_changes_reach",
  subject: "how far back changes reach",
  known: "open",
  readings: ["as far as `since`", "some days only"],
  rightEitherWay:
    "memberships that changes lack come with the next full pass; rows of `list_changes` never do",
  setting: "full_refresh_interval",
  alarm: "none: **a service that keeps fewer days of changes cannot be seen**",
};

export const changesCut: Assumption = {
  id: "list_changes_cut",
  subject: "rows of one answer of changes",
  known: "open",
  readings: ["all of them", "cut off at some number"],
  rightEitherWay:
    "where `offset` works they are read on; else an answer that looks cut off is asked again from its newest event on",
  setting: "endpoints.list_changes",
  alarm:
    "exit code 4 where nothing shows that such an answer is whole; **a cut at an odd number cannot be seen**",
};

export const goneLists: Assumption = {
  id: "gone_lists",
  subject: "a list that answers 404",
  known: "open",
  readings: ["it is gone", "it is being made anew, or archived"],
  rightEitherWay: "the others are read, and the next run asks again",
  alarm: "a warning; **which of the two it is cannot be seen**",
};
