import { customFields, type CustomField, type MergeJob } from "../data/shop/account.js";
import type { DeletionRequest } from "../data/shop/deletion-requests.js";
import type { PushError } from "../data/shop/push-errors.js";

/** What writes have made of the account, beside what the world holds; gone when the sandbox ends. */
export interface Written {
  /** The latest first. */
  readonly pushErrors: PushError[];
  readonly deletionRequests: DeletionRequest[];
  readonly mergeJobs: MergeJob[];
  /** All of the account, those from the beginning included. */
  readonly customFields: CustomField[];
}

/** As it is before anything is written. */
export function createWritten(): Written {
  return {
    pushErrors: [],
    deletionRequests: [],
    mergeJobs: [],
    customFields: [...customFields],
  };
}
