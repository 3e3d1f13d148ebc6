import { configCheck, endpointsCheck, keyCheck } from "./access.js";
import { changesCheck } from "./changes-check.js";
import type { Check } from "./check.js";
import { exportChecks } from "./exports.js";
import { fieldsCheck, typesCheck } from "./fields.js";
import { clockCheck, latencyCheck, rateCheck } from "./figures.js";
import { filterCheck } from "./filter-check.js";
import { ownChecks } from "./own.js";
import { offsetCheck, orderCheck, pageSizeCheck, wholeCheck } from "./paging-checks.js";
import { boundsCheck, eventPagingCheck, windowsCheck } from "./window-checks.js";

/** Every check, in the order in which they are made and told. */
export const checks: readonly Check[] = [
  configCheck,
  keyCheck,
  endpointsCheck,
  pageSizeCheck,
  offsetCheck,
  orderCheck,
  wholeCheck,
  filterCheck,
  changesCheck,
  ...ownChecks,
  windowsCheck,
  boundsCheck,
  eventPagingCheck,
  fieldsCheck,
  typesCheck,
  ...exportChecks,
  clockCheck,
  latencyCheck,
  rateCheck,
];
