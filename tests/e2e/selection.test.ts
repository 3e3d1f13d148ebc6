import { expect, test } from "@jest/globals";
import { streams } from "../../src/ometria/streams/registry.js";
import { discover, type MetadataEntry } from "../../src/records/catalog.js";
import { isJsonObject, type JsonObject } from "../support/meltano-merge.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { checkSingerOutput, type SingerOutput } from "../support/singer-checker.js";
import { lastLogLine, sceneStart, withScene } from "../support/tap-scene.js";
import { nameRows, namesIn, rowsOfTruth, streamNames } from "../support/truth-rows.js";

test("reads only the streams that --streams names, and knows their names", async () => {
  await withScene(async ({ run }) => {
    const [some, unknown] = await Promise.all([
      run("--streams", "unsubscribes, lists"),
      run("--streams", "lists,baskets"),
    ]);

    expect(some.exitCode).toBe(0);
    expect(streamsOf(checkSingerOutput(some.stdout))).toEqual(["lists", "unsubscribes"]);
    expect([unknown.exitCode, unknown.stdout]).toEqual([2, ""]);
    expect(unknown.stderr).toMatch(
      /^CRITICAL --streams: there is no stream baskets\. .*profiles.*\n$/,
    );
  });
});

test("forgets the bookmarks that --full-refresh names, and only these", async () => {
  await withScene(async ({ sandbox, run, runFrom }) => {
    const { lastState } = checkSingerOutput((await run()).stdout);

    const [one, all, unknown] = await Promise.all([
      runFrom(lastState, "--full-refresh", "email_events", "--streams", "email_events,profiles"),
      runFrom(lastState, "--full-refresh", "all"),
      runFrom(lastState, "--full-refresh", "baskets"),
    ]);

    const truth = rowsOfTruth(sandbox.truth(), sceneStart);
    const repeats = { allowRepeatedKeys: true };
    const ofOne = checkSingerOutput(one.stdout, repeats);
    const ofAll = checkSingerOutput(all.stdout, repeats);
    const forgotten = bookmarksOf(ofAll.states[0]);
    expect([one.exitCode, all.exitCode, unknown.exitCode]).toEqual([0, 0, 2]);
    expect(namesIn(ofOne, "email_events")).toEqual(nameRows("email_events", truth.email_events));
    expect(namesIn(ofOne, "profiles").length).toBeLessThan(truth.profiles.length / 2);
    expect(bookmarksOf(ofOne.states[0])["profiles"]).toEqual(lastState.bookmarks["profiles"]);
    for (const stream of ["profiles", "unsubscribes", "lists", "email_events"] as const) {
      expect(namesIn(ofAll, stream)).toEqual(nameRows(stream, truth[stream]));
    }
    const kept = lastState.bookmarks["member_lists"]?.["changes_through"];
    expect(kept).toMatch(/Z$/);
    expect(forgotten["profiles"]).toMatchObject({ synced_through: null, full_pass_at: null });
    expect(forgotten["member_lists"]).toMatchObject({ full_pass_at: null, changes_through: kept });
    expect(unknown.stdout).toBe("");
    expect(lastLogLine(unknown)).toMatch(/^CRITICAL --full-refresh: there is no stream baskets\./);
  });
});

test("leaves out the streams and fields that the catalog deselects, nested ones too", async () => {
  await withScene(async ({ folder, run }) => {
    const catalog = await folder.write(
      "catalog.json",
      catalogWith({
        email_events: { root: { selected: false } },
        member_lists: { root: { selected: "false" } },
        lists: {
          "properties.description": { selected: false },
          "properties.id": { selected: false },
        },
        profiles: {
          "properties.stats.properties.orders": { selected: false },
          "properties.identifiers.items.properties.type": { selected: false },
          "properties.dates": { selected: false },
          "properties.properties": { inclusion: "unsupported" },
        },
      }),
    );

    const { stdout, exitCode } = await run("--catalog", catalog);

    const output = checkSingerOutput(stdout);
    expect(exitCode).toBe(0);
    expect(streamsOf(output)).toEqual(["lists", "profiles", "unsubscribes"]);
    expectWithout(output, "lists", ["description"]);
    expectWithout(output, "profiles", ["dates", "properties"]);
    expect(columnsOf(output, "lists")).toContain("id");
    expect(stdout).not.toMatch(
      /"(orders|last_purchase|loyalty_tier|description":"[A-Z][^"]*members)"/,
    );
    for (const { stats, identifiers } of output.records.get("profiles") ?? []) {
      expect(Object.keys(stats as JsonObject).sort()).toEqual(
        ["aov", "orders_attempted", "revenue", "total_items", "visits"].sort(),
      );
      for (const identifier of identifiers as JsonObject[])
        expect(Object.keys(identifier)).toEqual(["value"]);
    }
  });
});

test("reads a child stream whose parent is not selected, and says what it does not know", async () => {
  await withScene(async ({ sandbox, folder, run }) => {
    const only = Object.fromEntries(
      streamNames
        .filter((name) => name !== "member_lists")
        .map((name) => [name, { root: { selected: false } }]),
    );
    const { streams: entries } = catalogWith(only);
    const unknown = { tap_stream_id: "baskets", schema: { type: "object" }, metadata: [] };
    const catalog = await folder.write("catalog.json", { streams: [...entries, unknown] });

    const { stdout, stderr, exitCode } = await run("--properties", catalog);

    const output = checkSingerOutput(stdout);
    expect(exitCode).toBe(0);
    expect(streamsOf(output)).toEqual(["member_lists"]);
    expect(namesIn(output, "member_lists")).toEqual(
      nameRows("member_lists", rowsOfTruth(sandbox.truth(), sceneStart).member_lists),
    );
    expect(stderr).toContain(
      "WARNING The catalog has a stream that the tap does not know: baskets",
    );
  });
});

test("says that nothing is selected, passes the state on, and exits 0", async () => {
  await withScene(async ({ sandbox, folder, runFrom }) => {
    const nothing = Object.fromEntries(
      streamNames.map((name) => [name, { root: { selected: false } }]),
    );
    const catalog = await folder.write("catalog.json", catalogWith(nothing));
    const state = {
      version: 2,
      source: new URL(sandbox.baseUrl).host,
      bookmarks: { lists: { open: [] } },
      currently_syncing: null,
    };

    const { stdout, stderr, exitCode } = await runFrom(state, "--catalog", catalog);

    const output = checkSingerOutput(stdout);
    expect(exitCode).toBe(0);
    expect(output.messages.every(({ type }) => type === "STATE")).toBe(true);
    expect(output.lastState).toEqual(state);
    expect(stderr).toMatch(/^WARNING No stream is selected: nothing is read\. .*$/m);
    expect(sandbox.requests).toEqual([]);
  });
});

type Changes = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

/** The discovered catalog with some metadata changed: by stream, then by breadcrumb (`root` or joined by dots). */
function catalogWith(changes: Changes): { readonly streams: readonly object[] } {
  const catalog = discover(streams);
  return {
    streams: catalog.streams.map((entry) => ({
      ...entry,
      metadata: entry.metadata.map((item) => changed(item, changes[entry.tap_stream_id] ?? {})),
    })),
  };
}

function changed(item: MetadataEntry, changes: Readonly<Record<string, JsonObject>>): object {
  const name = item.breadcrumb.length === 0 ? "root" : item.breadcrumb.join(".");
  return { ...item, metadata: { ...item.metadata, ...changes[name] } };
}

function bookmarksOf(state: StateValue | undefined): StateValue["bookmarks"] {
  return state?.bookmarks ?? {};
}

function streamsOf({ schemas }: SingerOutput): string[] {
  return [...schemas.keys()].sort();
}

function columnsOf({ schemas }: SingerOutput, stream: string): string[] {
  return Object.keys(schemas.get(stream)?.schema.properties ?? {});
}

/** Neither the SCHEMA nor any RECORD has the columns. */
function expectWithout(output: SingerOutput, stream: string, columns: readonly string[]): void {
  const records = output.records.get(stream) ?? [];
  expect(records.length).toBeGreaterThan(0);
  for (const column of columns) {
    expect(columnsOf(output, stream)).not.toContain(column);
    expect(records.some((record) => isJsonObject(record) && column in record)).toBe(false);
  }
}
