import { describe, expect, test } from "@jest/globals";
import { endpointsOf } from "../../src/doctor/endpoints.js";
import { streams } from "../../src/streams/registry.js";
import { examineSandbox } from "../support/doctor-scene.js";
import { configWith } from "../support/read-scene.js";
import { withSyncScene } from "../support/sync-scene.js";
import { refusing } from "./breaking.js";

const small = { profiles: 60, events: 0 };
const optional = streams.filter(({ isOptional }) => isOptional === true).map(({ name }) => name);

describe("doctor, of the streams that are not selected by default,", () => {
  test("finds nothing wrong with the sandbox", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const { report, wrong, finding } = await examineSandbox(sandbox, { streams: optional });

      expect(wrong).toEqual([]);
      expect(finding("endpoints").meaning).toContain("/contacts, /contacts/{collection}, /orders");
      expect(report.exit_code).toBe(0);
    }, small);
  });

  test.each(optional)(
    "says of a refused key that %s cannot run, and ends with 3",
    async (stream) => {
      await withSyncScene(async ({ sandbox }) => {
        const { report, wrong } = await examineSandbox(sandbox, {
          streams: [stream],
          config: { api_key: "another" },
        });

        expect(wrong).toEqual(["api_key"]);
        expect(report.streams).toEqual([{ stream, can_run: false }]);
        expect(report.exit_code).toBe(3);
      }, small);
    },
  );

  test.each([
    { path: /\/contacts$/, stops: ["collections", "contacts"] },
    { path: /\/contacts\/[^/]+$/, stops: ["contacts"] },
    { path: /\/orders$/, stops: ["orders"] },
    { path: /\/push\/_errors$/, stops: ["push_errors"] },
  ])("names what cannot run where $path is no path, and where to set another", async (broken) => {
    await withSyncScene(async ({ sandbox, run }) => {
      sandbox.faults.add(refusing(broken.path, () => true, 404));

      const { report, wrong, finding } = await examineSandbox(sandbox, { streams: optional });

      expect(wrong).toEqual(["endpoints"]);
      expect(finding("endpoints").setting).toBe("endpoints");
      const cannotRun = report.streams.filter(({ can_run }) => !can_run);
      expect(cannotRun.map(({ stream }) => stream)).toEqual(broken.stops);
      expect(report.exit_code).toBe(4);
      expect((await run({ streams: optional })).exitCode).toBe(4);
    }, small);
  });

  test("knows of each stream of the API what it needs", () => {
    const context = { config: configWith() } as Parameters<typeof endpointsOf>[0];
    const fromApi = streams.filter(({ sources }) =>
      sources.some(({ read }) => read.from === "api"),
    );

    const without = fromApi.filter(({ name }) => endpointsOf(context, name).length === 0);

    expect(without.map(({ name }) => name)).toEqual([]);
  });

  test("proposes columns for the custom fields of contacts", async () => {
    await withSyncScene(async ({ sandbox }) => {
      sandbox.setTransform((path, _query, rows) =>
        /\/contacts\/[^/]+$/.test(path)
          ? rows.map((row) => ({ ...(row as object), properties: { "Shoe size": 4.5 }, odd: 1 }))
          : rows,
      );

      const { report, wrong, finding } = await examineSandbox(sandbox, { streams: ["contacts"] });

      expect(report.schema).toEqual({ contacts: { shoe_size: { type: ["null", "number"] } } });
      expect(wrong).toEqual(["fields"]);
      expect(finding("fields").meaning).toContain("contacts.odd");
    }, small);
  });
});
