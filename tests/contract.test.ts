import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { loadConfig } from "../src/config/load.js";

test("every file that is generated from the schemas is fresh", async () => {
  const check = promisify(execFile)(process.execPath, [
    "--import",
    "tsx",
    "scripts/generate.ts",
    "--check",
  ]);

  await expect(check).resolves.toMatchObject({ stderr: "" });
}, 60_000);

test("the sample config is valid and runs against the sandbox", async () => {
  const { config, warnings } = await loadConfig(["sample-config.json"], {});

  expect(config.api_key).toBe("sandbox");
  expect(warnings).toEqual([]);
});

test("the lock file names no registry", async () => {
  const lock = await readFile("package-lock.json", "utf8");

  expect(lock).not.toMatch(/"resolved":/);
});
