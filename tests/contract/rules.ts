import type { Objection, Operation } from "./validator.js";

/** Something that differs from the letter of the description and conforms all the same. */
interface Rule {
  readonly why: string;
  readonly allows: (objection: Objection, operation: Operation) => boolean;
}

/** `2015-01-02T09:00:00+00`, `2017-05-17 22:08:07.833949+00:00`, `2018-01-05 15:03:04`, `1985-01-05` and the like (ometria-api 10). */
const timeStyles = /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d(:?\d\d)?)?)?$/;

/** The paths of ometria-api 1.2 that have no paging: the tap pages there too, which only matters where it is honoured. */
const unpaged = [
  "/lists",
  "/lists/{list_id}/changes",
  "/unsubscribes",
  "/contacts",
  "/push/_errors",
  "/data-deletion-requests",
];

/** The id of a row itself; that of something else in it (`customer.id` of an order) may be unknown. */
const ownId = /^(\/\d+)?\/id$/;

const rules: readonly Rule[] = [
  {
    why: "hardly any field is marked nullable, and the examples hold nulls (ometria-api 1); a key is never null",
    allows: ({ data, instancePath, keyword }) =>
      data === null && !ownId.test(instancePath) && ["type", "enum", "anyOf"].includes(keyword),
  },
  {
    why: "answers write times in seven styles (ometria-api 10)",
    allows: ({ keyword, params, data, instancePath }) =>
      keyword === "format" &&
      params["format"] === "date-time" &&
      !instancePath.startsWith("/query/") &&
      timeStyles.test(String(data)),
  },
  {
    why: "limit and offset where no paging is described",
    allows: ({ keyword, params, instancePath }, { path }) =>
      keyword === "additionalProperties" &&
      instancePath === "/query" &&
      ["limit", "offset"].includes(String(params["additionalProperty"])) &&
      unpaged.includes(path),
  },
];

/** Whether a rule has an objection conform. */
export function conforms(objection: Objection, operation: Operation): boolean {
  return rules.some(({ allows }) => allows(objection, operation));
}

/** The values of a body that are judged by the schema of an answer, one by one. */
export function partsOf({ path }: Operation, body: unknown): readonly unknown[] {
  // By its schema the answer is one event, by its prose they are many (ometria-api 3.3).
  return path === "/lists/{list_id}/changes" && Array.isArray(body) ? body : [body];
}

/** What the text of an answer says: JSON, a page of HTML as it is, or the lines of JSON whose schema calls them an array (ometria-api 3.4). */
export function readBody({ path }: Operation, text: string): unknown {
  if (path.endsWith("/preview")) return text;
  if (path !== "/lists/{list_id}/contacts_export") return JSON.parse(text);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
}
