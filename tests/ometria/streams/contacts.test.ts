import { expect, test } from "@jest/globals";
import { contacts } from "../../../src/ometria/streams/contacts.js";
import type { JsonObject } from "../../../src/values/json.js";
import { recordsOf } from "./rows.js";

function recordOf(row: JsonObject): JsonObject | undefined {
  return recordsOf(contacts, "contacts", { row, part: "shop" })[0];
}

test("times of consent are written in UTC, of channels that are described and of others", () => {
  const channels = {
    sms: { allow_marketing: true, dt_updated_marketing: "2015-01-02T09:00:00+00" },
  };
  const subscriptions = {
    direct_mail: { timestamp: "2015-01-02 11:00:00+02", value: "2015-01-02" },
    app_push: { timestamp: "" },
  };

  expect(recordOf({ id: "1", channels, subscriptions })).toEqual({
    id: "1",
    collection: "shop",
    channels: { sms: { allow_marketing: true, dt_updated_marketing: "2015-01-02T09:00:00Z" } },
    subscriptions: {
      direct_mail: { timestamp: "2015-01-02T09:00:00Z", value: "2015-01-02" },
      app_push: { timestamp: null },
    },
  });
});

test.each([[null], [[]], ["none"]])("channels that are %j stay as they came", (channels) => {
  expect(recordOf({ id: "1", channels })).toMatchObject({ channels });
});

test("a phone number that comes with its country becomes two columns", () => {
  expect(recordOf({ phone_number: { number: "+447812123456", country_code: "GB" } })).toEqual({
    collection: "shop",
    phone_number: "+447812123456",
    phone_number_country: "GB",
  });
  expect(recordOf({ phone_number: { number: "+447812123456", type: "mobile" } })).toMatchObject({
    phone_number: "+447812123456",
    phone_number_country: null,
    "phone_number.type": "mobile",
  });
  expect(recordOf({ phone_number: "07812" })).toEqual({
    collection: "shop",
    phone_number: "07812",
  });
});
