import type { StreamDefinition } from "../../records/stream.js";
import { collections } from "./collections.js";
import { contacts } from "./contacts.js";
import { customEvents } from "./custom-events.js";
import { customFields } from "./custom-fields.js";
import { dataDeletionRequests } from "./data-deletion-requests.js";
import { emailEvents } from "./email-events.js";
import { listChanges } from "./list-changes.js";
import { lists } from "./lists.js";
import { memberLists } from "./member-lists.js";
import { mergeJobs } from "./merge-jobs.js";
import { orders } from "./orders.js";
import { products } from "./products.js";
import { profiles } from "./profiles.js";
import { pushErrors } from "./push-errors.js";
import { translationRequests } from "./translation-requests.js";
import { unsubscribes } from "./unsubscribes.js";

/** Every stream, in the order in which a run reads them. */
export const streams: readonly StreamDefinition[] = [
  lists,
  profiles,
  memberLists,
  unsubscribes,
  emailEvents,
  listChanges,
  collections,
  contacts,
  orders,
  products,
  customEvents,
  pushErrors,
  dataDeletionRequests,
  customFields,
  mergeJobs,
  translationRequests,
];
