import { expect, test } from "@jest/globals";
import { emailEvents } from "../../../src/ometria/streams/email-events.js";
import { recordsOf } from "./rows.js";

test("a row is a record", () => {
  const row = { event: "open", new_column: "x", subject: null };

  expect(recordsOf(emailEvents, "export_objects", { line: 2, values: row })).toEqual([row]);
});
