import { createHash } from "node:crypto";
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "@swc/core";
import { root } from "./root.js";

interface Source {
  /** Below `src/`. */
  readonly name: string;
  readonly text: string;
}

/**
 * The program as JavaScript, made of the sources as they are now: it starts in a third of the time that the sources take.
 * Whichever test needs it first makes it, in `.cache/built/`, under a name that tells these sources from all others.
 */
export const builtProgram = join(await findBuilt(), "dist", "cli.js");

async function findBuilt(): Promise<string> {
  const sources = await readSources();
  const built = join(root, ".cache/built", await nameOf(sources));
  if (await isFolder(built)) return built;
  await mkdir(dirname(built), { recursive: true });
  const folder = await mkdtemp(`${built}-`);
  try {
    await fill(folder, sources);
    await rename(folder, built);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    // Another test may have been quicker.
    if (!(await isFolder(built))) throw error;
  }
  return built;
}

async function readSources(): Promise<Source[]> {
  const names = await readdir(join(root, "src"), { recursive: true });
  return Promise.all(
    names
      .filter((name) => name.endsWith(".ts"))
      .sort()
      .map(async (name) => ({ name, text: await readFile(join(root, "src", name), "utf8") })),
  );
}

async function nameOf(sources: readonly Source[]): Promise<string> {
  const ourselves = await readFile(fileURLToPath(import.meta.url), "utf8");
  const all = JSON.stringify([ourselves, sources]);
  return createHash("sha256").update(all).digest("hex").slice(0, 16);
}

async function isFolder(path: string): Promise<boolean> {
  return readdir(path).then(
    () => true,
    () => false,
  );
}

async function fill(folder: string, sources: readonly Source[]): Promise<void> {
  // The program looks for these beside the folder that it was built into.
  for (const name of ["schemas", "package.json"]) {
    await symlink(join("../../..", name), join(folder, name));
  }
  await Promise.all(sources.map((source) => build(source, folder)));
}

async function build({ name, text }: Source, folder: string): Promise<void> {
  const path = join(folder, "dist", name.replace(/\.ts$/, ".js"));
  const { code } = await transform(text, {
    configFile: false,
    swcrc: false,
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "es6" },
  });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, code);
}
