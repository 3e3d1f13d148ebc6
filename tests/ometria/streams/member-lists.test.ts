import { describe, expect, test } from "@jest/globals";
import { memberLists } from "../../../src/ometria/streams/member-lists.js";
import type { JsonObject } from "../../../src/values/json.js";
import { prepared, preparerOf } from "../../records/preparing.js";
import { recordsOf } from "./rows.js";

const passStart = "2026-01-01T00:00:00Z";

function membershipsOf(profile: JsonObject): JsonObject[] {
  return recordsOf(memberLists, "profile_pass", { row: profile, passStart });
}

describe("a profile", () => {
  test("makes one record for each of its lists, entered as of the pass that showed it", () => {
    const lists = [
      { "@type": "list", id: 7, title: "VIP", type: "DYNAMIC" },
      { id: "8", new_field: "x" },
    ];

    const records = membershipsOf({ id: "p1", email: "ada@example.com", lists });

    const common = {
      profile_id: "p1",
      email: "ada@example.com",
      is_member: true,
      last_seen_at: passStart,
      left_at: null,
      _sdc_deleted_at: null,
    };
    expect(records).toEqual([
      { ...common, list_id: 7, list_title: "VIP", list_type: "DYNAMIC" },
      { ...common, list_id: "8", new_field: "x" },
    ]);
  });

  test.each([[undefined], [null], [[]], ["7"], [{}]])("with the lists %j makes none", (lists) => {
    expect(membershipsOf({ id: "p1", lists })).toEqual([]);
  });

  test("whose lists are bare ids makes records of them", () => {
    const ids = membershipsOf({ id: "p1", lists: ["7", 8] }).map((record) => record["list_id"]);

    expect(ids).toEqual(["7", 8]);
  });

  test("with an entry that has no id makes a record that is rejected, not one that is left out", () => {
    const records = membershipsOf({ id: "p1", lists: [{ title: "VIP" }, null] });

    const preparer = preparerOf("member_lists");
    const rejections = records.map((record) => preparer.prepare(record));
    const rejected = { rejected: "it has no list_id, which is a part of its key" };
    expect(rejections).toEqual([rejected, rejected]);
  });
});

describe("a change of a list", () => {
  const list = { "@type": "list", id: "7", title: "VIP", type: "STATIC" };
  const fields = {
    profile_id: "p1",
    email: "ada@example.com",
    list_id: "7",
    event: "list_exit",
    timestamp: "2026-01-02 03:04:05+00",
    new_field: "x",
  };
  const change = { subject: "p1", at: Date.parse("2026-01-02T03:04:05Z"), fields };
  const at = "2026-01-02T03:04:05Z";

  test.each([
    ["an exit", false, { is_member: false, left_at: at, _sdc_deleted_at: at }],
    ["an entry", true, { is_member: true, left_at: null, _sdc_deleted_at: null }],
  ])("that is %s is a record as of the event", (_, isEntry, membership) => {
    const row = { parent: list, change: { ...change, isEntry } };

    expect(recordsOf(memberLists, "list_changes", row)).toEqual([
      {
        list_id: "7",
        profile_id: "p1",
        email: "ada@example.com",
        list_title: "VIP",
        list_type: "STATIC",
        last_seen_at: at,
        new_field: "x",
        ...membership,
      },
    ]);
  });
});

test("a number and a text are the same id of a list", () => {
  const records = membershipsOf({ id: "p1", lists: [{ id: 7 }, { id: "7" }] });

  const preparer = preparerOf("member_lists");
  const ids = records.map((record) => prepared(preparer, JSON.stringify(record))["list_id"]);
  expect(ids).toEqual(["7", "7"]);
});
