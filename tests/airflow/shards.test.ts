import { copyFile, mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { expect, test } from "@jest/globals";
import { isInShard } from "../../src/values/shard.js";
import { given } from "../interop/environment.js";
import { pipeInto, programs, run } from "../interop/pipe.js";
import { readerNamed } from "../interop/reader.js";
import { differences, keyOf, readTables, rowsByKey, shownBy } from "../interop/tables.js";
import { builtProgram } from "../support/built-tap.js";
import { root } from "../support/root.js";
import { runTap } from "../support/run-tap.js";
import { checkSingerOutput } from "../support/singer-checker.js";
import { clockFrom } from "../support/tap-clock.js";
import { sceneAt, settingsFor, withScene, type Scene } from "../support/tap-scene.js";

const count = 8;
const day = 86_400_000;
const example = join(root, "examples/airflow");
// That of the example's target.
const place = { folder: "", schema: "ometria" };
const postgres = readerNamed("meltanolabs-target-postgres");

test("Airflow loads eight shards, one of which is killed and retried, and keeps the newest row of each event, and one pipeline goes on", async () => {
  await withScene(
    async (scene) => {
      await correctSends(scene.sandbox.exportFolder);
      const folder = await setUp(scene, shardOf(largestObject(scene)));

      const log = await runDag(folder, sceneAt);

      expect(await readFile(join(folder, "killed"), "utf8")).toBe("once\n");
      expect(log).toContain("try_number=2");
      const loaded = await expectTruth(scene);

      // Two days later each shard goes on from its own state.
      await scene.moveTo(sceneAt + 2 * day);
      const next = await runDag(folder, sceneAt + 2 * day);

      const due = [...next.matchAll(/email_events: (\d+) of \d+ objects are to be read/g)];
      const objects = due.map(([, number]) => Number(number));
      // One for each day, of whichever shards.
      expect(objects).toHaveLength(count);
      expect(objects.reduce((sum, number) => sum + number)).toBe(2);
      const again = await expectTruth(scene);
      expect(again).toBeGreaterThan(loaded);

      await scene.moveTo(sceneAt + 4 * day);
      await goOnAsOne(scene, folder);

      expect(await expectTruth(scene)).toBeGreaterThan(again);
    },
    { events: 6000, tapClock: "sandbox" },
  );
});

/** The folder that the DAG speaks of, with its files, the tap and a target that dies once, in the middle of a shard. */
async function setUp({ folder, sandbox }: Scene, killedShard: string): Promise<string> {
  const path = join(folder.path, "ometria");
  const bin = join(path, "bin");
  await mkdir(bin, { recursive: true });
  for (const file of ["load", "keep-newest.sql"])
    await copyFile(join(example, file), join(path, file));
  const target = JSON.parse(await readFile(join(example, "target.json"), "utf8")) as object;
  const database = { ...postgres.config?.(place, 1), batch_size_rows: 500 };
  await writeFile(join(path, "target.json"), JSON.stringify({ ...target, ...database }));
  await writeFile(join(path, "config.json"), JSON.stringify(settingsFor(sandbox)));
  const mode = 0o755;
  const tap = `exec "${process.execPath}" "${builtProgram}" --streams email_events "$@"`;
  await writeFile(join(bin, "tap-ometria"), `#!/bin/sh\n${tap}\n`, { mode });
  // Some of the rows are stored, that is said, and the script that would keep it dies.
  const real = `"${programs}/${postgres.program}" "$@"`;
  const dying = `echo once >killed; head -n 3000 | ${real}; kill -9 $PPID; exit 1`;
  const isFirst = `[ "$SHARD" = ${killedShard} ] && [ ! -e killed ]`;
  const body = `if ${isFirst}; then ${dying}; fi\nexec ${real}`;
  await writeFile(join(bin, "target-postgres"), `#!/bin/sh\n${body}\n`, { mode });
  return path;
}

/** Runs the DAG once with Airflow's own command, which ends with 0 whatever becomes of it; returns the log. */
async function runDag(folder: string, now: number): Promise<string> {
  const airflow = join(programs, "airflow/bin/airflow");
  const port = given("TEST_INTEROP_POSTGRES");
  const env = {
    ...clockFrom(now),
    PATH: [join(folder, "bin"), process.env["PATH"] ?? ""].join(delimiter),
    OMETRIA_FOLDER: folder,
    OMETRIA_RETRY_SECONDS: "1",
    AIRFLOW_HOME: join(folder, "airflow"),
    AIRFLOW__CORE__DAGS_FOLDER: example,
    AIRFLOW__CORE__LOAD_EXAMPLES: "False",
    ...{ PGHOST: "127.0.0.1", PGPORT: port, PGUSER: "tap", PGDATABASE: "postgres" },
  };
  await run(airflow, ["db", "migrate"], { env });
  const { stdout, stderr } = await run(airflow, ["dags", "test", "ometria_shards"], { env });
  const log = stdout + stderr;
  if (!log.includes("state=success, run_type")) throw new Error(log.slice(-5_000));
  return log;
}

/** Joins the states of the shards, and loads with them what has come since, by a target that upserts. */
async function goOnAsOne({ folder, start }: Scene, shards: string): Promise<void> {
  const states = Array.from({ length: count }, (_, index) =>
    join(shards, `shard-${index + 1}-of-${count}.json`),
  );
  const joined = await runTap(["join-states", ...states]);
  if (joined.exitCode !== 0) throw new Error(joined.stderr);
  const state = await folder.write("joined.json", joined.stdout);
  const config = await folder.write("upsert.json", postgres.config?.(place, 2));
  const tap = start("--state", state, "--streams", "email_events");
  await pipeInto(tap, postgres.program, ["--config", config]);
}

/** The table holds what one run of the whole export sends, each event once. Returns the number of rows. */
async function expectTruth({ run: runWhole }: Scene): Promise<number> {
  const { stdout } = await runWhole("--streams", "email_events");
  const { schemas, records } = checkSingerOutput(stdout, { allowRepeatedKeys: true });
  const message = schemas.get("email_events");
  const table = (await readTables(postgres, place))["email_events"];
  if (message === undefined || table === undefined) throw new Error("there are no e-mail events");
  const expected = (records.get("email_events") ?? []).map(
    (record) => [keyOf(record, message), shownBy(postgres, record, message)] as const,
  );
  const stored = rowsByKey(table, message, postgres);
  expect(differences(stored, new Map(expected))).toEqual([]);
  return stored.size;
}

/**
 * Two files with the same sends, of which the later one says more, and is loaded first: it lies in an earlier shard. Whoever takes
 * the last row that comes has the wrong one.
 */
async function correctSends(folder: string): Promise<void> {
  const names = Array.from({ length: 50 }, (_, index) => `email_events/sends_${index}.csv`);
  const byShard = names.toSorted((one, other) => shardOf(one).localeCompare(shardOf(other)));
  const [later = "", earlier = ""] = [byShard.at(0), byShard.at(-1)];
  await writeSends(join(folder, earlier), { opened: "", at: sceneAt - 2 * day });
  await writeSends(join(folder, later), { opened: "2026-01-04T10:00:00Z", at: sceneAt - day });
}

async function writeSends(
  path: string,
  { opened, at }: { readonly opened: string; readonly at: number },
): Promise<void> {
  const rows = ["s1", "s2", "s3"].map((send) => `${send},${send}@example.com,${opened}\n`);
  await writeFile(path, `email_id,to_address,first_open\n${rows.join("")}`);
  await utimes(path, at / 1000, at / 1000);
}

function shardOf(key: string): string {
  const indexes = Array.from({ length: count }, (_, index) => index + 1);
  return `${indexes.find((index) => isInShard(key, { index, count })) ?? 0}/${count}`;
}

/** The first delivery holds the ninety days before it. */
function largestObject({ sandbox }: Scene): string {
  return sandbox.truth().exportKeys[0] ?? "";
}
