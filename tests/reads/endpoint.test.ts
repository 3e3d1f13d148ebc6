import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Config } from "../../src/config/load.js";
import {
  endpointUnder,
  sinceQuery,
  type Endpoint,
  type EndpointFacts,
  type SinceFilter,
} from "../../src/reads/endpoint.js";
import { configWith } from "../support/read-scene.js";

const day = 86_400_000;
const facts: EndpointFacts = {
  name: "things",
  path: "/things",
  query: {},
  idOf: ({ id }) => String(id),
  isPaged: true,
  mostRows: 250,
  defaultPage: 10,
};
const since: SinceFilter = { param: "updateSince", format: "date-time", zone: "Z" };

/** The endpoint under what the settings say of it; the schema knows no endpoint of tests. */
function under(own: unknown, changes: Partial<EndpointFacts> = {}): Endpoint | undefined {
  const config: Config = { ...configWith(), endpoints: { things: own } as Config["endpoints"] };
  return endpointUnder(config, { ...facts, ...changes });
}

describe("endpointUnder", () => {
  test("is the endpoint as it is known where the settings say nothing", () => {
    const endpoint = endpointUnder(configWith(), { ...facts, since });

    expect(endpoint).toEqual({ ...facts, since, isWhole: false });
  });

  test("is nothing where they switch it off", () => {
    expect(under(null)).toBeUndefined();
  });

  test("has another path, and is whole, where they say so", () => {
    expect(under({ path: "/v3/things", whole: true })).toMatchObject({
      path: "/v3/things",
      isWhole: true,
    });
  });

  test.each([
    {
      name: "another name",
      own: { since_param: "changedSince" },
      expected: { param: "changedSince" },
    },
    { name: "another format", own: { since_format: "date" }, expected: { format: "date" } },
  ])("keeps what else is known of its filter with $name", ({ own, expected }) => {
    expect(under(own, { since: { ...since, isRequired: true } })?.since).toEqual({
      ...since,
      isRequired: true,
      ...expected,
    });
  });

  test("has no filter where since_param is null, or none is known", () => {
    expect(under({ since_param: null }, { since })).not.toHaveProperty("since");
    expect(under({ since_format: "date-time" })).not.toHaveProperty("since");
  });

  test("asks by date with a filter that only the settings know", () => {
    expect(under({ since_param: "since" })?.since).toEqual({
      param: "since",
      format: "date",
      zone: "",
    });
  });

  test.each([
    { own: {}, names: ["id", "number"] },
    { own: { thing_id: "number" }, names: ["number"] },
    { own: { thing_id: "unknown" }, names: ["id", "number"] },
  ])("names its parents by $names with $own", ({ own, names }) => {
    const pathIds = ["id", "number"].map((name) => ({ name, of: () => name }));
    const parent = {
      endpoint: facts,
      query: {},
      part: "thing_id",
      noun: "thing",
      sizeOf: () => undefined,
      pathIds,
    };

    expect(under(own, { parent })?.parent?.pathIds?.map(({ name }) => name)).toEqual(names);
  });
});

describe("sinceQuery", () => {
  const at = Date.parse("2026-01-05T00:30:00.700Z");
  const query = (filter: SinceFilter | undefined): unknown =>
    sinceQuery(
      { ...facts, isWhole: false, ...(filter === undefined ? {} : { since: filter }) },
      at,
    );

  test.each([
    { format: "date", zone: "", expected: "2026-01-04" },
    { format: "date", zone: "Z", expected: "2026-01-04" },
    { format: "date-time", zone: "", expected: "2026-01-05T00:29:59" },
    { format: "date-time", zone: "Z", expected: "2026-01-05T00:29:59Z" },
  ] as const)("as $format with the zone '$zone' asks from $expected", ({ expected, ...form }) => {
    expect(query({ param: "since", ...form })).toEqual({ since: expected });
  });

  test("is empty without a filter", () => {
    expect(query(undefined)).toEqual({});
  });

  test("never asks for less than from the instant on, in whatever zone a date is meant", () => {
    const instants = fc.integer({ min: Date.parse("2013-01-02"), max: Date.parse("2099-01-01") });
    const formats = fc.constantFrom<SinceFilter["format"]>("date", "date-time");
    fc.assert(
      fc.property(instants, formats, (instant, format) => {
        const filter = { param: "since", format, zone: "Z" } as const;
        const { since: asked } = sinceQuery({ ...facts, isWhole: false, since: filter }, instant);
        const from = Date.parse(String(asked));
        // West of Greenwich a day begins up to twelve hours later than it does there.
        const latest = format === "date" ? from + day / 2 : from;

        expect(latest).toBeLessThan(instant);
        expect(instant - from).toBeLessThan(2 * day);
      }),
    );
  });
});
