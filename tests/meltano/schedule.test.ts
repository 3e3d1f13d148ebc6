import { chmod, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { readmeBlocks } from "../support/readme-commands.js";
import { rowsOfTruth } from "../support/truth-rows.js";
import { expectDone } from "./expect-done.js";
import { home, withProject, type CommandRun, type MeltanoProject } from "./project.js";
import { missingIn, nothing, rowsInFile } from "./tables.js";

const [script = ""] = readmeBlocks("load");
const [crontab = ""] = readmeBlocks("cron");
const [dag = ""] = readmeBlocks("airflow");
const start = "2025-12-01T00:00:00Z";

test("cron's line runs the README's script: it goes on from its state, and tells of what fails", async () => {
  await withProject(async (project) => {
    const { sandbox, moveTo } = project;
    const folder = await setUp(project);
    const [, command = ""] = /^(?:\S+ ){5}(.*)\n$/.exec(crontab) ?? [];

    expectDone(await asCron(project, command));
    const before = rowsOfTruth(sandbox.truth(), start);
    expect(await missingIn(before, (stream) => rowsInFile(folder, stream))).toEqual(nothing);
    const loaded = (await rowsInFile(folder, "email_events")).length;

    sandbox.faults.add({
      match: { path: "/v2/unsubscribes" },
      times: 1_000,
      action: { kind: "status", status: 400 },
    });
    moveTo("2026-01-08T12:00:00Z");
    const failed = await asCron(project, command);
    sandbox.faults.clear();

    expect(failed.exitCode).toBe(4);
    expect(await readFile(join(folder, "load.log"), "utf8")).toContain("Incomplete: unsubscribes.");
    expectDone(await asCron(project, command));

    const after = rowsOfTruth(sandbox.truth(), start);
    expect(await missingIn(after, (stream) => rowsInFile(folder, stream))).toEqual(nothing);
    const added = after.email_events.length - before.email_events.length;
    expect((await rowsInFile(folder, "email_events")).length).toBe(loaded + added);
  });
});

test("Airflow's file is Python, and runs the same script", async () => {
  await withProject(async (project) => {
    const file = join(project.folder, "dag.py");
    await writeFile(file, dag);

    expectDone(await project.start(["python3", "-m", "py_compile", file]).ended);
    expect(dag).toContain('bash_command="./load "');
  });
});

/** The folder that the README speaks of, in the home directory of whoever cron runs it for. */
async function setUp({ folder, sandbox }: MeltanoProject): Promise<string> {
  const ometria = join(folder, "ometria");
  await mkdir(ometria);
  await symlink(join(folder, "node_modules"), join(ometria, "node_modules"));
  await writeFile(join(ometria, "load"), script);
  await chmod(join(ometria, "load"), 0o755);
  const { s3 } = sandbox;
  const config = {
    api_key: sandbox.apiKey,
    base_url: sandbox.baseUrl,
    requests_per_second: 1000,
    max_retries: 0,
    start_date: start,
    export_url: `s3://${s3.bucket}`,
    aws_endpoint_url: s3.endpoint,
    aws_region: s3.region,
    aws_access_key_id: s3.accessKeyId,
    aws_secret_access_key: s3.secretAccessKey,
  };
  await writeFile(join(ometria, "config.json"), JSON.stringify(config));
  // Meltano has its own config for the target; by itself it dates its files.
  const target = join(home, "project/.meltano/loaders/target-jsonl/venv/bin/target-jsonl");
  const own = join(folder, "bin/target-jsonl");
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "target.json"), '{"do_timestamp_file": false}');
  await writeFile(own, `#!/bin/sh\nexec ${target} --config ${join(folder, "target.json")}\n`);
  await chmod(own, 0o755);
  return ometria;
}

/** A command as cron runs it: by sh, in the home directory. */
function asCron({ folder, start: begin }: MeltanoProject, command: string): Promise<CommandRun> {
  const PATH = `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`;
  return begin(["sh", "-c", command], { HOME: folder, PATH }).ended;
}
