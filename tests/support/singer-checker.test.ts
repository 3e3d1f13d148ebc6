import { describe, expect, test } from "@jest/globals";

import {
  type Case,
  activate,
  expectCaught,
  rawRecord,
  record,
  run,
  schemaOf,
  state,
  states,
  text,
  twoStates,
} from "./singer-checker-fixtures.js";
import { checkSingerOutput } from "./singer-checker.js";

describe("checkSingerOutput accepts", () => {
  const full = {
    name: "Zoë \u2028 😀 \u0000",
    born_at: "0001-02-28T23:59:59.123456789Z",
    orders: Number.MAX_SAFE_INTEGER,
    spent: 1e21,
    tags: ["a", null],
    address: { city: null },
    counts: { a: 1 },
    extra: { constructor: 1.5, big: 2 ** 60 },
  };

  test("a good output, and sorts it by kind and stream", () => {
    const bookmarks = { profiles: { from: null, open: [] }, lists: { open: [] } };
    const later = { bookmarks: { ...bookmarks, profiles: { from: "2026", open: [{ row: 1 }] } } };
    const messages = [
      state({ bookmarks, currently_syncing: null }),
      schemaOf(),
      record({}, { version: 1 }),
      state({ ...later, currently_syncing: "profiles" }),
      record({ ...full, id: "2" }, { version: 2 }),
      activate(2),
      schemaOf({}, { stream: "lists" }),
      schemaOf(),
      state({ ...later, currently_syncing: null }),
    ];

    const output = checkSingerOutput(text(...messages));

    expect(output.messages).toEqual(messages);
    expect([...output.schemas.keys()]).toEqual(["profiles", "lists"]);
    expect(output.schemas.get("profiles")).toEqual(schemaOf());
    expect(output.records).toEqual(
      new Map([
        ["profiles", [{ id: "1" }, { ...full, id: "2" }]],
        ["lists", []],
      ]),
    );
    expect(output.states).toHaveLength(3);
    expect(output.lastState).toEqual({ ...later, currently_syncing: null });
  });

  test("escapes and numbers that are written in another way than JSON.stringify does", () => {
    const values = String.raw`"name":"5.0 \ud83d\ude00","spent":5.0,"orders":7,"extra":{"a":1E2}`;

    expect(checkSingerOutput(rawRecord(values)).records.get("profiles")).toHaveLength(1);
  });

  test("bookmarks of streams that the run does not read, if they come in with the first STATE", () => {
    const bookmarks = state({ bookmarks: { orders: { open: [] } } });

    expect(() => checkSingerOutput(text(bookmarks, schemaOf(), bookmarks))).not.toThrow();
  });

  test("repeated keys, when they are allowed", () => {
    expect(() =>
      checkSingerOutput(run(record(), record()), { allowRepeatedKeys: true }),
    ).not.toThrow();
  });
});

describe("checkSingerOutput lists the problems", () => {
  test("with their lines", () => {
    expectCaught(run(record(), record(), record({ id: "" })), "has 2 problem(s)");
    expectCaught(run(record(), record()), 'line 4: the key ["1"] of "profiles" was sent before');
  });

  test("but only the first twenty", () => {
    const records = Array.from({ length: 25 }, (_, index) =>
      record({ id: `${index}`, unknown: 1 }),
    );

    expectCaught(run(...records), "... and 5 more");
  });
});

describe("checkSingerOutput catches, in the order of messages,", () => {
  test.each<Case>([
    [
      "a RECORD before its SCHEMA",
      text(state(), record(), schemaOf(), state()),
      'RECORD before the SCHEMA of "profiles"',
    ],
    [
      "ACTIVATE_VERSION before SCHEMA",
      text(state(), activate(1), state()),
      "ACTIVATE_VERSION before the SCHEMA",
    ],
    ["another SCHEMA", run(schemaOf({ title: "new" })), 'the SCHEMA of "profiles" changes'],
    [
      "a first message that is no STATE",
      text(schemaOf(), state(), record(), state()),
      "line 1: the first message is not a STATE",
    ],
    [
      "a last line that is no STATE",
      text(state(), schemaOf(), record()),
      "line 3: the last line is not a STATE",
    ],
    [
      "a version on some RECORDs",
      run(record({}, { version: 1 }), record({ id: "2" })),
      "some RECORDs of the stream have a version",
    ],
    [
      "a version on later RECORDs",
      run(record(), record({ id: "2" }, { version: 1 })),
      "some RECORDs of the stream have a version",
    ],
    [
      "a version that goes down",
      run(record({}, { version: 2 }), activate(1)),
      "version 1 is lower",
    ],
    [
      "RECORDs without the version",
      run(record(), activate(1)),
      "ACTIVATE_VERSION after RECORDs without a version",
    ],
    [
      "a RECORD without the version",
      run(activate(1), record()),
      "RECORD without a version after ACTIVATE_VERSION",
    ],
  ])("%s", (_, output, reason) => {
    expectCaught(output, reason);
  });
});

describe("checkSingerOutput catches, in states,", () => {
  test.each<Case>([
    ["an empty value", run(state({})), 'STATE: "value" must be'],
    ["bookmarks that are an array", run(state({ bookmarks: [] })), 'STATE: "value" must be'],
    [
      "a bookmark that is null",
      run(state({ bookmarks: { profiles: null } })),
      'STATE: "value" must be',
    ],
    [
      "a bookmark of no stream",
      text(state(), state({ bookmarks: { orders: {} } })),
      'bookmark "orders" is not named for a stream',
    ],
    [
      "an odd name",
      text(state({ bookmarks: { "a/b": {} } })),
      'bookmark "a/b" is not named for a stream',
    ],
    [
      "an odd currently_syncing",
      text(state({ bookmarks: {}, currently_syncing: 1 })),
      "currently_syncing is 1",
    ],
    ["a key that goes away", states({ a: 1, b: 1 }, { a: 1 }), "line 4: merged by Meltano"],
    [
      "an object that meets null",
      twoStates(null, { b: 1 }),
      "Meltano crashes: at state.bookmarks.profiles.a",
    ],
    ["an empty object that meets null", twoStates(null, {}), "merged by Meltano"],
    [
      "an object that becomes null",
      twoStates({ b: 1 }, null),
      "Meltano crashes: at state.bookmarks.profiles.a",
    ],
    ["an object that meets an array", twoStates([], { b: 1 }), "Meltano crashes"],
    ["a key that goes away in a map", twoStates({ b: 1 }, { c: 1 }), "merged by Meltano"],
  ])("%s", (_, output, reason) => {
    expectCaught(output, reason);
  });
});
