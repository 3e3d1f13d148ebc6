import type { Assumption, Probed } from "./assumption.js";
import type { OwnCheck } from "./own-check.js";
import { variantsCheck } from "./variants.js";

export const variants: Probed<OwnCheck["run"]> = {
  id: "variants",
  subject: "variants of products",
  known: "open",
  readings: ["they come only where they are asked for", "they always come"],
  rightEitherWay: "they are always asked for (`includeVariants`)",
  alarm: "none is needed",
  check: "variants",
  probe: variantsCheck.run,
};

export const customEventIds: Assumption = {
  id: "custom_event_ids",
  subject: "ids of custom events",
  known: "open",
  readings: ["unique in the account", "repeated across types"],
  rightEitherWay: "the key is `event_type` and `id`",
  alarm: "none is needed: **that no two types share an id cannot be seen**",
};

export const fields: Assumption = {
  id: "fields",
  subject: "fields that the description lacks (`identities`, `default_store`, ...)",
  known: "open",
  readings: ["gone", "sent all the same"],
  rightEitherWay: "nullable columns for those that others have seen, and `extra` for the rest",
  alarm: "a warning, once for each stream",
  check: "fields",
};

export const types: Assumption = {
  id: "types",
  subject: "values that may come in two shapes",
  known: "open",
  readings: [
    "`{}`, a text, a whole number",
    "`[]` for an empty map, an object for a phone number, a number as text",
  ],
  rightEitherWay: "either gives the same value; what no column takes is kept in `extra`",
  alarm: "a warning, once for each stream",
  check: "types",
};

export const vanished: Assumption = {
  id: "vanished",
  subject: "rows that vanish (merged, anonymised)",
  known: "open",
  readings: ["without notice", "with a mark somewhere"],
  rightEitherWay:
    "full passes come again and again; with `emit_activate_version_messages` targets drop what they lack",
  setting: "full_refresh_interval",
  alarm: "none: **a row that vanished cannot be seen** between two full passes",
};
