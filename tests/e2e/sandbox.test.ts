import { readdir, watch } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "@jest/globals";
import { startSimulator } from "../simulator/simulator.js";
import { makeWorkFolder, runTap, startTap } from "../support/run-tap.js";
import { checkSingerOutput } from "../support/singer-checker.js";
import { clockFrom } from "../support/tap-clock.js";
import { sceneStart, withScene } from "../support/tap-scene.js";
import { nameRows, namesIn, rowsOfTruth } from "../support/truth-rows.js";

test("runs against the embedded sandbox, and keeps its state and that of an account apart", async () => {
  await withScene(async ({ folder, run, runFrom }) => {
    const demo = await folder.write("demo.json", { api_key: "sandbox", requests_per_second: 4 });
    const [shown, live] = await Promise.all([
      run("--config", demo, "--streams", "lists"),
      run("--streams", "lists"),
    ]);
    const [ofDemo, ofAccount] = [shown, live].map(({ stdout }) => checkSingerOutput(stdout));
    if (ofDemo === undefined || ofAccount === undefined) throw new Error("a run is missing");

    const [demoFromAccount, accountFromDemo] = await Promise.all([
      runFrom(ofAccount.lastState, "--config", demo, "--streams", "lists"),
      runFrom(ofDemo.lastState, "--streams", "lists"),
    ]);

    expect([shown.exitCode, live.exitCode]).toEqual([0, 0]);
    expect(shown.stderr).toMatch(/^WARNING api_key is "sandbox": all rows are made up/m);
    expect(ofDemo.records.get("lists")?.length).toBeGreaterThan(10);
    for (const { exitCode, stdout, stderr } of [demoFromAccount, accountFromDemo]) {
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(
        /^CRITICAL The state was made from \S+, but this run reads \S+\. Keep one state for each account.*$/m,
      );
    }
  });
});

test("reads the embedded sandbox's export, and goes on from its state though the folder is another one", async () => {
  await withScene(async ({ folder, run }) => {
    const config = await folder.write("demo.json", { api_key: "sandbox" });
    const eventsOnly = ["--config", config, "--streams", "email_events"];
    const before = await eventsNow();

    const { exitCode, stdout, stderr } = await run(...eventsOnly);

    const { lastState, ...output } = checkSingerOutput(stdout);
    const sent = namesIn(output, "email_events");
    const again = await run(...eventsOnly, "--state", await folder.write("state.json", lastState));
    expect([exitCode, again.exitCode]).toEqual([0, 0]);
    expect(sent.length).toBeGreaterThan(4_000);
    // A file may have been delivered in between.
    expect(sent).toEqual(isDeepStrictEqual(sent, before) ? before : await eventsNow());
    expect(lastState.bookmarks["email_events"]).toMatchObject({ export_url: "sandbox" });
    expect(namesIn(checkSingerOutput(again.stdout), "email_events")).toEqual([]);
    // Node's own, of a signal that more than ten listen to.
    expect(stderr).not.toContain("MaxListenersExceededWarning");
  });
});

test("delivers each day's file while it serves, though nobody asks the API for anything", async () => {
  const args = ["sandbox", "--profiles", "5", "--events", "20"];
  const dayASecond = 86_400;
  const tap = startTap(args, clockFrom(Date.parse("2026-01-03T00:00:00Z"), dayASecond));
  try {
    await tap.lines(6);
    const { export_url: url } = JSON.parse(tap.stdout()) as { export_url: string };
    const days = new URL(`${url}/email_events`);
    const before = await readdir(days);

    for await (const { eventType } of watch(days)) {
      if (eventType === "rename" && (await readdir(days)).length > before.length + 1) break;
    }

    expect(before).toContain("2026-01-02");
  } finally {
    tap.process.kill("SIGTERM");
    await tap.ended;
  }
});

test("warns of no leak when many ask at the same time", async () => {
  const tap = startTap(["sandbox", "--events", "0", "--rate", "0", "--latency", "300"]);
  try {
    await tap.lines(6);
    const { base_url: url, api_key: key } = JSON.parse(tap.stdout()) as Record<string, string>;
    const asked = Array.from({ length: 30 }, () =>
      fetch(`${url ?? ""}/lists`, { headers: { "X-Ometria-Auth": key ?? "" } }),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    tap.process.kill("SIGTERM");

    const { stderr } = await tap.ended;

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(stderr).not.toContain("MaxListenersExceededWarning");
  } finally {
    tap.process.kill("SIGKILL");
  }
});

test("serves a sandbox until a signal comes, and prints a config to use it with", async () => {
  const folder = await makeWorkFolder();
  const size = ["--profiles", "30", "--events", "30", "--rate", "0", "--seed", "7"];
  const args = ["sandbox", ...size, "--at", "2026-01-05T12:00:00Z"];
  const [one, other] = [startTap(args), startTap(args)];
  try {
    await Promise.all([one.lines(6), other.lines(6)]);
    const config = await folder.write("config.json", one.stdout());

    const run = await runTap(["--config", config, "--streams", "lists,email_events"]);

    one.process.kill("SIGINT");
    other.process.kill("SIGTERM");
    const ended = await Promise.all([one.ended, other.ended]);
    const { records } = checkSingerOutput(run.stdout);
    expect([run.exitCode, ...ended.map(({ exitCode }) => exitCode)]).toEqual([0, 130, 143]);
    expect(records.get("lists")).toHaveLength(12);
    expect(records.get("email_events")?.length).toBeGreaterThan(0);
    expect(ended[0].stderr).toContain("Ctrl-C ends it");
  } finally {
    for (const { process } of [one, other]) process.kill("SIGKILL");
    await folder.remove();
  }
});

test("writes every line on stderr as JSON where --log-format asks for it", async () => {
  await withScene(async ({ sandbox, configWith, run }) => {
    sandbox.faults.add({
      match: { path: "/v2/unsubscribes" },
      times: 100,
      action: { kind: "status", status: 403 },
    });
    const wrong = await configWith({ page_size: 1, window: "P0D" });

    const [done, failed, refused, unread] = await Promise.all([
      run("--log-format", "json", "--log-level", "debug", "--streams", "lists,profiles"),
      run("--log-format=json", "--streams", "unsubscribes,lists"),
      run("--config", wrong, "--log-format", "json"),
      runTap(["sandbox", "--at", "soon", "--log-format", "json"]),
    ]);

    const runs = [done, failed, refused, unread];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 4, 2, 2]);
    for (const { stderr } of runs) {
      const lines = stderr.trimEnd().split("\n");
      for (const line of lines) {
        expect(JSON.parse(line)).toMatchObject({
          ts: expect.stringMatching(/Z$/),
          level: expect.stringMatching(/^(debug|info|warning|error|critical)$/),
          message: expect.stringMatching(/./),
        });
      }
    }
    expect(done.stderr).toContain('"message":"stream finished","stream":"lists","rows":12');
    expect(refused.stderr).toMatch(/page_size.*window/);
    expect(unread.stderr).toContain("--at: soon is not a time. Write it like");
  });
});

/** The e-mail events of the sandbox that `api_key: "sandbox"` starts. */
async function eventsNow(): Promise<string[]> {
  const sandbox = await startSimulator({});
  const { email_events: rows } = rowsOfTruth(sandbox.truth(), sceneStart);
  await sandbox.close();
  return nameRows("email_events", rows);
}
