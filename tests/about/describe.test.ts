import { describe, expect, test } from "@jest/globals";
import { aboutMarkdown, aboutText } from "../../src/about/describe.js";
import { listSettings } from "../../src/config/settings.js";

/** The cells of a Markdown row; an escaped bar is no boundary. */
function cellsOf(row: string): readonly string[] {
  return row.split(/(?<!\\)\|/).slice(1, -1);
}

describe("aboutText", () => {
  const text = aboutText({ version: "1.2.3" });

  test("gives name, version and capabilities", () => {
    expect(text).toMatch(/^tap-ometria 1\.2\.3\n/);
    expect(text).toContain(
      "\nCapabilities: catalog, state, discover, about, properties, test, activate-version, structured-logging\n",
    );
  });

  test.each(listSettings().map((setting) => [setting.name, setting] as const))(
    "has %s with its variable, its meaning and its default",
    (name, { variable, schema }) => {
      const entry = new RegExp(`^  ${name} \\(${variable}\\)\\n(.*)\\n(.*)$`, "m").exec(text);

      expect(entry?.[1]?.trim()).toBe(schema.description);
      if (schema.default !== undefined) {
        expect(entry?.[2]).toContain(`Default: ${JSON.stringify(schema.default)}`);
      }
      expect(entry?.[2]?.includes("never printed")).toBe(schema.secret === true);
    },
  );
});

describe("aboutMarkdown", () => {
  const [head, line, ...rows] = aboutMarkdown().trimEnd().split("\n");

  test("is a table with one row of three cells for each setting, in their order", () => {
    expect(head).toBe("| setting | value, default | meaning |");
    expect(line).toBe("|---|---|---|");
    expect(rows.map((row) => cellsOf(row).length)).toEqual(listSettings().map(() => 3));
    expect(rows.map((row) => cellsOf(row)[0]?.trim())).toEqual(
      listSettings().map(({ name }) => `\`${name}\``),
    );
  });

  test.each([
    ["api_key", "a text that is not empty, in one line and of ASCII characters (secret)"],
    ["page_size", "a whole number from 2 to 250; `250`"],
    ["list_mode", 'all, active or archived; `"all"`'],
    ["emit_activate_version_messages", "true or false; `false`"],
  ])("says of %s that it is %s", (name, kind) => {
    const row = rows.find((each) => each.startsWith(`| \`${name}\` |`)) ?? "";

    expect(cellsOf(row)[1]?.trim()).toBe(kind);
  });
});
