import { collections } from "./collections.js";
import { contacts } from "./contacts.js";
import type { StreamDefinition } from "./definition.js";
import { emailEvents } from "./email-events.js";
import { lists } from "./lists.js";
import { memberLists } from "./member-lists.js";
import { profiles } from "./profiles.js";
import { unsubscribes } from "./unsubscribes.js";

/** Every stream, in the order in which a run reads them. */
export const streams: readonly StreamDefinition[] = [
  lists,
  profiles,
  memberLists,
  unsubscribes,
  emailEvents,
  collections,
  contacts,
];
