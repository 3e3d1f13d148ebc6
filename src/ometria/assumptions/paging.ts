import {
  judgeLimit,
  judgeOffset,
  judgeOrder,
  judgeWhole,
} from "../../reads/paging/paging-probe.js";
import type { Probed } from "./assumption.js";

export const pageSize: Probed<typeof judgeLimit> = {
  id: "page_size",
  subject: "`limit`",
  known: "documented",
  readings: ["honoured up to 250", "cut down, or ignored"],
  rightEitherWay: "the tap reads on from the rows that came, not from those that it asked for",
  setting: "page_size",
  alarm: "none is needed: it costs more requests",
  check: "page_size",
  probe: judgeLimit,
};

export const offset: Probed<typeof judgeOffset> = {
  id: "offset",
  subject: "`offset` where paging is documented",
  known: "documented",
  readings: ["honoured, without a ceiling", "ignored, or honoured up to a ceiling only"],
  rightEitherWay:
    "pages overlap: one that repeats or brings nothing new is recognised, and one answer is all where it is longer than `limit` or shorter than ten rows",
  setting: "endpoints.<name>.whole",
  alarm: "exit code 4, naming the endpoint",
  check: "offset",
  probe: judgeOffset,
};

export const stableOrder: Probed<typeof judgeOrder> = {
  id: "stable_order",
  subject: "the order of rows while they are read",
  known: "open",
  readings: ["kept, but for rows that change meanwhile", "another one from answer to answer"],
  rightEitherWay:
    "rows of the overlap show another order; a row that moves to the part already read has changed, and the next increment brings it",
  alarm: "exit code 4 where the overlap shows another order",
  check: "stable_order",
  probe: judgeOrder,
};

export const whole: Probed<typeof judgeWhole> = {
  id: "whole",
  subject: "one answer of what is documented without paging (`/lists`, `/contacts`, ...)",
  known: "open",
  readings: ["everything", "cut off at some number of rows"],
  rightEitherWay:
    "`limit` and `offset` are sent all the same, and where `offset` works it is read on; a full page is taken as whole only where `limit` is ignored",
  setting: "endpoints.<name>.whole",
  alarm: "exit code 4 where a full page came and `limit` is honoured",
  check: "whole",
  probe: judgeWhole,
};
