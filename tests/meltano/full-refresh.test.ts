import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { buildTap, type BuiltTap } from "../support/built-tap.js";
import { rowsOfTruth } from "../support/truth-rows.js";
import { expectDone } from "./expect-done.js";
import { withProject } from "./project.js";
import { missingIn, nothing, rowsInDuckdb } from "./tables.js";

jest.setTimeout(300_000);

const start = "2025-12-01T00:00:00Z";
// The target stores what it has in small parts, so that Meltano keeps states of the middle of a pass.
const env = { TARGET_DUCKDB_BATCH_SIZE_ROWS: "100" };

let tap: BuiltTap | undefined;
beforeAll(async () => {
  tap = await buildTap();
});
afterAll(() => tap?.remove());

test.each([[[]], [["--state-strategy", "merge"]]])(
  "after a full refresh that is killed in the middle of a pass, two ordinary runs bring everything: meltano run %j",
  async (flags) => {
    await withProject(tap, async ({ folder, sandbox, moveTo, start: begin, meltano }) => {
      const run = ["run", ...flags, "--force", "tap-ometria", "target-duckdb"];
      const first = await meltano(run, env);
      moveTo("2026-01-08T12:00:00Z");
      const command = begin(
        ["meltano", ...run.slice(0, -2), "--full-refresh", ...run.slice(-2)],
        env,
      );
      let pages = 0;
      sandbox.setTransform((path, _query, rows) => {
        if (path.endsWith("/profiles")) pages += 1;
        if (pages === 6) command.kill();
        return rows;
      });

      const killed = await command.ended;
      sandbox.setTransform(undefined);
      moveTo("2026-01-09T12:00:00Z");
      const runs = [await meltano(run, env), await meltano(run, env)];

      [first, ...runs].forEach(expectDone);
      expect(killed.exitCode).toBeNull();
      const truth = rowsOfTruth(sandbox.truth(), start);
      expect(await missingIn(truth, (stream) => rowsInDuckdb(folder, stream))).toEqual(nothing);
    });
  },
);
