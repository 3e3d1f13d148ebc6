import { expect, test } from "@jest/globals";
import { makeWorkFolder, runTap, secretKey } from "../support/run-tap.js";
import { withScene } from "../support/tap-scene.js";

test("doctor prints a table, or JSON, on stdout, and ends as a sync would", async () => {
  await withScene(async ({ configWith }) => {
    const config = await configWith({});
    const [text, json] = await Promise.all([
      runTap(["doctor", "--config", config, "--streams", "lists,email_events"]),
      runTap(["doctor", "--config", config, "--streams", "lists", "--format", "json"]),
    ]);

    expect([text.exitCode, json.exitCode]).toEqual([0, 0]);
    expect(text.stdout).toMatch(/^check +verdict +what it means\nconfig +holds /);
    expect(text.stdout).toContain("All selected streams can run.");
    const report = JSON.parse(json.stdout) as Record<string, unknown>;
    expect(report).toMatchObject({ streams: [{ stream: "lists", can_run: true }], exit_code: 0 });
  });
});

test("doctor without a config, or with one that is not valid, ends with 2", async () => {
  const folder = await makeWorkFolder();
  try {
    const config = await folder.write("config.json", { api_key: secretKey, page_size: 1 });
    const [none, invalid] = await Promise.all([
      runTap(["doctor"]),
      runTap(["doctor", "--config", config]),
    ]);

    expect([none.exitCode, none.stdout, invalid.exitCode, invalid.stdout]).toEqual([2, "", 2, ""]);
    expect(invalid.stderr).toContain("page_size");
  } finally {
    await folder.remove();
  }
});
