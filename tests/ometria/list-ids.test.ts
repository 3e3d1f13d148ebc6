import { expect, test } from "@jest/globals";
import { ListIds } from "../../src/ometria/list-ids.js";

const newsletter = { id: "a1f0", public_id: 987, title: "Newsletter" };
const vip = { id: "b2e1", public_id: "1001", title: "VIP" };
/** Its `id` is the `public_id` of the next one. */
const seven = { id: 7, public_id: 70, title: "Seven" };
const eight = { id: "8", public_id: "7", title: "Eight" };
/** As the next one is called. */
const twin = { id: "30", public_id: 31, title: "Twin" };
const other = { id: "32", public_id: 30, title: "Twin" };
const same = { id: "50", public_id: 50, title: "Both" };
const plain = { id: "60", title: "Without a number" };
const ids = new ListIds([newsletter, vip, seven, eight, twin, other, same, plain]);

test.each([
  { what: "the hash", name: { id: "a1f0" }, list: newsletter, kind: "id" },
  {
    what: "the number of one that has it as a number",
    name: { id: "987" },
    list: newsletter,
    kind: "public_id",
  },
  {
    what: "the number of one that has it as text",
    name: { id: "1001" },
    list: vip,
    kind: "public_id",
  },
  { what: "the id of a list without a number", name: { id: "60" }, list: plain, kind: "id" },
  {
    what: "both ids of one list, which tells nothing of the kind",
    name: { id: "50" },
    list: same,
    kind: undefined,
  },
  {
    what: "an id of two lists, with a title",
    name: { id: "7", title: "Eight" },
    list: eight,
    kind: undefined,
  },
  {
    what: "an id of two lists, with the title of the first",
    name: { id: "7", title: "Seven" },
    list: seven,
    kind: undefined,
  },
])("finds a list by $what", ({ name, list, kind }) => {
  expect(ids.find(name)).toEqual({ list, kind });
});

test.each([
  { what: "without a title", name: { id: "7" } },
  { what: "with the title of neither", name: { id: "7", title: "Nine" } },
  { what: "with the title of both", name: { id: "30", title: "Twin" } },
])("leaves an id of two lists undecided $what, until the kind is known", ({ name }) => {
  const isTwin = name.id === "30";

  expect(ids.find(name)).toBe("undecided");
  expect(ids.find(name, "id")).toMatchObject({ list: isTwin ? twin : seven });
  expect(ids.find(name, "public_id")).toMatchObject({ list: isTwin ? other : eight });
});

test("lets the title decide before the kind", () => {
  expect(ids.find({ id: "7", title: "Seven" }, "public_id")).toMatchObject({ list: seven });
});

test("knows no list by an id that none has", () => {
  expect(ids.find({ id: "404" })).toBe("unknown");
});
