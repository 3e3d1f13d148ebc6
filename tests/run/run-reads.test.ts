import { describe, expect, test } from "@jest/globals";
import { InterruptedError, SourceError } from "../../src/errors.js";
import { streams as definitions } from "../../src/ometria/streams/registry.js";
import type { Read, ReadEvent } from "../../src/reads/contract.js";
import type { SelectedStream } from "../../src/records/select.js";
import { from, schemaOf } from "../../src/records/stream.js";
import type { PlannedRead } from "../../src/run/plan.js";
import { Pump, type StreamResult } from "../../src/run/pump.js";
import { sync, type SyncResult } from "../../src/run/run-reads.js";
import { StateKeeper } from "../../src/run/state-keeper.js";
import { emptyState } from "../../src/singer/state.js";
import type { JsonObject } from "../../src/values/json.js";
import { createLineOutput } from "../support/line-output.js";
import { setReadScene, type SceneOptions } from "../support/read-scene.js";

type Event = ReadEvent<JsonObject>;

/** A read that yields these events, and then fails or ends. */
function readOf(name: string, events: readonly Event[], error?: Error): Read<JsonObject> {
  return {
    name,
    from: "api",
    endpoints: [],
    emptyBookmark: { open: [] },
    async *run() {
      yield* await Promise.resolve(events);
      if (error !== undefined) throw error;
    },
  };
}

/** A real stream by name, fed by another read. */
function streamOf(name: string): SelectedStream {
  const definition = definitions.find((entry) => entry.name === name);
  if (definition === undefined) throw new Error(name);
  const schema = schemaOf(definition);
  return { definition, knownSchema: schema, schema, fullTable: false };
}

function planned(read: Read<JsonObject>, ...names: string[]): PlannedRead {
  const source = from(read, (row) => [row]);
  return { read, participants: names.map((name) => ({ stream: streamOf(name), source })) };
}

interface Run {
  readonly messages: readonly JsonObject[];
  /** Types of the messages, RECORDs and SCHEMAs with their stream. */
  readonly kinds: readonly string[];
  readonly result: SyncResult;
  readonly results: ReadonlyMap<string, StreamResult>;
  readonly log: string;
}

async function run(
  reads: readonly PlannedRead[],
  { onChunk, ...options }: SceneOptions & { onChunk?: (chunk: string) => void } = {},
): Promise<Run> {
  const { context, logged } = setReadScene(options);
  const { writer, messages } = createLineOutput(onChunk);
  const keeper = new StateKeeper(emptyState("sandbox"), writer);
  const pump = new Pump({ config: context.config, log: logged.log, writer, keeper });
  const result = await sync(reads, { pump, keeper, context, requests: () => 0 });
  pump.reportExtras();
  const kinds = messages().map(({ type, stream }) =>
    typeof stream === "string" ? `${String(type)} ${stream}` : String(type),
  );
  return { messages: messages(), kinds, result, results: pump.results, log: logged.text() };
}

function rows(...values: JsonObject[]): Event {
  const readAt = "2026-01-05T12:00:00Z";
  return { type: "rows", rows: values, readAt, place: (index) => `GET /x row ${index}` };
}

const checkpoint = (stream: string): Event => ({
  type: "checkpoint",
  bookmarks: { [stream]: { open: [] } },
});
const lists = planned(
  readOf("lists", [rows({ id: "1" }, { id: "2" }), checkpoint("lists")]),
  "lists",
);

describe("sync", () => {
  test("begins and ends with a STATE, and announces each stream once before its records", async () => {
    const again = planned(readOf("more", [rows({ id: "3" }), checkpoint("lists")]), "lists");

    const { kinds, messages } = await run([lists, again]);

    expect(kinds.filter((kind) => kind !== "STATE")).toEqual([
      "SCHEMA lists",
      ...Array<string>(3).fill("RECORD lists"),
    ]);
    expect(kinds[0]).toBe("STATE");
    expect(messages[0]?.["value"]).toEqual(emptyState("sandbox"));
    expect(messages.at(-1)).toEqual({
      type: "STATE",
      value: { ...emptyState("sandbox"), bookmarks: { lists: { open: [] } } },
    });
  });

  test("announces every stream of a read that brings no row", async () => {
    const nothing = planned(readOf("pass", []), "profiles", "member_lists");

    const { kinds } = await run([nothing]);

    expect(kinds).toEqual(["STATE", "SCHEMA profiles", "SCHEMA member_lists", "STATE"]);
  });

  test("counts rejected rows with their place and reason, and never shows what they hold", async () => {
    const odd: Event = { type: "rejected", place: "a.csv line 7", reason: "it has 1 fields" };
    const read = planned(readOf("lists", [rows({ title: "secret" }, { id: "2" }), odd]), "lists");

    const { results, kinds, log } = await run([read]);

    expect(results.get("lists")).toEqual({ rows: 1, rejected: 2, errors: [] });
    expect(kinds.filter((kind) => kind === "RECORD lists")).toHaveLength(1);
    expect(log).toContain("it has no id");
    expect(log).toContain("GET /x row 0");
    expect(log).toContain("a.csv line 7");
    expect(log).not.toContain("secret");
  });

  test("says where fields went that the schema lacks", async () => {
    const { log } = await run([planned(readOf("lists", [rows({ id: "1", shape: "x" })]), "lists")]);

    expect(log).toContain("lists: fields that its schema lacks are kept in extra: shape (1)");
  });

  test("goes on with the other streams when one fails", async () => {
    const error = new SourceError("GET /profiles failed.");
    const broken = planned(readOf("pass", [rows({ id: "1" })], error), "profiles");

    const { results, kinds, result } = await run([broken, lists]);

    expect(results.get("profiles")).toEqual({ rows: 1, rejected: 0, errors: [error] });
    expect(results.get("lists")).toMatchObject({ rows: 2, errors: [] });
    expect(kinds.at(-1)).toBe("STATE");
    expect(result.stoppedBy).toBeUndefined();
    expect(result.reads.map(({ streams }) => streams)).toEqual([["profiles"], ["lists"]]);
  });

  test("stops at the first failure where the settings say so", async () => {
    const error = new SourceError("GET /profiles failed.");
    const failed: Event = { type: "failed", streams: ["member_lists"], error };
    const broken = planned(readOf("pass", [failed]), "profiles", "member_lists");

    const { results, kinds } = await run([broken, lists], { config: { on_stream_error: "stop" } });

    expect(results.get("member_lists")?.errors).toEqual([error]);
    expect(results.get("profiles")?.errors).toEqual([]);
    expect(kinds).not.toContain("SCHEMA lists");
    expect(kinds.at(-1)).toBe("STATE");
  });

  test("ends with a STATE that names the stream it was in when a signal stops it", async () => {
    const stop = new AbortController();
    const reason = new InterruptedError("SIGTERM");
    const read: Read<JsonObject> = {
      ...readOf("pass", []),
      async *run() {
        yield await Promise.resolve(rows({ id: "1" }));
        stop.abort(reason);
        yield checkpoint("profiles");
        yield rows({ id: "2" });
      },
    };

    const { result, messages, results } = await run([planned(read, "profiles"), lists], {
      signal: stop.signal,
    });

    expect(result.stoppedBy).toBe(reason);
    expect(messages.at(-1)?.["value"]).toMatchObject({
      currently_syncing: "profiles",
      bookmarks: { profiles: { open: [] } },
    });
    expect(results.get("profiles")?.rows).toBe(1);
    expect(results.has("lists")).toBe(false);
  });

  test("ends with a STATE that covers rows whose sending a signal met", async () => {
    const stop = new AbortController();
    const long = "x".repeat(70_000);
    const read = readOf("pass", [
      rows({ id: "1", title: long }, { id: "2" }),
      checkpoint("lists"),
      rows({ id: "3" }),
    ]);

    const { messages, results } = await run([planned(read, "lists")], {
      signal: stop.signal,
      onChunk: (chunk) => {
        if (chunk.includes('"RECORD"')) stop.abort(new InterruptedError("SIGTERM"));
      },
    });

    expect(results.get("lists")?.rows).toBe(2);
    expect(messages.at(-1)?.["value"]).toMatchObject({ bookmarks: { lists: { open: [] } } });
  });

  test("ends with a STATE after a bug as well, and reads nothing more", async () => {
    const bug = new TypeError("x is not a function");

    const { result, kinds } = await run([planned(readOf("pass", [], bug), "profiles"), lists]);

    expect(result.stoppedBy).toBe(bug);
    expect(kinds).toEqual(["STATE", "SCHEMA profiles", "STATE"]);
  });
});
