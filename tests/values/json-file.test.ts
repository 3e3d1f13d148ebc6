import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { UsageError } from "../../src/errors.js";
import { readJsonObject } from "../../src/values/json-file.js";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tap-json-file-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function save(text: string): Promise<string> {
  const file = join(folder, "some.json");
  await writeFile(file, text);
  return file;
}

async function failure(file: string): Promise<UsageError> {
  const error: unknown = await readJsonObject(file, "config").catch((reason: unknown) => reason);
  if (!(error instanceof UsageError)) throw new Error("no UsageError", { cause: error });
  return error;
}

test("a file with a byte order mark and line breaks of Windows is read", async () => {
  const file = await save('\uFEFF{\r\n"a": [1]\r\n}\r\n');

  expect(await readJsonObject(file, "state")).toEqual({ a: [1] });
});

test.each([
  ["a trailing comma", '{"secret": "hush",}', "line 1, column 19"],
  ["a missing comma", '{\n  "secret": "hush"\n  "b": 2\n}', "line 3, column 3"],
  ["a missing colon", '{\r\n"secret" "hush"}', "line 2, column 10"],
  ["a word without quotes", '{\n"secret": hush}', "line 2, column 11"],
  ["single quotes", "{'secret': 'hush'}", "line 1, column 2"],
  ["a tab inside a text", '{"secret": "hu\tsh"}', "line 1, column 12"],
  ["a cut-off file", '{"secret": "hush"', "line 1, column 18"],
  ["a cut-off text", '{"secret": "hush', "line 1, column 12"],
  ["something behind the object", '{"secret": "hush"}\n}', "line 2, column 1"],
  ["a comment", '{\n // hush\n"a": 1}', "line 2, column 2"],
])("%s is told with its place, and none of the content", async (_, text, place) => {
  const file = await save(text);

  const error = await failure(file);

  expect(error.message).toContain(`The config file ${file} is not valid JSON: ${place} (`);
  expect(`${error.message} ${error.hint ?? ""}`).not.toContain("hush");
  expect(error.cause).toBeUndefined();
});

test.each([
  ["", "is empty"],
  [" \n", "is empty"],
  ["[1]", "holds an array"],
  ["null", "holds null"],
  ["5", "holds a number"],
  ['"hush"', "holds a string"],
  ["true", "holds a boolean"],
])("a file with %p is refused by name: it %s", async (text, reason) => {
  const file = await save(text);

  const error = await failure(file);

  expect(error.message).toBe(`The config file ${file} ${reason}.`);
  expect(error.hint).toContain("JSON object");
});

test("a file that cannot be read is named, with the reason", async () => {
  const missing = join(folder, "missing.json");

  expect((await failure(missing)).message).toBe(
    `Cannot read the config file ${missing}: there is no such file.`,
  );
  expect((await failure(folder)).message).toBe(
    `Cannot read the config file ${folder}: it is a folder.`,
  );
});
