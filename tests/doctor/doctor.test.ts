import { describe, expect, test } from "@jest/globals";
import { checks } from "../../src/doctor/checks.js";
import { UsageError } from "../../src/errors.js";
import { streams } from "../../src/ometria/streams/registry.js";
import { examineSandbox } from "../support/doctor-scene.js";
import { otherNames, syncAt, withSyncScene, type SyncScene } from "../support/sync-scene.js";
import { streamNames } from "../support/truth-rows.js";

const hour = 3_600_000;
const small = { profiles: 60, events: 60 };

/** Whatever tells one person from another: addresses, names, numbers, ids. */
function personalTexts({ sandbox }: SyncScene): readonly string[] {
  const { profiles, events } = sandbox.truth();
  const texts = profiles.flatMap(
    ({ email, id, customer_id, name, firstname, lastname, phone_number }) => [
      ...[email, id, customer_id, name, firstname, lastname, phone_number],
    ],
  );
  const addresses = events.map(({ to_address }) => to_address);
  return [...texts, ...addresses].filter((text) => text !== null && text !== "") as string[];
}

describe("doctor", () => {
  test("finds nothing wrong with the sandbox, and says so of every stream", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const { report, wrong } = await examineSandbox(sandbox);

      expect(wrong).toEqual([]);
      const selected = streams.filter(({ isOptional = false }) => !isOptional);
      const due = checks.filter(({ concerns = () => true }) => selected.some(concerns));
      expect(report.findings.map(({ id }) => id)).toEqual(due.map(({ id }) => id));
      expect(report.findings.every(({ verdict }) => verdict === "holds")).toBe(true);
      expect(report.streams).toEqual(streamNames.map((stream) => ({ stream, can_run: true })));
      expect(report.exit_code).toBe(0);
    });
  });

  test("only reads, with fewer than 40 requests, and two for one list alone", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const { report } = await examineSandbox(sandbox);

      expect(report.requests).toBe(sandbox.requests.length);
      expect(sandbox.requests.length).toBeLessThan(40);
      expect(new Set(sandbox.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
      expect(sandbox.requests.filter(({ path }) => path.endsWith("/changes"))).toHaveLength(2);
    }, small);
  });

  test("keeps the budget: no second has more requests than requests_per_second", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const { finding } = await examineSandbox(sandbox, { config: { requests_per_second: 3 } });

      expect(finding("rate").meaning).toMatch(/^3 requests in the busiest second/);
    }, small);
  });

  test("shows no address, name or id of anybody, whether things are well or not", async () => {
    await withSyncScene(async (scene) => {
      const { sandbox } = scene;
      const well = await examineSandbox(sandbox);
      sandbox.setTransform((path, _query, rows) =>
        path.endsWith("/changes")
          ? sandbox.truth().listChanges
          : rows.map((row, index) => ({ ...(row as object), country: {}, [`x${index}`]: index })),
      );
      const ill = await examineSandbox(sandbox);

      expect(ill.wrong).not.toEqual([]);
      for (const { shown } of [well, ill]) {
        const words = new Set(shown.split(/[^\p{L}\p{N}@._+-]+/u));
        expect(personalTexts(scene).filter((text) => words.has(text))).toEqual([]);
        expect(shown).not.toMatch(/@[\w.]+\.(example|com|net)/);
      }
    }, otherNames);
  });

  test("does not tell a custom field's name that may be an address or a number of somebody", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const properties = {
        "ann@example.com": 1,
        "0044770090": 2,
        "07 70-09 00": 2,
        "Shoe size": 4.5,
      };
      sandbox.setTransform((path, _query, rows) =>
        path.endsWith("/profiles")
          ? rows.map((row) => ({ ...(row as object), properties, "bob@example.com": 1 }))
          : rows,
      );

      const { report, shown } = await examineSandbox(sandbox, { streams: ["profiles"] });

      const seen = report.custom_fields.filter(({ is_defined }) => !is_defined);
      expect(seen.map(({ field }) => field)).toEqual(["Shoe size"]);
      expect(shown).not.toMatch(/ann@|bob@|0044770090|07 70/);
    }, small);
  });

  test("says of a refused key that it is refused, asks nothing more, and ends with 3", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const streams = ["lists", "profiles", "member_lists", "unsubscribes"];
      const { report, wrong, finding } = await examineSandbox(sandbox, {
        streams,
        config: { api_key: "another" },
      });

      expect(wrong).toEqual(["api_key"]);
      expect(finding("list_changes")).toMatchObject({ verdict: "cannot tell" });
      expect(sandbox.requests.length).toBeLessThan(6);
      expect(report.exit_code).toBe(3);
    }, small);
  });

  test("ends with 4 where the key is refused and the export can be read", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const { report, finding } = await examineSandbox(sandbox, { config: { api_key: "another" } });

      expect(finding("export_columns").verdict).toBe("holds");
      expect(report.exit_code).toBe(4);
    }, small);
  });

  test.each([
    { ahead: 1, verdict: "holds" },
    { ahead: 0.25, verdict: "does not hold" },
  ])(
    "says that the clock is off only where it is by minutes ($ahead)",
    async ({ ahead, verdict }) => {
      await withSyncScene(async ({ sandbox }) => {
        const ourClock = verdict === "holds" ? syncAt + 60_000 * ahead : syncAt - hour * ahead;
        const { finding } = await examineSandbox(sandbox, { streams: ["lists"], ourClock });

        expect(finding("clock").verdict).toBe(verdict);
      }, small);
    },
  );

  test("proposes a longer request_timeout where answers take as long as it allows", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const { wrong, finding } = await examineSandbox(sandbox, {
        config: { request_timeout: 1 },
        tickMs: 300,
      });

      expect(wrong).toEqual(["latency"]);
      expect(finding("latency").change?.request_timeout).toBeGreaterThan(1);
    }, small);
  });

  test("makes only the checks that the selected streams call for", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const lists = await examineSandbox(sandbox, { streams: ["lists"] });
      const events = await examineSandbox(sandbox, { streams: ["email_events"] });

      const idsOf = ({ report }: typeof lists) => report.findings.map(({ id }) => id);
      expect(idsOf(lists)).toContain("whole");
      expect(idsOf(lists).filter((id) => /export|profile|event/.test(id))).toEqual([]);
      expect(idsOf(events)).toEqual([
        "config",
        "export_list",
        "export_read",
        "export_format",
        "export_columns",
      ]);
      expect(events.report.requests).toBe(0);
    }, small);
  });

  test("tells a check that fails as one that cannot tell, with the reason", async () => {
    await withSyncScene(async ({ sandbox }) => {
      sandbox.faults.add({
        match: ({ path, query }) =>
          path.endsWith("/unsubscribes") && query["since"]?.startsWith("1999") === true,
        times: Infinity,
        action: { kind: "status", status: 500 },
      });
      const { wrong, finding } = await examineSandbox(sandbox, { streams: ["unsubscribes"] });

      expect(wrong).toEqual([]);
      expect(finding("event_windows")).toMatchObject({
        verdict: "cannot tell",
        meaning: expect.stringContaining("the service answered 500"),
      });
    }, small);
  });

  test("takes a fault of the service for no answer to what it asks", async () => {
    await withSyncScene(async ({ sandbox }) => {
      sandbox.faults.add({
        match: ({ path, query }) => path.endsWith("/changes") || "updateSince" in query,
        times: Infinity,
        action: { kind: "status", status: 503 },
      });
      const { wrong, finding } = await examineSandbox(sandbox);

      expect(wrong).toEqual([]);
      expect(finding("list_changes").verdict).toBe("cannot tell");
      expect(finding("filter").verdict).toBe("cannot tell");
    }, small);
  });

  test("tells what the config has that the tap does not know, and settings that do not fit", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const unknown = await examineSandbox(sandbox, {
        streams: ["lists"],
        warnings: ["The config has a key that the tap does not know: api_kee. It is ignored."],
      });
      const unfit = await examineSandbox(sandbox, {
        streams: ["email_events"],
        config: { export_columns: { id: "event_key" } },
      });

      expect(unknown.finding("config").meaning).toContain("api_kee");
      expect(unknown.report.exit_code).toBe(0);
      expect(unfit.finding("config").verdict).toBe("does not hold");
      expect(unfit.report.exit_code).toBe(2);
    }, small);
  });

  test("asks no more of a service that does not answer at all", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const { requests } = sandbox;
      sandbox.faults.add({ times: Infinity, action: { kind: "reset" } });
      const { report, wrong } = await examineSandbox(sandbox, {
        streams: ["lists", "profiles", "member_lists", "unsubscribes", "orders"],
      });

      expect(wrong).toEqual(["endpoints"]);
      expect(report.exit_code).toBe(4);
      expect(report.streams.filter(({ can_run }) => can_run)).toEqual([]);
      // The first question, and its two retries.
      expect(requests).toHaveLength(3);
    }, small);
  });

  test("refuses what a sync refuses: a rule for pseudonyms that fits nothing", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const pseudonymise = { salt: "a salt of sixteen or more", fields: ["profiles.e_mail"] };
      const examined = examineSandbox(sandbox, { streams: ["lists"], config: { pseudonymise } });

      await expect(examined).rejects.toThrow(UsageError);
      expect(sandbox.requests).toEqual([]);
    }, small);
  });
});
