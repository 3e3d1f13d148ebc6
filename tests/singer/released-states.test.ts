import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@jest/globals";
import { streams as definitions } from "../../src/ometria/streams/registry.js";
import { publicIdOf } from "../../src/sandbox/data/list-definitions.js";
import { stateVersion } from "../../src/singer/migrations.js";
import { root } from "../support/root.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import type { SingerOutput } from "../support/singer-checker.js";
import { syncAt, withSyncScene, type SyncScene } from "../support/sync-scene.js";

/** What an older tap left: the keys of the rows that it had sent, and its state. */
interface Left {
  readonly sent: Readonly<Record<string, readonly string[]>>;
  readonly state: StateValue;
}

const folder = join(root, "tests", "fixtures", "states");
const files = (await readdir(folder)).sort();

/** The columns that the older tap told rows apart by, under their names of today. */
const keys: Readonly<Record<string, readonly string[]>> = {
  profiles: ["id"],
  lists: ["id"],
  member_lists: ["list_id", "profile_id"],
  unsubscribes: ["profile_id", "type", "timestamp"],
  email_events: ["event_key"],
  collections: ["collection"],
  contacts: ["collection", "id"],
  orders: ["id"],
  products: ["id"],
  custom_events: ["id"],
  list_changes: ["list_id", "profile_id", "event"],
  push_errors: ["request_id"],
  data_deletion_requests: ["id"],
};
const streams = Object.keys(keys);
const config = { start_date: "2013-01-01" };

async function left(file: string, sandbox: SyncScene["sandbox"]): Promise<Left> {
  const { sent, state } = JSON.parse(await readFile(join(folder, file), "utf8")) as Left;
  const { email_events: events } = state.bookmarks;
  // Where the service is differs from run to run.
  const source = new URL(sandbox.baseUrl).host;
  const here = { export_url: pathToFileURL(sandbox.exportFolder).href };
  const bookmarks =
    events === undefined
      ? state.bookmarks
      : { ...state.bookmarks, email_events: { ...events, ...here } };
  return { sent, state: { ...state, source, bookmarks } };
}

/** The keys of the records of each stream; lists by their number, which was their id in the sandbox of 0.1. */
function keysIn({ records }: SingerOutput, stream: string): readonly string[] {
  const columns = keys[stream] ?? [];
  const isList = (column: string): boolean =>
    column === "list_id" || (stream === "lists" && column === "id");
  return (records.get(stream) ?? []).map((record) =>
    columns
      .map((column) => String(isList(column) ? publicIdOf(String(record[column])) : record[column]))
      .join(" "),
  );
}

test("there is a state of 0.1.0 that a whole run left, and some of runs that were interrupted", () => {
  expect(files).toEqual(expect.arrayContaining(["0.1.0-done.json", "0.1.0-broken.json"]));
  expect(files.length).toBeGreaterThan(5);
  expect(definitions.map(({ name }) => name)).toEqual(expect.arrayContaining(streams));
});

test("a day later a run goes on from each of them: with what was sent before every row is there", async () => {
  await withSyncScene(
    async ({ sandbox, run, moveTo }) => {
      moveTo(syncAt + 86_400_000);
      const asked = { streams, config, ourClock: sandbox.now() };
      const whole = await run(asked);
      expect(whole.exitCode).toBe(0);
      for (const file of files) {
        const { sent, state } = await left(file, sandbox);

        const { exitCode, output, log } = await run({ ...asked, state });

        expect({ file, exitCode, log: exitCode === 0 ? "" : log }).toEqual({
          file,
          exitCode: 0,
          log: "",
        });
        expect(output.lastState).toMatchObject({ version: stateVersion });
        for (const stream of streams) {
          const known = new Set([...(sent[stream] ?? []), ...keysIn(output, stream)]);
          const lost = keysIn(whole.output, stream).filter((key) => !known.has(key));
          expect({ file, stream, lost }).toEqual({ file, stream, lost: [] });
        }
      }
    },
    { profiles: 30, events: 60 },
  );
});
