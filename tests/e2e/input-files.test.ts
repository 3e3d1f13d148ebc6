import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeWorkFolder, runTap, secretKey, type WorkFolder } from "../support/run-tap.js";

/** Nothing listens there: the files are judged before anything is asked. */
const settings = { base_url: "http://127.0.0.1:9/v2", api_key: secretKey };

const broken = `{"api_key": "${secretKey}",\n  "version": 1,,\n}`;

let folder: WorkFolder;
let config: string;

beforeAll(async () => {
  folder = await makeWorkFolder();
  config = await folder.write("config.json", settings);
});

afterAll(() => folder.remove());

test.each(["config", "state", "catalog"])(
  "names the %s file that it cannot use, and the place of the error",
  async (kind) => {
    const missing = join(folder.path, `missing-${kind}.json`);
    const cases = [
      [missing, "there is no such file"],
      [await folder.write(`empty-${kind}.json`, " \n"), "is empty"],
      [await folder.write(`array-${kind}.json`, "[{}]"), "holds an array"],
      [await folder.write(`broken-${kind}.json`, broken), "line 2, column 16"],
    ] as const;

    const runs = await Promise.all(
      cases.map(([file]) =>
        runTap(kind === "config" ? ["-c", file] : ["-c", config, `--${kind}`, file]),
      ),
    );

    for (const [index, { stdout, stderr, exitCode }] of runs.entries()) {
      const [file = "", reason = ""] = cases[index] ?? [];
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^CRITICAL [^\n]*\n$/);
      expect(stderr).toContain(`${kind} file ${file}`);
      expect(stderr).toContain(reason);
    }
  },
);

test("lists all problems of a config at once, each with its key, its variable and the fix", async () => {
  const wrong = await folder.write("wrong.json", {
    ...settings,
    page_size: 1,
    start_date: "yesterday",
    base_url: "http://api.example.com/v2",
    list_mode: "some",
    export_columns: ["a"],
  });

  const run = await runTap(["--config", wrong, "--config", "ENV"], {
    TAP_OMETRIA_MAX_RETRIES: "many",
    TAP_OMETRIA_API_KEY: secretKey,
  });

  const lines = run.stderr.trimEnd().split("\n");
  const keys = [
    "max_retries",
    "start_date",
    "base_url",
    "page_size",
    "list_mode",
    "export_columns",
  ];
  expect([run.exitCode, run.stdout]).toEqual([2, ""]);
  expect(lines).toHaveLength(keys.length + 1);
  for (const key of keys) {
    const start = `- ${key} (TAP_OMETRIA_${key.toUpperCase()}): `;
    const line = lines.find((text) => text.startsWith(start));
    expect(line).toMatch(/ Set .+\.$/);
  }
});

test("refuses a state and a catalog of another shape in one sentence", async () => {
  const state = await folder.write("other-state.json", { version: 2, bookmarks: {} });
  const catalog = await folder.write("other-catalog.json", { streams: { lists: {} } });

  const [ofState, ofCatalog] = await Promise.all([
    runTap(["-c", config, "-s", state]),
    runTap(["-c", config, "-p", catalog]),
  ]);

  expect([ofState.exitCode, ofState.stdout]).toEqual([2, ""]);
  expect(ofState.stderr).toMatch(/^CRITICAL The state is not one of tap-ometria: .*\n$/);
  expect([ofCatalog.exitCode, ofCatalog.stdout]).toEqual([2, ""]);
  expect(ofCatalog.stderr).toMatch(/^CRITICAL The catalog is not valid: .* --discover, .*\n$/);
});
