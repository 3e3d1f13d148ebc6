import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readmeBlocks } from "../support/readme-commands.js";
import { root } from "../support/root.js";
import { rowsOfTruth } from "../support/truth-rows.js";
import { expectDone } from "./expect-done.js";
import { withEmptyProject } from "./project.js";
import { missingIn, nothing, rowsInDuckdb, rowsInFile } from "./tables.js";

const [fromNothing = "", ownAccount = ""] = readmeBlocks("meltano");
let checkout = "";

beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), "tap-ometria-packed-"));
  await promisify(execFile)("npm", ["pack", "--silent", "--pack-destination", checkout], {
    cwd: root,
  });
});
afterAll(() => rm(checkout, { recursive: true, force: true }));

test("the README's commands set up a project in an empty folder and load both targets", async () => {
  await withEmptyProject(async ({ folder, sandbox, start }) => {
    const bash = (block: string) =>
      start(["bash", "-euc", block], { CHECKOUT: checkout, TAP_OMETRIA_START_DATE: "2025-12-01" })
        .ended;

    expectDone(await bash(fromNothing));
    const truth = rowsOfTruth(sandbox.truth(), "2025-12-01T00:00:00Z");
    const files = join(folder, "output");
    expect(await missingIn(truth, (stream) => rowsInFile(files, stream))).toEqual(nothing);

    expectDone(await bash(ownAccount));
    expect(await missingIn(truth, (stream) => rowsInDuckdb(folder, stream))).toEqual(nothing);
    const [profile] = await rowsInDuckdb(folder, "profiles");
    expect(profile).toHaveProperty("email");
    expect(profile).not.toHaveProperty("identifiers");
    expect(await readFile(join(folder, "meltano.yml"), "utf8")).toContain("s3://my-bucket/ometria");
  });
});
