import { canReadOn, judgeBounds, judgeWindows } from "../../reads/windows/window-probe.js";
import type { Probed } from "./assumption.js";

export const windows: Probed<typeof judgeWindows> = {
  id: "event_windows",
  subject: "`since` and `before` of `/unsubscribes`",
  known: "documented",
  readings: ["UTC, to the second, and honoured", "one of them ignored"],
  rightEitherWay:
    "a second more is asked for at each start; without `before` each window brings what comes after it, too",
  setting: "window",
  alarm: "exit code 4 where rows are more than a day older than `since`",
  check: "event_windows",
  probe: judgeWindows,
};

export const bounds: Probed<typeof judgeBounds> = {
  id: "event_bounds",
  subject: "events at the bounds of a window",
  known: "open",
  readings: ["in it at `since`, not at `before`", "the other way round"],
  rightEitherWay: "windows overlap by a second, and an event that comes twice has one key",
  alarm: "none is needed",
  check: "event_bounds",
  probe: judgeBounds,
};

export const windowAnswers: Probed<typeof canReadOn> = {
  id: "event_answers",
  subject: "rows of one answer of `/unsubscribes`",
  known: "open",
  readings: ["all of the window", "cut off at some number"],
  rightEitherWay:
    "where `offset` works they are read on; else a window is proved by its two halves. Fewer than ten rows are taken as whole: **a cut below ten cannot be seen**",
  setting: "window",
  alarm: "exit code 4 for a second that may be cut",
  check: "event_answers",
  probe: canReadOn,
};
