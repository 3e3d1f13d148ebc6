import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { secretKey } from "../support/run-tap.js";
import { checkSingerOutput } from "../support/singer-checker.js";
import { lastLogLine, sceneStart, withScene } from "../support/tap-scene.js";
import { nameRows, namesIn, rowsOfTruth, streamNames } from "../support/truth-rows.js";

test("exits 3 when the key is refused and nothing could be read, 4 when the export could", async () => {
  await withScene(async ({ configWith, run }) => {
    const wrong = `${secretKey}-wrong`;
    const [nothing, some] = await Promise.all([
      run("--config", await configWith({ api_key: wrong, export_url: undefined })),
      run("--config", await configWith({ api_key: wrong })),
    ]);

    const [empty, partly] = [nothing, some].map(({ stdout }) => checkSingerOutput(stdout));
    expect([nothing.exitCode, some.exitCode]).toEqual([3, 4]);
    expect([...(empty?.records.values() ?? [])].flat()).toEqual([]);
    expect(partly?.records.get("email_events")?.length).toBeGreaterThan(0);
    for (const run of [nothing, some]) {
      expect(lastLogLine(run)).toMatch(/^CRITICAL .*The service refused the API key/);
      expect(lastLogLine(run)).toContain("Check api_key and its rights");
      expect(run.stderr).not.toContain("    at ");
    }
  });
});

test("finishes the other streams when one endpoint is refused, and says what to do", async () => {
  await withScene(async ({ sandbox, run, runFrom }) => {
    sandbox.faults.add({
      match: { path: "/v2/unsubscribes" },
      times: 100,
      action: { kind: "status", status: 403 },
    });

    const failed = await run();

    sandbox.faults.clear();
    const output = checkSingerOutput(failed.stdout);
    const mended = await runFrom(output.lastState, "--streams", "unsubscribes");
    const truth = rowsOfTruth(sandbox.truth(), sceneStart);
    const sent = checkSingerOutput(mended.stdout).records.get("unsubscribes") ?? [];
    expect([failed.exitCode, mended.exitCode]).toEqual([4, 0]);
    for (const stream of streamNames.filter((name) => name !== "unsubscribes")) {
      expect(namesIn(output, stream)).toEqual(nameRows(stream, truth[stream]));
    }
    expect(lastLogLine(failed)).toMatch(
      /^CRITICAL Incomplete: unsubscribes\. .*GET \/unsubscribes answered 403\. .*deselect the stream\.$/,
    );
    expect(nameRows("unsubscribes", sent)).toEqual(nameRows("unsubscribes", truth.unsubscribes));
  });
});

test("stops at the first stream that fails where on_stream_error asks for it", async () => {
  await withScene(async ({ sandbox, configWith, run }) => {
    const config = await configWith({ on_stream_error: "stop", max_retries: 0 });
    sandbox.faults.add({
      match: { path: "/v2/profiles" },
      times: 100,
      action: { kind: "status", status: 500 },
    });

    const failed = await run("--config", config);

    const output = checkSingerOutput(failed.stdout);
    expect(failed.exitCode).toBe(4);
    expect(output.records.get("lists")?.length).toBeGreaterThan(0);
    expect(output.schemas.has("unsubscribes")).toBe(false);
    expect(lastLogLine(failed)).toMatch(/^CRITICAL .*GET \/profiles\/ failed: .*500/);
  });
});

test("rejects a row of the export with too few fields, ends with 5, and is done with it", async () => {
  await withScene(async ({ sandbox, run, runFrom }) => {
    const key = "email_events/2026-01-04/email_events_late.csv";
    writeFileSync(
      join(sandbox.exportFolder, "email_events/2026-01-04/email_events_late.csv"),
      "event,timestamp,email_id\nopen,2026-01-04T00:00:00Z,late-1\nclick,PRIVATE\nopen,2026-01-04T00:00:01Z,late-2\n",
    );

    const rejecting = await run("--streams", "email_events");

    const output = checkSingerOutput(rejecting.stdout);
    const again = await runFrom(output.lastState, "--streams", "email_events");
    const ids = (output.records.get("email_events") ?? []).map(({ email_id: id }) => id);
    expect([rejecting.exitCode, again.exitCode]).toEqual([5, 0]);
    expect(ids).toEqual(expect.arrayContaining(["late-1", "late-2"]));
    expect(ids).toHaveLength(sandbox.truth().events.length + 2);
    expect(rejecting.stderr).toContain(`it has 2 fields where the header has 3 at=${key} line 3`);
    expect(lastLogLine(rejecting)).toMatch(
      /^CRITICAL Incomplete: email_events\. 1 records? .*rejected/,
    );
    expect(rejecting.stderr).not.toContain("PRIVATE");
    expect(checkSingerOutput(again.stdout).records.get("email_events")).toEqual([]);
  });
});

test("leaves email_events out, with a warning, where no export_url is set", async () => {
  await withScene(async ({ configWith, run }) => {
    const config = await configWith({ export_url: undefined, a_key_of_meltano: true });

    const { stdout, stderr, exitCode } = await run("--config", config);

    const output = checkSingerOutput(stdout);
    expect(exitCode).toBe(0);
    expect([...output.schemas.keys()].sort()).toEqual(
      streamNames.filter((name) => name !== "email_events").sort(),
    );
    expect(stderr).toMatch(/^WARNING email_events is left out: export_url .*is not set$/m);
    expect(stderr).toMatch(/^WARNING .*does not know: a_key_of_meltano/m);
  });
});

test("reads the export without an API key, and asks for one as soon as the API is needed", async () => {
  await withScene(async ({ sandbox, configWith, run }) => {
    const config = await configWith({ api_key: undefined });

    const [exported, both] = await Promise.all([
      run("--config", config, "--streams", "email_events"),
      run("--config", config, "--streams", "email_events,lists"),
    ]);

    const output = checkSingerOutput(exported.stdout);
    expect([exported.exitCode, both.exitCode]).toEqual([0, 2]);
    expect(output.records.get("email_events")).toHaveLength(sandbox.truth().events.length);
    expect(both.stdout).toBe("");
    expect(both.stderr).toMatch(/^CRITICAL api_key \(TAP_OMETRIA_API_KEY\): is missing.*\n$/);
    expect(sandbox.requests).toEqual([]);
  });
});
