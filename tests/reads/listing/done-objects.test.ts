import { describe, expect, test } from "@jest/globals";
import { DoneObjects } from "../../../src/reads/listing/done-objects.js";
import { fingerprintOf, mostDone } from "../../../src/reads/listing/listing-plan.js";

const object = (name: string) => ({ key: name, modifiedMs: 0, etag: "1", size: 0 });
const print = (name: string) => fingerprintOf(object(name));

describe("DoneObjects", () => {
  test("keeps what was done before, and what is done now, once each and in order", () => {
    const before = [print("a"), print("b")];
    const done = new DoneObjects(before);

    for (const name of ["c", "a", "d", "c"]) done.add(object(name));

    expect(done.snapshot()()).toEqual(["a", "b", "c", "d"].map(print));
    expect(["a", "d", "e"].map((name) => done.has(print(name)))).toEqual([true, true, false]);
    expect(before).toHaveLength(2);
  });

  test("tells versions of one object apart", () => {
    const done = new DoneObjects([]);

    done.add(object("a"));

    expect(done.has(fingerprintOf({ key: "a", etag: "2" }))).toBe(false);
  });

  test("gives a snapshot of its moment, whatever is done by the time it is asked for, and each time", () => {
    const done = new DoneObjects([print("a")]);
    const first = done.snapshot();
    done.add(object("b"));
    const second = done.snapshot();
    done.add(object("c"));

    expect([first(), second(), first()]).toEqual([
      [print("a")],
      [print("a"), print("b")],
      [print("a")],
    ]);
  });

  test("gives the latest of too many, still of the snapshot's moment", () => {
    const many = Array.from({ length: mostDone }, (_, index) => `${index}`);
    const done = new DoneObjects(many);
    const full = done.snapshot();
    done.add(object("x"));
    const beyond = done.snapshot();
    done.add(object("y"));

    expect(mostDone).toBe(50_000);
    expect(full()).toEqual(many);
    expect(beyond()).toEqual([...many.slice(1), print("x")]);
  });
});
