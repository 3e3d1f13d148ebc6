import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@jest/globals";
import { makeWorkFolder, runTap, secretKey, type WorkFolder } from "../support/run-tap.js";

const heavy = ["@aws-sdk/client-s3", "ajv", "got", "yargs"];

test.each([
  [["--version"]],
  [["--discover"]],
  [["--config", "config.json", "--discover"]],
  [["--about"]],
])("%j loads no package that it can do without", async (args) => {
  const packages = await inFolder(({ path }) => packagesLoadedBy(args, path));

  expect(packages.filter((name) => heavy.includes(name))).toEqual([]);
});

test("a run that reads only files loads neither the AWS SDK nor the client of the API", async () => {
  const packages = await inFolder(async (folder) => {
    await writeFile(join(folder.path, "email_events.csv"), "event,timestamp\r\n");
    const config = await folder.write("config.json", {
      api_key: secretKey,
      export_url: pathToFileURL(folder.path).href,
      export_patterns: { email_events: "*.csv" },
    });
    return packagesLoadedBy(["--config", config, "--streams", "email_events"], folder.path);
  });

  expect(packages.filter((name) => heavy.includes(name))).toEqual(["ajv", "yargs"]);
});

test("a run without the export does not load the AWS SDK", async () => {
  const packages = await inFolder(async (folder) => {
    const config = await folder.write("config.json", { api_key: "sandbox" });
    return packagesLoadedBy(["--config", config, "--streams", "lists"], folder.path);
  });

  expect(packages.filter((name) => heavy.includes(name))).toEqual(["ajv", "got", "yargs"]);
});

async function inFolder<T>(use: (folder: WorkFolder) => Promise<T>): Promise<T> {
  const folder = await makeWorkFolder();
  try {
    return await use(folder);
  } finally {
    await folder.remove();
  }
}

/** The packages that the built tap has loaded a file of, in a run that ends well; V8's coverage names all files. */
async function packagesLoadedBy(args: readonly string[], folder: string): Promise<string[]> {
  const coverage = join(folder, "coverage");
  const { exitCode, stderr } = await runTap(args, { NODE_V8_COVERAGE: coverage });
  expect([exitCode, stderr.includes("ERROR")]).toEqual([0, false]);
  const reports = await readdir(coverage);
  const texts = await Promise.all(reports.map((name) => readFile(join(coverage, name), "utf8")));
  const files = texts.flatMap((text) => urlsIn(text));
  // Else an empty list would say nothing.
  expect(files.some((url) => url.endsWith("/dist/cli.js"))).toBe(true);
  return [...new Set(files.flatMap((url) => packageOf(url) ?? []))].sort();
}

function urlsIn(report: string): string[] {
  const { result } = JSON.parse(report) as { readonly result: readonly { readonly url: string }[] };
  return result.map(({ url }) => url);
}

function packageOf(url: string): string | undefined {
  return /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
}
