import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { root } from "../support/root.js";
import { programs, run } from "./pipe.js";

const folder = join(root, "examples/kubernetes");

const validate = join(programs, "kubernetes-validate/bin/kubernetes-validate");

test.each(await readdir(folder))("%s is what the schemas of Kubernetes ask for", async (name) => {
  const file = join(folder, name);
  const kinds = (await readFile(file, "utf8")).match(/^kind: /gm) ?? [];

  const { stdout, stderr } = await run(validate, ["--strict", file]);

  expect(kinds.length).toBeGreaterThan(0);
  expect((stdout + stderr).match(/ passed for resource /g)).toHaveLength(kinds.length);
});
