import { describe, expect, test } from "@jest/globals";
import { streams } from "../../../src/ometria/streams/registry.js";
import { prepared, preparerOf } from "../../records/preparing.js";
import { recordsOf } from "./rows.js";

// The examples of the vendor's description, with what public programs show beside it (ometria-api 2 to 8, 11).
describe.each([
  [
    "profiles",
    "profile_pass",
    {
      row: { "@type": "profile", id: "1", properties: [], stats: { orders: 1.5, aov: 2.25 } },
      passStart: "2026-01-01T00:00:00Z",
    },
    { properties: {}, stats: { orders: 1.5, aov: 2.25 } },
  ],
  [
    "collections",
    "collections",
    { collection: "default", count: 43540 },
    { collection: "default", id: "default", count: 43540 },
  ],
  [
    "collections",
    "collections",
    { id: "default", count: 1 },
    { collection: "default", id: "default" },
  ],
  [
    "contacts",
    "contacts",
    {
      row: { id: "1", phone_number: { number: "+44781", country_code: "GB" }, channels: [] },
      part: "shop",
    },
    { collection: "shop", phone_number: "+44781", phone_number_country: "GB", channels: {} },
  ],
  [
    "orders",
    "orders",
    { row: { id: "1", shipping_address: [], lineitems: [{ id: "l1", totals: [] }] }, part: "" },
    { shipping_address: {}, lineitems: [{ id: "l1", totals: {} }] },
  ],
  [
    "products",
    "products",
    { row: { id: "P2", is_variant: true, parent_id: "P1" }, part: "" },
    { parent_id: "P1" },
  ],
  [
    "data_deletion_requests",
    "data_deletion_requests",
    {
      id: "1",
      identities: [
        "3af3@anonymous.ometria",
        { hashed_identifier: "4bf3@anonymous.ometria" },
        { hashed_email: "5cf3@anonymous.ometria" },
      ],
    },
    {
      identities: [
        { hashed_identifier: "3af3@anonymous.ometria" },
        { hashed_identifier: "4bf3@anonymous.ometria" },
        { hashed_email: "5cf3@anonymous.ometria" },
      ],
    },
  ],
] as const)("a row of %s", (...[stream, read, row, expected]) => {
  test(`${JSON.stringify(row)} gives the right values and leaves nothing over`, () => {
    const definition = streams.find(({ name }) => name === stream);
    const [raw] = definition === undefined ? [] : recordsOf(definition, read, row);
    const preparer = preparerOf(stream);

    expect(prepared(preparer, JSON.stringify(raw))).toMatchObject({ ...expected, extra: null });
    expect([...preparer.unknownFields, ...preparer.unconverted]).toEqual([]);
  });
});
