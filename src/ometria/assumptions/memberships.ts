import type { Assumption, Probed } from "./assumption.js";
import { listIdsCheck, listSizesCheck, profileListsCheck } from "./members.js";
import type { OwnCheck } from "./own-check.js";

type Probe = OwnCheck["run"];

export const profileLists: Probed<Probe> = {
  id: "profile_lists",
  subject: "`lists` of profiles",
  known: "documented",
  readings: ["every profile names its lists", "none does"],
  rightEitherWay:
    "where lists have members and no profile names one, `/lists/{list_id}/contacts` is read in the same run",
  setting: "member_source",
  alarm:
    "exit code 4 for `member_lists` where the rows of that are contacts without a profile's id",
  check: "profile_lists",
  probe: profileListsCheck.run,
};

export const listIds: Probed<Probe> = {
  id: "list_ids",
  subject: "what profiles call a list by",
  known: "open",
  readings: ["its `id`, a hash", "its `public_id`, a number"],
  rightEitherWay:
    "each is looked up in `/lists`, and `list_id` is always the `id`; where a value is the one of one list and the other of another, the title decides",
  setting: "endpoints.profiles.list_id",
  alarm: "exit code 4 where nothing decides; a warning for a list that `/lists` lacks",
  check: "list_ids",
  probe: listIdsCheck.run,
};

export const listPaths: Assumption = {
  id: "list_paths",
  subject: "what the path of a list's changes takes",
  known: "open",
  readings: ["its `id`", "its `public_id`"],
  rightEitherWay: "`id` is asked first, and `public_id` where `id` is 404 for every list",
  setting: "endpoints.list_changes.list_id",
  alarm: "exit code 4 where both are 404 for every list",
  check: "list_changes",
};

export const listSizes: Probed<Probe> = {
  id: "list_sizes",
  subject: "`size` of a list",
  known: "documented",
  readings: ["the number of its members", "a number of another day"],
  rightEitherWay: "no row depends on it",
  alarm: "the summary has both numbers; a warning for a list that no profile names",
  check: "list_sizes",
  probe: listSizesCheck.run,
};
