import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, type LoadedConfig } from "../../src/config/load.js";
import { describeError, UsageError } from "../../src/errors.js";

/** Loads configs from files of these contents, in this order; the environment counts where it is given. */
export async function loadFrom(
  contents: readonly object[],
  env?: Readonly<Record<string, string>>,
): Promise<LoadedConfig> {
  const folder = await mkdtemp(join(tmpdir(), "tap-config-"));
  try {
    const files = contents.map((_, index) => join(folder, `config-${index}.json`));
    for (const [index, file] of files.entries()) {
      await writeFile(file, JSON.stringify(contents[index]));
    }
    return await loadConfig(env === undefined ? files : ["ENV", ...files], env ?? {});
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The problems, one line each, for which configs are refused. */
export async function problemsOf(
  contents: readonly object[],
  env?: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const error: unknown = await loadFrom(contents, env).catch((reason: unknown) => reason);
  if (!(error instanceof UsageError)) throw new Error("the config was not refused");
  const [title, ...problems] = describeError(error).split("\n");
  if (title !== "The config is not valid:") throw error;
  return problems.map((line) => line.replace(/^- /, ""));
}
