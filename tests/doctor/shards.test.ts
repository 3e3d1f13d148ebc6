import { describe, expect, test } from "@jest/globals";
import { systemClock } from "../../src/clock.js";
import { examine } from "../../src/doctor/examine.js";
import { streams as definitions } from "../../src/ometria/streams/registry.js";
import { examineSandbox } from "../support/doctor-scene.js";
import { createLogLines } from "../support/log-lines.js";
import { configWith } from "../support/read-scene.js";
import { withSyncScene } from "../support/sync-scene.js";

const small = { profiles: 60, events: 60 };

describe("doctor, in a shard,", () => {
  test("asks the service nothing for a shard that is not the first", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const { report } = await examineSandbox(sandbox, { config: { shard: "2/3" } });

      expect(report.streams).toEqual([{ stream: "email_events", can_run: true }]);
      expect([report.requests, sandbox.requests.length]).toEqual([0, 0]);
    }, small);
  });

  test("refuses a shard of no export, as a sync does", async () => {
    const config = configWith({ base_url: "http://127.0.0.1:1", api_key: "key", shard: "1/3" });
    const { log } = createLogLines();
    const deps = { clock: systemClock, log, signal: new AbortController().signal };

    const examined = examine(
      { config, warnings: [], catalog: undefined, streams: undefined, definitions },
      deps,
    );

    await expect(examined).rejects.toThrow("is a part of the export, and export_url is not set");
  });
});
