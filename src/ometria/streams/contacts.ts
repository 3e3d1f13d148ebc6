import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";
import { contactsPass } from "../contacts-pass.js";

export const contacts: StreamDefinition = {
  name: "contacts",
  keyProperties: ["collection", "id"],
  // `endpoints.contacts.since_param` makes increments of it.
  replication: { method: "FULL_TABLE", isForced: false },
  automatic: ["profile_id"],
  parent: "collections",
  isOptional: true,
  customFields: "properties",
  sources: [from(contactsPass, ({ row, part }) => [{ ...vendorFields(row), collection: part }])],
};
