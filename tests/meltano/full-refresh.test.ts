import { expect, test } from "@jest/globals";
import { systemClock } from "../../src/clock.js";
import { rowsOfTruth } from "../support/truth-rows.js";
import { expectDone } from "./expect-done.js";
import { withProject } from "./project.js";
import { missingIn, nothing, partialState, rowsInDuckdb } from "./tables.js";

const start = "2025-12-01T00:00:00Z";
// The target stores what it has in small parts, so that Meltano keeps states of the middle of a pass.
const env = { TARGET_DUCKDB_BATCH_SIZE_ROWS: "100" };

/** A state of the middle of a pass. */
const inPass = /"open": \[\{[^\]]*"offset"/;

test.each([[[]], [["--state-strategy", "merge"]]])(
  "after a full refresh that is killed in the middle of a pass, two ordinary runs bring everything: meltano run %j",
  async (flags) => {
    await withProject(async ({ folder, sandbox, moveTo, start: begin, meltano }) => {
      const run = ["run", ...flags, "--force", "tap-ometria", "target-duckdb"];
      const first = await meltano(run, env);
      moveTo("2026-01-08T12:00:00Z");
      // The run stands still in the middle of the pass, until it is killed.
      sandbox.faults.add({
        match: ({ path, query }) => path === "/v2/profiles" && Number(query["offset"]) >= 200,
        times: 1_000,
        action: { kind: "delay", ms: 50_000 },
      });
      const command = begin(
        ["meltano", ...run.slice(0, -2), "--full-refresh", ...run.slice(-2)],
        env,
      );
      const kept = await lastPartialState(folder, command.ended);
      command.kill();

      const killed = await command.ended;
      sandbox.faults.clear();
      moveTo("2026-01-09T12:00:00Z");
      const runs = [await meltano(run, env), await meltano(run, env)];

      [first, ...runs].forEach(expectDone);
      expect(killed.exitCode).toBeNull();
      expect(kept).toMatch(inPass);
      const truth = rowsOfTruth(sandbox.truth(), start);
      expect(await missingIn(truth, (stream) => rowsInDuckdb(folder, stream))).toEqual(nothing);
    });
  },
);

/** Resolves as soon as Meltano has kept a state of the middle of a pass, or the command has ended without one. */
async function lastPartialState(folder: string, ended: Promise<unknown>): Promise<string> {
  const command = { hasEnded: false };
  void ended.then(() => {
    command.hasEnded = true;
  });
  for (;;) {
    const state = await partialState(folder);
    if (inPass.test(state) || command.hasEnded) return state;
    // Not all the time: to look takes a core.
    await systemClock.sleep(200);
  }
}
