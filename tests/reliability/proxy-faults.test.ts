import { pathToFileURL } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { startSimulator } from "../simulator/simulator.js";
import { makeWorkFolder, runTap, type WorkFolder } from "../support/run-tap.js";
import { checkSingerOutput } from "../support/singer-checker.js";
import { syncAt } from "../support/sync-scene.js";
import { nameRows, namesIn } from "../support/truth-rows.js";
import { withConnectProxy } from "./connect-proxy.js";
import { leaksIn, proxyPassword, proxyUser, secretSettings, type Shown } from "./fault-secrets.js";
import { privateWord } from "./fault.js";
import { faultsOfProxies } from "./faults-of-proxies.js";
import { longRows } from "./long-rows.js";

const shown: Shown[] = [];

const loud = ["--log-level", "debug"];
const small = { at: syncAt, profiles: 5, events: 0, rate: 0, apiKey: secretSettings.api_key };

const basic = Buffer.from(`${proxyUser}:${proxyPassword}`).toString("base64");
/** What else the machine that runs the tests says of proxies. */
const noOther = { NO_PROXY: "", no_proxy: "", HTTPS_PROXY: "", https_proxy: "" };

describe("a proxy that", () => {
  test.each(faultsOfProxies)("$happens", async (fault) => {
    const sandbox = await startSimulator(small);
    const folder = await makeWorkFolder();
    try {
      await withConnectProxy(fault.answer, async ({ address, received }) => {
        const base = fault.isLocal === true ? sandbox.baseUrl : "https://ometria.invalid/v2";
        // A name that nobody has may take longer to be looked up than a test should.
        const isLookedUp = !fault.isAsked && fault.isLocal !== true;
        const config = await writeConfig(folder, {
          base_url: base,
          request_timeout: isLookedUp ? 5 : 60,
        });

        const run = await runTap(["--config", config, "--streams", "lists", ...loud], {
          ...noOther,
          ...fault.env(address),
        });

        shown.push({ happens: fault.happens, text: run.stdout + run.stderr });
        const asked = received();
        expect(run.exitCode).toBe(fault.exitCode);
        expect(run.stderr).toMatch(fault.says);
        expect(asked.includes("CONNECT ometria.invalid:443 HTTP/1.1\r\n")).toBe(fault.isAsked);
        expect(asked.includes(`Proxy-Authorization: Basic ${basic}\r\n`)).toBe(fault.isAsked);
        expect(asked.includes(secretSettings.api_key)).toBe(false);
        if (fault.exitCode === 0) {
          const lists = sandbox.truth().lists.map((list) => ({ ...list }));
          const sent = namesIn(checkSingerOutput(run.stdout), "lists");
          expect(sent).toEqual(nameRows("lists", lists));
        }
      });
    } finally {
      await sandbox.close();
      await folder.remove();
    }
  });
});

// The checker refuses lines of a mebibyte, and the parser is slow inside of the test runner.
describe("an object of the export with", () => {
  test.each(longRows)("$happens", async ({ happens, content, arrives, exitCode, says }) => {
    const folder = await makeWorkFolder();
    try {
      await folder.write("long_email_events.csv", content);
      const config = await writeConfig(folder, { export_url: pathToFileURL(folder.path).href });

      const run = await runTap(["--config", config, "--streams", "email_events", ...loud]);

      shown.push({ happens, text: run.stdout + run.stderr });
      const ids = [...run.stdout.matchAll(/"email_id":"(\w+)"/g)].map(([, id]) => id);
      expect(run.exitCode).toBe(exitCode);
      expect(run.stderr).toMatch(says);
      expect(run.stderr).not.toContain(privateWord);
      expect(ids).toEqual(arrives);
      expect(run.stdout.trimEnd().split("\n").at(-1)).toMatch(/^\{"type":"STATE"/);
    } finally {
      await folder.remove();
    }
  });
});

test("no run shows a secret, whatever it met", () => {
  const leaks = leaksIn(shown);

  expect(shown).toHaveLength(faultsOfProxies.length + longRows.length);
  expect(leaks).toEqual([]);
});

function writeConfig(
  folder: WorkFolder,
  changes: Readonly<Record<string, unknown>>,
): Promise<string> {
  return folder.write("config.json", {
    ...secretSettings,
    max_retries: 0,
    requests_per_second: 1000,
    ...changes,
  });
}
