import { describe, expect, test } from "@jest/globals";
import { rowsOf } from "../../src/service/parse-body.js";

describe("rowsOf", () => {
  test("gives the objects of an array", () => {
    expect(rowsOf([{ id: 1 }, {}], "/profiles")).toEqual([{ id: 1 }, {}]);
  });

  test.each([
    [{ error: "someone@example.org" }, "GET /profiles answered with an object where an array"],
    [null, "GET /profiles answered with null where an array"],
    ["someone@example.org", "GET /profiles answered with a string where an array"],
    [[{}, null], "GET /profiles answered with null as row 1"],
    [[["someone@example.org"]], "GET /profiles answered with an array as row 0"],
  ])("refuses anything else, and does not quote it: %j", (body, message) => {
    const rows = (): unknown => rowsOf(body, "/profiles");

    expect(rows).toThrow(message);
    expect(rows).not.toThrow("someone");
  });
});
