import { readFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import { propertyOf, typesOf, type JsonSchema } from "../src/config/schemas.js";
import { streams } from "../src/ometria/streams/registry.js";
import { schemaOf } from "../src/records/stream.js";

const comparison = await readFile("docs/comparison.md", "utf8");
const schemas = new Map(streams.map((stream) => [stream.name, schemaOf(stream)]));

/** Whether a stream has a column `a`, or a field `a.b` or `a[].b` in one. */
function has(stream: string, path: string): boolean {
  let schema: JsonSchema | undefined = schemas.get(stream);
  for (const part of path.split(".")) {
    if (schema === undefined) return false;
    if (part === "*") return typesOf(schema).includes("object");
    schema = propertyOf(schema, part.replace("[]", ""));
    if (part.endsWith("[]")) schema = schema?.items;
  }
  return schema !== undefined;
}

/** The cells of a section's table, without its head. */
function tableOf(title: string): string[][] {
  const section = comparison.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  const cells = lines.map((line) => line.split("|").map((cell) => cell.trim()));
  return cells.slice(2).map((row) => row.slice(1, -1));
}

const codesIn = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

const lacking = (named: readonly (readonly [string, string])[]): string[] =>
  named.filter(([stream, path]) => !has(stream, path)).map((pair) => pair.join("."));

describe("the comparison", () => {
  test("names every stream", () => {
    const missing = [...schemas.keys()].filter((name) => !comparison.includes(`\`${name}\``));

    expect(missing).toEqual([]);
  });

  test("names, for Daasity's columns, columns that profiles have", () => {
    const rows = tableOf("Moving from Daasity");

    const named = rows.flatMap(([theirs = "", ours = ""]) =>
      codesIn(ours === "the same names" ? theirs : ours),
    );

    expect(named.length).toBeGreaterThan(14);
    expect(lacking(named.map((name) => ["profiles", name]))).toEqual([]);
  });

  test("names, for Fivetran's columns, columns that our streams have", () => {
    const cells = tableOf("Moving from Fivetran").map(([, ours = ""]) => ours);

    // The first name of a cell is the stream; what stands behind an arrow is ours, and so is what has a point in it.
    const named = cells.flatMap((cell) => {
      const [stream = ""] = /[a-z_]+/.exec(codesIn(cell)[0] ?? "") ?? [];
      const ours = [...cell.matchAll(/(?:→ |(?=`[a-z_]+\.))`([^`]+)`/g)].map(
        ([, path = ""]) => path,
      );
      return ours.map((path) => [stream, path.replace(`${stream}.`, "")] as const);
    });

    expect(named.length).toBeGreaterThan(20);
    expect(lacking(named)).toEqual([]);
  });

  test("says of columns of a stream, wherever it does, those that there are", () => {
    const prose = comparison.replace(/```.*?```/gs, "");
    const paths = codesIn(prose).flatMap((code) => {
      const [, stream = "", path = ""] = /^([a-z_]+)\.([a-z_[\]]+)$/.exec(code) ?? [];
      return schemas.has(stream) ? [[stream, path] as const] : [];
    });

    expect(paths.length).toBeGreaterThan(5);
    expect(lacking(paths)).toEqual([]);
  });

  test.each([
    { view: "ometria.profiles", of: { "": "profiles" }, columns: 15 },
    { view: "ometria.profile_list", of: { m: "member_lists", p: "profiles" }, columns: 5 },
    { view: "ometria.list_change", of: { "": "list_changes" }, columns: 5 },
  ])("has a view $view of columns that there are", ({ view, of, columns }) => {
    const sql = [...comparison.matchAll(/CREATE VIEW[^;]*;/g)].map(([text]) => text);
    const own = sql.find((text) => text.includes(`${view} AS`)) ?? "";
    const list = /SELECT (?:DISTINCT ON \([^)]*\) )?(.*?)\nFROM/s.exec(own)?.[1]?.split(",") ?? [];

    const named = list.map((column) => {
      const name = (column.trim().split(" AS ")[0] ?? "").replaceAll('"', "");
      const [table, path] = name.includes(".") ? name.split(".") : ["", name];
      return [(of as Record<string, string>)[table ?? ""] ?? "", path ?? ""] as const;
    });

    expect(named).toHaveLength(columns);
    expect(lacking(named)).toEqual([]);
  });
});
