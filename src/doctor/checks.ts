import { configCheck, endpointsCheck, keyCheck } from "./access.js";
import { collectionPagingCheck } from "./collection-paging.js";
import { boundsCheck, eventPagingCheck, windowsCheck } from "./events.js";
import { exportChecks } from "./exports.js";
import { fieldsCheck, typesCheck } from "./fields.js";
import { clockCheck, latencyCheck, rateCheck } from "./figures.js";
import { filtersCheck } from "./filters.js";
import type { Check } from "./finding.js";
import { changesCheck, listsCheck } from "./list-changes.js";
import { listSizesCheck, profileListsCheck } from "./members.js";
import { offsetCheck, orderCheck, pageSizeCheck } from "./paging.js";
import { updateSinceCheck, updateTimeCheck } from "./updates.js";

/** Every check, in the order in which they are made and told. */
export const checks: readonly Check[] = [
  configCheck,
  keyCheck,
  endpointsCheck,
  pageSizeCheck,
  offsetCheck,
  orderCheck,
  updateSinceCheck,
  updateTimeCheck,
  listsCheck,
  changesCheck,
  profileListsCheck,
  listSizesCheck,
  windowsCheck,
  boundsCheck,
  eventPagingCheck,
  collectionPagingCheck,
  filtersCheck,
  fieldsCheck,
  typesCheck,
  ...exportChecks,
  clockCheck,
  latencyCheck,
  rateCheck,
];
