import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { aboutJson } from "../../src/about/about-json.js";
import { aboutHub, aboutMeltano } from "../../src/about/plugin.js";
import { streams as definitions } from "../../src/ometria/streams/registry.js";
import { readVersion } from "../../src/version.js";
import { isJsonObject } from "../support/meltano-merge.js";
import { root } from "../support/root.js";
import { makeWorkFolder, runTap } from "../support/run-tap.js";

test("discovers the committed catalog, whatever config and state it is given", async () => {
  const folder = await makeWorkFolder();
  const broken = await folder.write("broken.json", '{"api_key": ');

  const runs = await Promise.all([
    runTap(["--discover"]),
    runTap(["-d", "-c", broken, "-s", join(folder.path, "missing.json"), "-p", broken]),
  ]);

  await folder.remove();
  const committed = await readFile(join(root, "catalog.json"), "utf8");
  for (const { stdout, stderr, exitCode } of runs) {
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(committed);
  }
  const { streams } = JSON.parse(committed) as { streams: readonly Record<string, unknown>[] };
  expect(streams.map(({ tap_stream_id: id }) => id)).toEqual(definitions.map(({ name }) => name));
  expect(committed.split("\n").every((line) => line.length < 10_000)).toBe(true);
  for (const { schema, metadata } of streams) {
    const breadcrumbs = (metadata as { breadcrumb: readonly string[] }[]).map((entry) =>
      JSON.stringify(entry.breadcrumb),
    );
    expect(breadcrumbs.sort()).toEqual(["[]", ...pathsOf(schema, [])].sort());
  }
});

test("tells its version, its flags and its settings without a config", async () => {
  const [version, help, text, markdown] = await Promise.all([
    runTap(["--version"]),
    runTap(["--help"]),
    runTap(["--about"]),
    runTap(["--about", "--format", "markdown"]),
  ]);

  const manifest = await readJson("package.json");
  const settings = Object.keys((await readJson("schemas/config.json"))["properties"] as object);
  for (const { exitCode, stderr } of [version, help, text, markdown]) {
    expect([exitCode, stderr]).toEqual([0, ""]);
  }
  expect(version.stdout).toBe(`${String(manifest["version"])}\n`);
  for (const flag of ["--config", "--state", "--catalog", "--discover", "--full-refresh"]) {
    expect(help.stdout).toContain(flag);
  }
  expect(text.stdout).toContain(`tap-ometria ${String(manifest["version"])}\n`);
  for (const name of settings) {
    expect(text.stdout).toContain(`  ${name} (TAP_OMETRIA_${name.toUpperCase()})\n`);
    expect(markdown.stdout).toContain(`\n| \`${name}\` | `);
  }
  expect(markdown.stdout.trimEnd().split("\n")).toHaveLength(settings.length + 2);
});

test.each([
  ["json", () => aboutJson({ version: readVersion() })],
  ["meltano", aboutMeltano],
  ["hub", aboutHub],
])("prints its description as %s", async (format, describe) => {
  const { stdout, stderr, exitCode } = await runTap(["--about", "--format", format]);

  expect([exitCode, stderr, stdout]).toEqual([0, "", describe()]);
});

test("names the flag that it does not know, and where to look them up", async () => {
  const { stdout, stderr, exitCode } = await runTap(["--confg", "config.json"]);

  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^CRITICAL .*confg.* See --help\.\n$/);
});

test.each([
  [["--config"], "Not enough arguments following: config"],
  [["--streams"], "streams"],
  [
    ["sandbox", "--latency", "800-30"],
    "--latency: 800-30 is neither milliseconds nor a span of them",
  ],
  [["sandbox", "--rate", "abc"], "--rate: must be a number from 0 on"],
  [["--format", "xml", "--about"], "Argument: format"],
])("ends with 2 and a sentence for %j", async (args, said) => {
  const { stdout, stderr, exitCode } = await runTap(args);

  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(said);
  expect(stderr).not.toMatch(/^ +at /m);
});

test("asks for a config where it has none", async () => {
  const { stdout, stderr, exitCode } = await runTap([]);

  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^CRITICAL No config: pass --config FILE.*\n$/);
});

/** The breadcrumb of every property below a schema, as JSON. */
function pathsOf(schema: unknown, above: readonly string[]): string[] {
  if (!isJsonObject(schema)) return [];
  const { properties, items } = schema;
  const own = isJsonObject(properties) ? Object.entries(properties) : [];
  return [
    ...own.flatMap(([name, property]) => {
      const path = [...above, "properties", name];
      return [JSON.stringify(path), ...pathsOf(property, path)];
    }),
    ...pathsOf(items, [...above, "items"]),
  ];
}

async function readJson(file: string): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await readFile(join(root, file), "utf8")) as Record<string, unknown>;
}
