import { expect, test } from "@jest/globals";
import { runTap } from "../support/run-tap.js";
import { checkSingerOutput, type SingerOutput } from "../support/singer-checker.js";
import { lastLogLine, withScene } from "../support/tap-scene.js";
import { streamNames } from "../support/truth-rows.js";

test.each([["--test"], ["--test=all"]])(
  "%s sends one record of each stream, whatever the catalog deselects, and leaves the state as it was",
  async (flag) => {
    await withScene(async ({ sandbox, folder, configWith, run }) => {
      // How many are asked ahead goes by how long answers take.
      const config = await configWith({ max_concurrency: 1 });
      const deselected = {
        tap_stream_id: "lists",
        schema: { type: "object", properties: { title: { type: ["null", "string"] } } },
        metadata: [{ breadcrumb: [], metadata: { selected: false } }],
      };
      const catalog = await folder.write("catalog.json", { streams: [deselected] });

      const { stdout, exitCode } = await run(flag, "--config", config, "--catalog", catalog);

      const output = checkSingerOutput(stdout);
      expect(exitCode).toBe(0);
      expect(countsOf(output)).toEqual([...streamNames].sort().map((name) => [name, 1]));
      expect(output.states.map(({ bookmarks }) => bookmarks)).toEqual([{}, {}]);
      expect(sandbox.requests.length).toBeLessThan(20);
    });
  },
);

test("--test reads only the streams that --streams names", async () => {
  await withScene(async ({ run }) => {
    const { stdout, exitCode } = await run("--test", "--streams", "unsubscribes");

    expect([exitCode, countsOf(checkSingerOutput(stdout))]).toEqual([0, [["unsubscribes", 1]]]);
  });
});

test("--test goes by all that there is, also where nothing is new, and prints the state as it was", async () => {
  await withScene(async ({ run, runFrom }) => {
    const { lastState } = checkSingerOutput((await run()).stdout);

    const { stdout, exitCode } = await runFrom(lastState, "--test", "--streams", "unsubscribes");

    const output = checkSingerOutput(stdout);
    expect([exitCode, countsOf(output)]).toEqual([0, [["unsubscribes", 1]]]);
    expect(output.states).toEqual([lastState, lastState]);
  });
});

test("--test ends with 4 where a stream cannot be read, and tries the others", async () => {
  await withScene(async ({ sandbox, configWith, run }) => {
    sandbox.faults.add({
      match: { path: "/v2/unsubscribes" },
      times: 100,
      action: { kind: "status", status: 500 },
    });
    const config = await configWith({ max_retries: 0 });

    const ended = await run("--config", config, "--test");

    const output = checkSingerOutput(ended.stdout);
    expect(ended.exitCode).toBe(4);
    expect(new Map(countsOf(output)).get("unsubscribes")).toBe(0);
    expect(new Map(countsOf(output)).get("email_events")).toBe(1);
    expect(lastLogLine(ended)).toMatch(/^CRITICAL Incomplete: unsubscribes\. /);
  });
});

test.each([
  [{ export_url: undefined }, "email_events", "export_url"],
  [{ api_key: undefined }, "lists", "api_key"],
])(
  "--test with %j names the streams that the config has no source for",
  async (changes, stream, setting) => {
    await withScene(async ({ configWith, run }) => {
      const config = await configWith(changes);

      const { stdout, stderr, exitCode } = await run("--config", config, "--test");

      const counts = new Map(countsOf(checkSingerOutput(stdout)));
      expect(exitCode).toBe(0);
      expect(counts.size).toBeGreaterThan(0);
      expect(counts.has(stream)).toBe(false);
      expect(stderr).toContain(`${stream} is left out: ${setting} `);
    });
  },
);

test("--test ends with 3 where the key is refused", async () => {
  await withScene(async ({ configWith, run }) => {
    const config = await configWith({ api_key: "another-key", export_url: undefined });

    const { exitCode } = await run("--config", config, "--test");

    expect(exitCode).toBe(3);
  });
});

test("--test=schema prints the SCHEMA messages and nothing else, without a config or a service", async () => {
  const { stdout, stderr, exitCode } = await runTap(["--test=schema"]);

  const messages = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; stream: string });
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(messages.map(({ type }) => type)).toEqual(streamNames.map(() => "SCHEMA"));
  expect(messages.map(({ stream }) => stream)).toEqual([...streamNames]);
});

test("--test=schema prints what a run would, with the columns of the catalog", async () => {
  await withScene(async ({ folder, run }) => {
    const lists = {
      tap_stream_id: "lists",
      schema: { type: "object", properties: { points: { type: ["null", "integer"] } } },
      metadata: [],
    };
    const catalog = await folder.write("catalog.json", { streams: [lists] });
    const args = ["--catalog", catalog, "--streams", "lists"];

    const [schemas, whole] = [await run("--test=schema", ...args), await run(...args)];

    const [line] = schemas.stdout.split("\n");
    expect(schemas.exitCode).toBe(0);
    expect(whole.stdout.split("\n")).toContain(line);
    expect(line).toContain('"points":{"type":["null","integer"]}');
  });
});

test.each([
  [["--test=schema", "--streams", "baskets"], "there is no stream baskets"],
  [["--test=records"], "--test: records is no kind of test. Write --test, --test=all"],
  [["--test"], "No config: pass --config FILE"],
])("%j ends with 2 and says why", async (args, said) => {
  const { stdout, stderr, exitCode } = await runTap(args);

  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(said);
});

function countsOf({ records }: SingerOutput): [string, number][] {
  return [...records]
    .map(([name, rows]): [string, number] => [name, rows.length])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
