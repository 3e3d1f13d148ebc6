import { describe, expect, test } from "@jest/globals";
import { namesIn } from "../support/truth-rows.js";
import { expectRetries, expectToSay, truthOf } from "./fault-checks.js";
import { withFaultScene } from "./fault-scene.js";
import { leaksIn, proxyPassword, proxyUser, secretSettings, type Shown } from "./fault-secrets.js";
import { faultsOfService } from "./faults.js";

// A proxy of the machine that runs the tests would come between the tap and its faults.
process.env["NO_PROXY"] = "*";

const shown: Shown[] = [];

describe("a run that meets", () => {
  test.each(faultsOfService)("$happens", async (fault) => {
    const { streams = ["lists", "profiles", "unsubscribes"], incomplete = [] } = fault;
    await withFaultScene(async (scene) => {
      fault.make?.(scene);

      const run = await scene.run({ streams, config: fault.config });

      shown.push({ happens: fault.happens, text: run.text });
      expect(run.exitCode).toBe(fault.exitCode);
      expectToSay(run, fault.says ?? []);
      expectRetries(run, fault.retries ?? 0, fault.throttled ?? 0);
      for (const stream of streams.filter((name) => !incomplete.includes(name))) {
        expect(namesIn(run.output, stream)).toEqual(truthOf(scene, stream));
      }
      expect(scene.elsewhere.requests).toEqual([]);
    }, fault.front?.());
  });
});

test("no run shows a secret, whatever it met", () => {
  const leaks = leaksIn(shown);

  expect(shown).toHaveLength(faultsOfService.length);
  expect(leaks).toEqual([]);
});

test("a secret is found in every spelling that a run could show", () => {
  const basic = Buffer.from(`${proxyUser}:${proxyPassword}`).toString("base64");
  const { api_key: key, aws_secret_access_key: secret, aws_session_token: token } = secretSettings;

  for (const text of [key, secret, token, proxyPassword, `Basic ${basic}`, btoa(key)]) {
    expect(leaksIn([{ happens: "it is shown", text: `so ${text} it is` }])).toHaveLength(1);
  }
});
