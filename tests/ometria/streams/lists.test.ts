import { expect, test } from "@jest/globals";
import { lists } from "../../../src/ometria/streams/lists.js";
import { recordsOf } from "./rows.js";

test("a list is a record of its fields, without the marks of the vendor", () => {
  const row = { "@type": "list", id: "7", type: "DYNAMIC", "@new": 1 };

  expect(recordsOf(lists, "lists", row)).toEqual([{ id: "7", type: "DYNAMIC", new: 1 }]);
});
