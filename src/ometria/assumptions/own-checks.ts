import { listIdsCheck, listSizesCheck, profileListsCheck } from "./members.js";
import type { OwnCheck } from "./own-check.js";
import { variantsCheck } from "./variants.js";

/** Questions about the rows of an account; the others are about how its endpoints are asked. */
export const ownChecks: readonly OwnCheck[] = [
  profileListsCheck,
  listIdsCheck,
  listSizesCheck,
  variantsCheck,
];
