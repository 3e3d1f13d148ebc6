import { describe, expect, test } from "@jest/globals";
import { createLogger, logLevels, type LogFormat, type LogLevel } from "../src/log.js";

interface Settings {
  readonly level: LogLevel;
  readonly format: LogFormat;
  readonly color: boolean;
  readonly metrics: boolean;
  readonly secrets: readonly string[];
}

const measured = {
  type: "counter",
  metric: "record_count",
  value: 7,
  tags: { stream: "lists" },
} as const;

function logged(
  settings: Partial<Settings>,
  act: (log: ReturnType<typeof createLogger>) => void,
): string {
  let text = "";
  const log = createLogger({
    level: "info",
    format: "text",
    color: false,
    secrets: [],
    ...settings,
    write: (part) => {
      text += part;
    },
    now: () => Date.parse("2026-01-02T03:04:05Z"),
  });
  act(log);
  return text;
}

describe("a text line", () => {
  test("begins with the level and ends with the fields that are there", () => {
    const text = logged({}, (log) => {
      log.info("stream finished", { stream: "lists", rows: 0, late: false, none: undefined });
    });

    expect(text).toBe("INFO stream finished stream=lists rows=0 late=false\n");
  });

  test("stays one line, whatever the message holds", () => {
    const text = logged({}, (log) => {
      log.error("one\r\ntwo\n\nthree", { at: "a\nb" });
    });

    expect(text).toBe("ERROR one | two | three at=a | b\n");
  });

  test("sends no control characters to a terminal", () => {
    const text = logged({}, (log) => {
      log.info("list \u001b[2Jx\u0007", { title: "a\tb" });
    });

    expect(text).toBe("INFO list ?[2Jx? title=a?b\n");
  });

  test("is coloured where it is a warning or worse, and colour is asked for", () => {
    const text = logged({ color: true }, (log) => {
      log.info("a");
      log.warning("b");
    });

    expect(text).toBe("INFO a\n\u001b[33mWARNING\u001b[0m b\n");
  });
});

test("a JSON line has time, level, message and fields", () => {
  const text = logged({ format: "json" }, (log) => {
    log.warning('a "b"\nc', { rows: 5, at: null });
  });

  expect(text.indexOf("\n")).toBe(text.length - 1);
  expect(JSON.parse(text)).toEqual({
    ts: "2026-01-02T03:04:05Z",
    level: "warning",
    message: 'a "b"\nc',
    rows: 5,
    at: null,
  });
});

describe("a line in the Meltano SDK's format", () => {
  const lines = (act: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] =>
    logged({ format: "singer-sdk", secrets: ["hush"] }, act)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  test("has every key that Meltano asks for, and the stream that it speaks of", () => {
    const [line] = lines((log) => {
      log.warning('a "b"\nc', { stream: "lists", rows: 5, none: undefined });
    });

    expect(line).toEqual({
      level: "warning",
      pid: process.pid,
      logger_name: "tap_ometria",
      ts: Date.parse("2026-01-02T03:04:05Z") / 1000,
      thread_name: "MainThread",
      app_name: "tap-ometria",
      stream_name: "lists",
      message: 'a "b"\nc',
      extra: { rows: 5 },
    });
  });

  test("is a measurement under the name that the SDK's own have", () => {
    const [line] = lines((log) => {
      log.metric(measured);
    });

    expect(line).toMatchObject({
      logger_name: "tap_ometria.metrics",
      stream_name: "lists",
      message: "METRIC",
      metric_info: measured,
      extra: {},
    });
  });

  test("shows no secret", () => {
    const text = JSON.stringify(
      lines((log) => {
        log.error("hush", { key: "hush" });
      }),
    );

    expect(text).not.toContain("hush");
  });
});

describe("a measurement", () => {
  test("is a line of text as Singer's taps write it", () => {
    const text = logged({}, (log) => {
      log.metric(measured);
    });

    expect(text).toMatch(/^INFO METRIC: \{.*\}\n$/);
    expect(JSON.parse(text.replace("INFO METRIC: ", ""))).toEqual(measured);
  });

  test("is a line of JSON with what was measured", () => {
    const text = logged({ format: "json" }, (log) => {
      log.metric(measured);
    });

    expect(JSON.parse(text)).toMatchObject({ level: "info", metric_info: measured });
  });

  test("is left out where people read, and above the level info", () => {
    const measure = (log: ReturnType<typeof createLogger>): void => {
      log.metric(measured);
    };

    expect(logged({ metrics: false }, measure)).toBe("");
    expect(logged({ level: "warning" }, measure)).toBe("");
  });
});

describe("the level", () => {
  test.each(logLevels.map((level, index) => [level, logLevels.slice(index)] as const))(
    "%s lets %j pass",
    (level, passed) => {
      const text = logged({ level }, (log) => {
        for (const each of logLevels) log[each]("x");
      });

      expect(text).toBe(passed.map((each) => `${each.toUpperCase()} x\n`).join(""));
    },
  );

  test.each([
    ["debug", "table\n"],
    ["info", "table\n"],
    ["warning", "table\n"],
    ["error", ""],
    ["critical", ""],
  ] as const)("%s: a block for people becomes %j", (level, text) => {
    const block = logged({ level }, (log) => {
      log.block("table");
    });

    expect(block).toBe(text);
  });
});

test("a block for people is not written where programs read", () => {
  const text = logged({ format: "json" }, (log) => {
    log.block("table");
  });

  expect(text).toBe("");
});

describe("secrets", () => {
  test.each(["text", "json"] as const)("are struck out wherever they stand in %s", (format) => {
    const text = logged({ format, secrets: ["hush"] }, (log) => {
      log.info("key hush, hush", { url: "https://a/?k=hush" });
    });

    expect(text).toContain("***");
    expect(text).not.toContain("hush");
  });

  test("are struck out of a block", () => {
    const text = logged({ secrets: ["hush"] }, (log) => {
      log.block("hush | hush");
    });

    expect(text).toBe("*** | ***\n");
  });

  test("are struck out of JSON in the spelling that JSON gives them", () => {
    const secret = 'hu"sh\\é';

    const text = logged({ format: "json", secrets: [secret] }, (log) => {
      log.info(`the key ${secret} is wrong`);
    });

    expect(JSON.parse(text)).toHaveProperty("message", "the key *** is wrong");
  });

  test("are struck out whole where one begins with another", () => {
    const text = logged({ secrets: ["hush", "hush-more"] }, (log) => {
      log.info("hush-more hush");
    });

    expect(text).toBe("INFO *** ***\n");
  });
});
