import { apiKey, paths, rate } from "./account.js";
import type { Assumption } from "./assumption.js";
import { changesCut, changesReach, changesSince, goneLists } from "./changes.js";
import { exportColumns, exportFormat } from "./export.js";
import { filter, filterTime, filterZone, segmentMoves } from "./filters.js";
import { listIdsCheck, listSizesCheck, profileListsCheck } from "./members.js";
import { listIds, listPaths, listSizes, profileLists } from "./memberships.js";
import type { OwnCheck } from "./own-check.js";
import { offset, pageSize, stableOrder, whole } from "./paging.js";
import { customEventIds, fields, types, vanished, variants } from "./rows.js";
import { variantsCheck } from "./variants.js";
import { bounds, windowAnswers, windows } from "./windows.js";

/** Every assumption about the live service. */
export const assumptions: readonly Assumption[] = [
  apiKey,
  paths,
  rate,
  pageSize,
  offset,
  stableOrder,
  whole,
  filter,
  filterTime,
  filterZone,
  segmentMoves,
  profileLists,
  listIds,
  listPaths,
  listSizes,
  changesSince,
  changesCut,
  changesReach,
  goneLists,
  windows,
  bounds,
  windowAnswers,
  variants,
  customEventIds,
  fields,
  types,
  vanished,
  exportFormat,
  exportColumns,
];

/** Questions about the rows of an account; the others are about how its endpoints are asked. */
export const ownChecks: readonly OwnCheck[] = [
  profileListsCheck,
  listIdsCheck,
  listSizesCheck,
  variantsCheck,
];

/** The assumptions as a Markdown table: the one in the README. */
export function assumptionsMarkdown(): string {
  const rows = assumptions.map(
    ({ subject, known, readings: [one, other], rightEitherWay, setting, alarm, check }) =>
      `| ${[subject, known, one, other, rightEitherWay, code(setting), alarm, code(check)].join(" | ")} |`,
  );
  const head = [
    "| about | known | one reading | the other | right either way | setting | alarm | `doctor` |",
    "|---|---|---|---|---|---|---|---|",
  ];
  return [...head, ...rows, ""].join("\n");
}

function code(name: string | undefined): string {
  return name === undefined ? "" : `\`${name}\``;
}
