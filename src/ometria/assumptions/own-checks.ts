import { listIdsCheck, listSizesCheck, profileListsCheck } from "./members.js";
import type { OwnCheck } from "./own-check.js";
import { variantsCheck } from "./variants.js";

/** What is asked of the rows of an account, beside how its endpoints are asked. */
export const ownChecks: readonly OwnCheck[] = [
  profileListsCheck,
  listIdsCheck,
  listSizesCheck,
  variantsCheck,
];
