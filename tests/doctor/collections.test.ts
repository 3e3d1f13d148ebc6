import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../src/config/load.js";
import { endpointsOf } from "../../src/doctor/asked-endpoints.js";
import { orders } from "../../src/ometria/endpoints.js";
import { streams } from "../../src/ometria/streams/registry.js";
import type { EndpointFacts } from "../../src/reads/endpoint.js";
import { passRead } from "../../src/reads/passes/pass-read.js";
import { from } from "../../src/records/stream.js";
import { examineSandbox } from "../support/doctor-scene.js";
import { withSyncScene } from "../support/sync-scene.js";
import { at, limitOf, refusing } from "./breaking.js";

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

  test("asks what a stream declares that no part of it has heard of", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const stores: EndpointFacts = { ...orders, name: "stores", path: "/stores" };
      const read = passRead({ name: "stores", endpoint: stores });
      const definitions = streams.map((stream) =>
        stream.name === "orders" ? { ...stream, sources: [from(read, () => [])] } : stream,
      );

      const { report, finding } = await examineSandbox(sandbox, {
        streams: ["orders"],
        definitions,
      });

      expect(sandbox.requests.map(({ path }) => path)).toContain("/v2/stores");
      expect(finding("endpoints").verdict).toBe("does not hold");
      expect(report.streams).toEqual([{ stream: "orders", can_run: false }]);
    }, small);
  });

  test("says which path the service knows by another spelling only", async () => {
    await withSyncScene(async ({ sandbox }) => {
      sandbox.faults.add({
        match: ({ path, endsInSlash }) => path.endsWith("/profiles") && endsInSlash,
        times: Infinity,
        action: { kind: "status", status: 404 },
      });

      const { wrong, finding } = await examineSandbox(sandbox, { streams: ["profiles"] });

      expect(wrong).toEqual([]);
      expect(finding("endpoints").meaning).toContain(
        "/profiles/ is 404 here, and /profiles is asked in its place.",
      );
    }, small);
  });

  test("knows of each stream of the API what it needs", () => {
    const fromApi = streams.filter(({ sources }) =>
      sources.some(({ read }) => read.from === "api"),
    );

    const without = fromApi.filter((stream) => endpointsOf(stream).length === 0);

    expect(without.map(({ name }) => name)).toEqual([]);
  });

  test("proposes columns for the custom fields of contacts", async () => {
    await withSyncScene(async ({ sandbox }) => {
      sandbox.faults.add(refusing(/\/custom_fields$/, () => true, 403));
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

  const filters = (...names: string[]): Partial<Config> => ({
    endpoints: Object.fromEntries(names.map((name) => [name, { since_param: "updateSince" }])),
  });

  test("tells which filter could be tried where none is set", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const { finding } = await examineSandbox(sandbox, { streams: ["products", "custom_events"] });

      expect(finding("filter").verdict).toBe("cannot tell");
      expect(finding("filter").meaning).toContain(
        '/custom-events/: No filter is set: each run reads all rows. To see whether the likeliest works, set "endpoints":{"custom_events":{"since_param":"updateSince"}}',
      );
      expect(finding("filter").meaning).toContain('"products":{"since_param":"updateSince"}');
    }, small);
  });

  test("sees that a filter is understood, of contacts too", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const { finding, wrong } = await examineSandbox(sandbox, {
        streams: ["orders", "contacts"],
        config: filters("orders", "contacts"),
      });

      expect(wrong).toEqual([]);
      expect(finding("filter").verdict).toBe("holds");
    }, small);
  });

  test.each([
    { does: "ignores a filter", isRefusing: false },
    { does: "refuses a filter", isRefusing: true },
  ])("names what $does, and a sync is complete all the same", async ({ isRefusing }) => {
    await withSyncScene(async ({ sandbox, run }) => {
      const config = filters("orders", "contacts");
      const orders = /\/orders$/;
      if (isRefusing) sandbox.faults.add(refusing(orders, (query) => "updateSince" in query));
      else sandbox.setTransform(at(orders, () => sandbox.truth().orders));
      const streams = ["orders", "contacts"];

      const { report, wrong, finding } = await examineSandbox(sandbox, { streams, config });

      expect(wrong).toEqual(["filter"]);
      expect(finding("filter")).toMatchObject({ setting: "endpoints.orders" });
      expect(finding("filter").meaning).toMatch(/^\/orders: The service \w+ /);
      expect(report.exit_code).toBe(0);
      const first = await run({ streams, config });
      const second = await run({ streams, config, state: first.output.lastState });
      expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
      expect(second.output.records.get("orders")).toHaveLength(sandbox.truth().orders.length);
    }, small);
  });

  test.each([
    { stream: "orders", path: /\/orders$/ },
    { stream: "contacts", path: /\/contacts\/[^/]+$/ },
  ])("says that $stream cannot be read where offset is ignored", async ({ stream, path }) => {
    await withSyncScene(async ({ sandbox, run }) => {
      sandbox.setTransform(
        at(path, (_path, query, rows) => ({ page: rows.slice(0, limitOf(query)) })),
      );
      const config = { page_size: 20 };

      const { report, wrong } = await examineSandbox(sandbox, { streams: [stream], config });

      expect(wrong).toEqual(["offset"]);
      expect(report.exit_code).toBe(4);
      expect((await run({ streams: [stream], config })).exitCode).toBe(4);
    }, small);
  });
});
