import { readFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";

const text = await readFile("docs/scale-out.md", "utf8");

/** The content of the first block of a language. */
function blockOf(language: string): string {
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "ms").exec(text)?.[1] ?? "";
}

describe("docs/scale-out.md", () => {
  test("shows the statement that the example runs", async () => {
    const sql = await readFile("examples/airflow/keep-newest.sql", "utf8");

    expect(sql.replace(/^--.*\n/gm, "")).toBe(blockOf("sql"));
  });

  test("shows how the example's target appends", async () => {
    const target = JSON.parse(await readFile("examples/airflow/target.json", "utf8")) as object;

    expect(target).toMatchObject(JSON.parse(blockOf("json")) as object);
  });
});
