import { describe, expect, test } from "@jest/globals";
import { namesIn } from "../support/truth-rows.js";
import { expectRetries, expectToSay, failedIn, rejections, truthOf } from "./fault-checks.js";
import { withFaultScene, type FaultRun } from "./fault-scene.js";
import { leaksIn, type Shown } from "./fault-secrets.js";
import { privateWord } from "./fault.js";
import { brokenKey, brokenObjects, mendedObject } from "./faults-of-exports.js";
import { badData } from "./faults.js";

const shown: Shown[] = [];

describe("bad data:", () => {
  test.each(badData)("$happens", async (bad) => {
    const { stream, arrives } = bad;
    await withFaultScene(async (scene) => {
      bad.make(scene);

      const run = await scene.run({ streams: [stream] });

      keep(bad.happens, run);
      const records = run.output.records.get(stream) ?? [];
      const others = bad.instead === true ? 0 : truthOf(scene, stream).length;
      expect(run.exitCode).toBe(bad.exitCode);
      expectToSay(run, bad.says === undefined ? [] : [bad.says]);
      expectRetries(run, 0, 0);
      for (const row of arrives) expect(records).toContainEqual(expect.objectContaining(row));
      expect(records).toHaveLength(others + arrives.length);
      expect(rejections(run)).toHaveLength(bad.rejected ?? 0);
      expect(JSON.stringify(run.log)).not.toContain(privateWord);
    });
  });
});

describe("an object of the export that", () => {
  test.each(brokenObjects)("$happens", async (broken) => {
    await withFaultScene(async (scene) => {
      const { run } = scene;
      const streams = ["lists", "email_events"];
      broken.break(scene);

      const first = await run({ streams });
      const second = await run({ streams, state: first.output.lastState });
      scene.put(brokenKey, mendedObject);
      const mended = await run({ streams, state: second.output.lastState });
      const after = await run({ streams, state: mended.output.lastState });

      for (const each of [first, second, mended, after]) keep(broken.happens, each);
      const all = [first, second].map(({ output }) => namesIn(output, "email_events")).flat();
      expect(first.exitCode).toBe(4);
      expectToSay(first, [broken.says]);
      expect(failedIn(first)).toEqual([
        { key: brokenKey, etag: expect.any(String), reason: expect.stringMatching(broken.says) },
      ]);
      expect(all).toEqual(expect.arrayContaining(truthOf(scene, "email_events")));
      expect(namesIn(first.output, "lists")).toEqual(truthOf(scene, "lists"));
      expect(second.exitCode).toBe(broken.lasts ? 4 : 0);
      expect(failedIn(second)).toEqual(broken.lasts ? failedIn(first) : []);
      expect([mended.exitCode, after.exitCode]).toEqual([0, 0]);
      expect([failedIn(mended), failedIn(after)]).toEqual([[], []]);
      expect([...all, ...namesIn(mended.output, "email_events")].join()).toContain("mended-1");
      expect(after.output.records.get("email_events")).toEqual([]);
    });
  });
});

test("no run shows a secret, whatever it met", () => {
  const leaks = leaksIn(shown);

  expect(shown).toHaveLength(badData.length + 4 * brokenObjects.length);
  expect(leaks).toEqual([]);
});

function keep(happens: string, { text }: FaultRun): void {
  shown.push({ happens, text });
}
