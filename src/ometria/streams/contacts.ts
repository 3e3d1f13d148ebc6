import { from, type StreamDefinition } from "../../records/stream.js";
import { isJsonObject, type JsonObject } from "../../values/json.js";
import { vendorFields } from "../../values/vendor-names.js";
import { contactsPass } from "../contacts-pass.js";
import { nestedTimes } from "../nested-times.js";

const inUtc = nestedTimes("channels.*.dt_*", "subscriptions.*.timestamp");

export const contacts: StreamDefinition = {
  name: "contacts",
  keyProperties: ["collection", "id"],
  replication: { method: "INCREMENTAL", isForced: false },
  automatic: ["customer_id"],
  parent: "collections",
  isOptional: true,
  customFields: "properties",
  sources: [
    from(contactsPass, ({ row, part }) => [
      withPlainPhone(inUtc({ ...vendorFields(row), collection: part })),
    ]),
  ],
};

/**
 * The vendor describes a text, and public code takes an object of two fields apart (ometria-api 11.12). What else it holds is
 * passed on under a path, and so gets to `extra`.
 */
function withPlainPhone(contact: JsonObject): JsonObject {
  const { phone_number: phone } = contact;
  if (!isJsonObject(phone)) return contact;
  const { number = null, country_code: country = null, ...others } = phone;
  const plain: JsonObject = { ...contact, phone_number: number, phone_number_country: country };
  for (const [name, value] of Object.entries(others)) plain[`phone_number.${name}`] = value;
  return plain;
}
