import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { listSettings } from "../../src/config/settings.js";
import { root } from "../support/root.js";
import { withProject } from "./project.js";

test("Meltano knows each setting, its variable and its default, and shows no secret", async () => {
  await withProject(async ({ meltano, sandbox }) => {
    const { stdout, stderr, exitCode } = await meltano(["config", "list", "tap-ometria", "--all"]);

    const text = `${stdout}${stderr}`;
    expect(exitCode).toBe(0);
    for (const { name, variable } of listSettings()) {
      expect(text).toContain(name);
      expect(text).toContain(variable);
    }
    expect(text).toContain(sandbox.baseUrl);
    expect(text).not.toContain(sandbox.apiKey);
  });
});

test("Meltano gets the committed catalog from the tap", async () => {
  await withProject(async ({ meltano }) => {
    const { stdout, exitCode } = await meltano(["invoke", "tap-ometria", "--discover"]);

    expect(exitCode).toBe(0);
    expect(stdout).toBe(await readFile(join(root, "catalog.json"), "utf8"));
  });
});

test("Meltano lists each column as selected, keys as automatic, and what a rule with ! leaves out", async () => {
  await withProject(async ({ meltano }) => {
    const rules = ["*.*", "!profiles.identities", "!unsubscribes.*", "!lists.id"];

    const { stdout, exitCode } = await meltano(["select", "tap-ometria", "--list", "--all"], {
      TAP_OMETRIA__SELECT: JSON.stringify(rules),
    });

    const lines = stdout.split("\n").map((line) => line.trim());
    const kindOf = (column: string): string | undefined =>
      lines.find((line) => line.endsWith(` ${column}`))?.replace(/^\[(\w+) *\].*$/, "$1");
    expect(exitCode).toBe(0);
    expect(kindOf("profiles.email")).toBe("selected");
    expect(kindOf("profiles.id")).toBe("automatic");
    expect(kindOf("profiles.stats.aov")).toBe("selected");
    expect(kindOf("profiles.identities")).toBe("excluded");
    expect(kindOf("unsubscribes.reason")).toBe("excluded");
    expect(kindOf("lists.id")).toBe("automatic");
  });
});
