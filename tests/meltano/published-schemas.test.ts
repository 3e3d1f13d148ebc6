import { describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { aboutHub } from "../../src/about/plugin.js";
import { createLogger, logLevels } from "../../src/log.js";
import type { JsonObject } from "../../src/values/json.js";
import { withScene } from "../support/tap-scene.js";
import { compileHubSchema, compileLogSchema } from "./published-schemas.js";

describe("the definition for Meltano Hub", () => {
  const definition = load(aboutHub()) as JsonObject;

  test("is valid by the Hub's own schemas", () => {
    const validate = compileHubSchema();

    validate(definition);

    expect(validate.errors ?? []).toEqual([]);
  });

  test("would not be with a setting of a kind, or a key, that the Hub does not know", () => {
    const validate = compileHubSchema();

    expect(validate({ ...definition, settings: [{ name: "a", kind: "text" }] })).toBe(false);
    expect(validate({ ...definition, colour: "green" })).toBe(false);
  });
});

describe("a line of --log-format singer-sdk is valid by the SDK's own schema", () => {
  const validate = compileLogSchema();
  const expectValid = (text: string): void => {
    const lines = text.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      validate(JSON.parse(line));
      expect(validate.errors ?? []).toEqual([]);
    }
  };

  test("at each level, with fields of every kind, and as a measurement", () => {
    let text = "";
    const log = createLogger({
      level: "debug",
      format: "singer-sdk",
      color: false,
      secrets: [],
      write: (part) => {
        text += part;
      },
      now: () => 0,
    });

    for (const level of logLevels)
      log[level]("said", { at: null, hot: true, rows: 5, stream: "a" });
    log.metric({ type: "timer", metric: "job_duration", value: 0.5, tags: { status: "failed" } });

    expectValid(text);
  });

  test("in a whole run, in one whose key is refused, and in one that cannot begin", async () => {
    await withScene(async ({ configWith, run }) => {
      const format = "--log-format=singer-sdk";
      const runs = [
        await run(format, "--log-level", "debug"),
        await run(format, "--config", await configWith({ api_key: "wrong-key" })),
        await run(format, "--streams", "baskets"),
      ];

      expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 4, 2]);
      for (const { stderr } of runs) expectValid(stderr);
    });
  });
});
