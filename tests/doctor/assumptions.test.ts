import { describe, expect, test } from "@jest/globals";
import { checks } from "../../src/doctor/checks.js";
import { assumptions } from "../../src/ometria/assumptions.js";

const ids = checks.map(({ id }) => id);

describe("the assumptions about the service", () => {
  test.each(assumptions.flatMap(({ id, check }) => (check === undefined ? [] : [{ id, check }])))(
    "name a check that doctor has ($id)",
    ({ check }) => {
      expect(ids).toContain(check);
    },
  );

  test("say of those that no check asks about that they cannot be seen", () => {
    const unseen = assumptions.filter(({ check }) => check === undefined);

    expect(unseen.map(({ otherwise }) => /\*\*.*cannot be seen\*\*/.test(otherwise))).toEqual(
      unseen.map(() => true),
    );
  });

  test("are asked about by checks whose ids are unique", () => {
    expect(new Set(ids).size).toBe(ids.length);
  });
});
