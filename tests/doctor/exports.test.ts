import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../src/config/load.js";
import type { Simulator } from "../simulator/simulator.js";
import { examineSandbox } from "../support/doctor-scene.js";
import { withExportFolder } from "../support/export-folder.js";
import { withSyncScene } from "../support/sync-scene.js";

const small = { profiles: 30, events: 60 };
const streams = ["email_events"];
const noon = "2026-01-04T12:00:00Z";

/** The config of a sandbox's export as a bucket. */
function bucketOf({ s3 }: Simulator): Partial<Config> {
  return {
    export_url: `s3://${s3.bucket}`,
    aws_endpoint_url: s3.endpoint,
    aws_region: s3.region,
    aws_access_key_id: s3.accessKeyId,
    aws_secret_access_key: s3.secretAccessKey,
  };
}

describe("doctor, of the export,", () => {
  test("reads a bucket, and tells formats, columns and rows", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const { finding, wrong } = await examineSandbox(sandbox, {
        streams,
        config: bucketOf(sandbox),
      });

      expect(wrong).toEqual([]);
      expect(finding("export_format").meaning).toContain("CSV, gzip");
      expect(finding("export_columns").meaning).toMatch(/^\d+ rows of .* subject_line_variant\.$/);
    }, small);
  });

  test.each([
    { request: "objects", check: "export_read", isObject: true },
    { request: "the list", check: "export_list", isObject: false },
  ])("names a store that refuses $request, and ends with 3", async ({ check, isObject }) => {
    await withSyncScene(async ({ sandbox }) => {
      const path = isObject ? `/${sandbox.s3.bucket}/email_events` : undefined;
      sandbox.s3.faults.add({
        ...(path === undefined ? {} : { match: { path } }),
        times: Infinity,
        action: { kind: "status", status: 403 },
      });
      const { report, wrong } = await examineSandbox(sandbox, {
        streams,
        config: bucketOf(sandbox),
      });

      expect(wrong).toEqual([check]);
      expect(report.exit_code).toBe(3);
    }, small);
  });

  test("proposes a pattern that leaves out what is no CSV, and the sync is whole with it", async () => {
    await withSyncScene(async ({ sandbox, run }) => {
      await writeFile(join(sandbox.exportFolder, "email_events/email_events.parquet"), "PAR1....");
      const { report, wrong, finding } = await examineSandbox(sandbox, { streams });
      const change = finding("export_format").change ?? {};

      expect(wrong).toEqual(["export_format"]);
      expect(report.exit_code).toBe((await run({ streams })).exitCode);
      const mended = await run({ streams, config: change });
      expect(mended.exitCode).toBe(0);
      expect(mended.output.records.get("email_events")).toHaveLength(sandbox.truth().events.length);
    }, small);
  });

  test("says that a file without known columns has none, and quotes nothing of its first row", async () => {
    await withSyncScene(async ({ sandbox }) => {
      await withExportFolder(async ({ path, put }) => {
        await put(
          "email_events.csv",
          "ann@example.com,2026-01-01,Ann\nbob@example.com,2026-01-02,Bob\n",
          noon,
        );
        const { wrong, shown, finding } = await examineSandbox(sandbox, {
          streams,
          config: { export_url: pathToFileURL(path).href },
        });

        expect(wrong).toEqual(["export_columns"]);
        expect(finding("export_columns").setting).toBe("export_columns");
        expect(shown).not.toMatch(/ann@|Ann|bob@|Bob/);
      });
    }, small);
  });

  test("says of columns that tell no kind or time of event that whole rows identify them", async () => {
    await withSyncScene(async ({ sandbox }) => {
      await withExportFolder(async ({ path, put }) => {
        await put("email_events.csv", "event,to_address\nopen,ann@example.com\n", noon);
        const { wrong, report, finding } = await examineSandbox(sandbox, {
          streams,
          config: { export_url: pathToFileURL(path).href },
        });

        expect(wrong).toEqual(["export_columns"]);
        expect(finding("export_columns").meaning).toContain("whole rows identify them");
        expect(report.exit_code).toBe(0);
      });
    }, small);
  });

  test.each([
    {
      what: "a column",
      file: 'event,timestamp,email_id,"toAddress",Shoe\nopen,2026-01-04T10:00:00Z,1,ann@example.com,4\n',
      columns: { toAddress: "to_address" },
      exitCode: 0,
    },
    {
      what: "several columns",
      file: "Event Type;eventTimeStamp;SendID;EMail\nopen;2026-01-04T10:00:00Z;1;ann@example.com\n",
      columns: { eventTimeStamp: "timestamp", SendID: "email_id" },
      exitCode: 0,
    },
    {
      what: "all keys of JSON lines",
      file: '{"EventType":"open","eventTimestamp":"2026-01-04T10:00:00Z","emailID":1,"toAddress":"ann@example.com"}\n',
      columns: {
        EventType: "event",
        eventTimestamp: "timestamp",
        emailID: "email_id",
        toAddress: "to_address",
      },
      exitCode: 4,
    },
  ])("proposes export_columns for $what nearly called like ours", async (example) => {
    await withSyncScene(async ({ sandbox, run }) => {
      await withExportFolder(async ({ path, put }) => {
        await put("email_events.csv", example.file, noon);
        const config = { export_url: pathToFileURL(path).href };
        const { report, wrong, finding, shown } = await examineSandbox(sandbox, {
          streams,
          config,
        });

        expect(wrong).toEqual(["export_columns"]);
        expect(finding("export_columns").change).toEqual({ export_columns: example.columns });
        expect(report.exit_code).toBe(example.exitCode);
        expect((await run({ streams, config })).exitCode).toBe(example.exitCode);
        expect(shown).not.toContain("ann@");
        const { exitCode, output } = await run({
          streams,
          config: { ...config, ...finding("export_columns").change },
        });
        expect(exitCode).toBe(0);
        expect(output.records.get("email_events")).toMatchObject([
          {
            event: "open",
            timestamp: "2026-01-04T10:00:00Z",
            email_id: "1",
            to_address: "ann@example.com",
          },
        ]);
      });
    }, small);
  });

  test("cannot tell anything of an empty folder", async () => {
    await withSyncScene(async ({ sandbox }) => {
      await withExportFolder(async ({ path }) => {
        const { report } = await examineSandbox(sandbox, {
          streams,
          config: { export_url: pathToFileURL(path).href },
        });

        expect(report.findings.slice(1).map(({ verdict }) => verdict)).toEqual(
          Array(4).fill("cannot tell"),
        );
        expect(report.exit_code).toBe(0);
      });
    }, small);
  });
});
