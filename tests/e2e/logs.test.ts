import { expect, test } from "@jest/globals";
import { runTap, type TapRun } from "../support/run-tap.js";
import { withScene } from "../support/tap-scene.js";

// Without one of these Meltano takes the whole line for a text.
const needed = ["level", "pid", "logger_name", "ts", "thread_name", "app_name", "message", "extra"];

interface Metric {
  readonly type: string;
  readonly metric: string;
  readonly value: number;
  readonly tags: Readonly<Record<string, unknown>>;
}

test("--log-format singer-sdk: every line has what Meltano asks of one, failures included", async () => {
  await withScene(async ({ configWith, run }) => {
    const runs = [
      await run("--log-format", "singer-sdk", "--log-level", "debug"),
      await run("--log-format=singer-sdk", "--config", await configWith({ api_key: "wrong-key" })),
      await run("--log-format=singer-sdk", "--streams", "baskets"),
    ];

    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 4, 2]);
    for (const each of runs) {
      const lines = jsonLines(each);
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) {
        expect(Object.keys(line)).toEqual(expect.arrayContaining(needed));
      }
    }
    expect(runs.map((each) => jsonLines(each).at(-1)?.["level"])).toEqual([
      "info",
      "critical",
      "critical",
    ]);
  });
});

test("the measurements of a run count its records and its requests, in the log as text too", async () => {
  await withScene(async ({ sandbox, configWith, run }) => {
    // One at a time: of requests that are asked ahead and then not needed, some never reach the service.
    const config = await configWith({ max_concurrency: 1 });

    const { stdout, stderr } = await run("--config", config);

    const lines = stderr.split("\n").filter((line) => line.includes("METRIC"));
    const metrics = lines.map((line) => {
      const [, json = ""] = /^INFO METRIC: (.*)$/.exec(line) ?? [];
      return JSON.parse(json) as Metric;
    });
    const records = stdout.split("\n").filter((line) => line.startsWith('{"type":"RECORD"'));
    expect(sumOf(metrics, "record_count")).toBe(records.length);
    expect(sumOf(metrics, "http_request_count")).toBe(sandbox.requests.length);
    expect(named(metrics, "http_request_duration")).toHaveLength(sandbox.requests.length);
    expect(named(metrics, "job_duration").map(({ tags }) => tags)).toEqual([
      { job_type: "sync", status: "succeeded" },
    ]);
    expect(new Set(named(metrics, "record_count").map(({ tags }) => tags["stream"])).size).toBe(5);
  });
});

test("what Meltano asks of an SDK tap's log is what it gets, unless the command line says otherwise", async () => {
  await withScene(async ({ folder, config }) => {
    const file = await folder.write("logging.json", {
      version: 1,
      formatters: { singer_formatter: { "()": "singer_sdk.logging.StructuredFormatter" } },
      root: { handlers: ["console"], level: "WARNING" },
    });
    const plain = await folder.write("plain.json", {
      formatters: { singer_formatter: { format: "%(message)s" } },
      root: { level: "WARNING" },
    });
    const args = ["--config", config, "--streams", "email_events"];
    const env = { SINGER_SDK_LOG_CONFIG: file };

    const [asked, told, unstructured, missing, wrong] = [
      await runTap(args, env),
      await runTap([...args, "--log-format", "text", "--log-level", "info"], env),
      await runTap(args, { SINGER_SDK_LOG_CONFIG: plain }),
      await runTap(args, { SINGER_SDK_LOG_CONFIG: `${file}.missing` }),
      await runTap(["--streams", "email_events"], env),
    ];

    expect(jsonLines(asked).map(({ level }) => level)).toEqual(["warning"]);
    expect(told.stderr).toMatch(/^INFO /m);
    expect(unstructured.stderr).toMatch(/^WARNING /m);
    expect(unstructured.stderr).not.toMatch(/^INFO /m);
    expect([missing.exitCode, missing.stderr.startsWith("INFO ")]).toEqual([0, true]);
    expect(jsonLines(wrong)).toMatchObject([{ level: "critical", app_name: "tap-ometria" }]);
  });
});

function jsonLines({ stderr }: TapRun): Record<string, unknown>[] {
  return stderr
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function named(metrics: readonly Metric[], name: string): readonly Metric[] {
  return metrics.filter(({ metric }) => metric === name);
}

function sumOf(metrics: readonly Metric[], name: string): number {
  return named(metrics, name).reduce((sum, { value }) => sum + value, 0);
}
