import { describe, expect, test } from "@jest/globals";
import { loadConfig } from "../../src/config/load.js";
import { UsageError } from "../../src/errors.js";
import { loadFrom, problemsOf } from "./settings-files.js";

describe("what counts", () => {
  test("the defaults of the schema fill in what nothing says", async () => {
    const { config, warnings } = await loadConfig([], {});

    expect(config).toEqual({
      base_url: "https://api.ometria.com/v2",
      page_size: 250,
      requests_per_second: 3,
      max_concurrency: 16,
      request_timeout: 60,
      max_retries: 8,
      max_retry_wait: 900,
      lookback_window: "P1D",
      window: "P30D",
      list_mode: "all",
      member_source: "auto",
      full_refresh_interval: "P7D",
      endpoints: {},
      export_patterns: { email_events: "**/*email*event*" },
      export_columns: {},
      export_format: "auto",
      on_stream_error: "continue",
      emit_activate_version_messages: false,
    });
    expect(warnings).toEqual([]);
  });

  test("later files win, key by key", async () => {
    const { config } = await loadFrom([
      { page_size: 10, max_retries: 1, export_columns: { a: "event", b: "timestamp" } },
      { page_size: 20, export_columns: { c: "event" } },
    ]);

    expect(config).toMatchObject({ page_size: 20, max_retries: 1 });
    expect(config.export_columns).toEqual({ c: "event" });
  });

  test("the environment beats the files, wherever ENV stands among them", async () => {
    const { config } = await loadFrom([{ page_size: 10, max_retries: 1 }], {
      TAP_OMETRIA_PAGE_SIZE: "30",
    });

    expect(config).toMatchObject({ page_size: 30, max_retries: 1 });
  });

  test("the environment counts only where ENV is asked for", async () => {
    const { config } = await loadConfig([], { TAP_OMETRIA_PAGE_SIZE: "30" });

    expect(config.page_size).toBe(250);
  });

  test("a number may be written as text, as schedulers do that fill a file from an environment", async () => {
    const { config } = await loadFrom([{ requests_per_second: "0.5", page_size: "100" }]);

    expect([config.requests_per_second, config.page_size]).toEqual([0.5, 100]);
    await expect(loadFrom([{ page_size: "many" }])).rejects.toThrow("page_size");
  });

  test("a null is absent: it takes the default, and hides no earlier value", async () => {
    const { config, warnings } = await loadFrom(
      [
        { page_size: 20, api_key: null, start_date: null, elsewhere: null },
        { page_size: null, max_retries: null },
      ],
      { TAP_OMETRIA_EXPORT_COLUMNS: "null" },
    );

    expect(config).toMatchObject({ page_size: 20, max_retries: 8, export_columns: {} });
    expect(config).not.toHaveProperty("api_key");
    expect(config).not.toHaveProperty("start_date");
    expect(warnings).toEqual([]);
  });

  test("null switches list changes off, since it stands inside a setting", async () => {
    const { config } = await loadFrom([{ endpoints: { list_changes: null } }]);

    expect(config.endpoints).toEqual({ list_changes: null });
  });

  test("a key that the tap does not know is warned about once, and left out", async () => {
    const { config, warnings } = await loadFrom([{ api_kee: "hush" }, { api_kee: "hush" }]);

    expect(warnings).toEqual([
      "The config has a key that the tap does not know: api_kee. It is ignored.",
    ]);
    expect(config).not.toHaveProperty("api_kee");
  });

  test("the config cannot be changed, and no default is shared between two of them", async () => {
    const [one, other] = [await loadFrom([]), await loadFrom([])];

    expect(Object.isFrozen(one.config)).toBe(true);
    expect(one.config.export_patterns).not.toBe(other.config.export_patterns);
  });
});

describe("what is refused", () => {
  test("all problems are told at once, of files and environment, each once", async () => {
    const problems = await problemsOf(
      [{ page_size: 1, list_mode: "some", window: "a month", lookback_window: { lists: 5 } }],
      { TAP_OMETRIA_MAX_RETRIES: "many", TAP_OMETRIA_EXPORT_KEY: "a,b" },
    );

    expect(problems.map((line) => line.split(" ", 2).join(" "))).toEqual([
      "max_retries (TAP_OMETRIA_MAX_RETRIES):",
      "export_key (TAP_OMETRIA_EXPORT_KEY):",
      "page_size (TAP_OMETRIA_PAGE_SIZE):",
      "lookback_window (TAP_OMETRIA_LOOKBACK_WINDOW):",
      "window (TAP_OMETRIA_WINDOW):",
      "list_mode (TAP_OMETRIA_LIST_MODE):",
    ]);
  });

  test.each([
    [{ start_date: "2026-02-01", end_date: "2026-01-01" }],
    [{ start_date: "2026-01-01", end_date: "2026-01-01T00:00:00Z" }],
  ])("an end that is not after the start: %j", async (dates) => {
    expect(await problemsOf([dates])).toEqual([
      "end_date (TAP_OMETRIA_END_DATE): is not after start_date. Set a later one, or remove it.",
    ]);
  });

  test("dates in different spellings are compared as instants", async () => {
    const dates = { start_date: "2026-01-01T00:30:00+01:00", end_date: "2026-01-01" };

    expect((await loadFrom([dates])).config).toMatchObject(dates);
  });

  test("a value is never told: it may be a secret in the wrong place", async () => {
    const secret = "hush-4711";
    const wrong = {
      api_key: [secret],
      aws_secret_access_key: { key: secret },
      aws_session_token: 5,
      base_url: `https://user:${secret}@api.ometria.com`,
      page_size: secret,
      start_date: secret,
      lookback_window: { lists: secret },
      endpoints: { list_changes: { path: secret } },
      export_key: [secret, 5],
      emit_activate_version_messages: secret,
    };

    const problems = await problemsOf([wrong], {
      TAP_OMETRIA_MAX_RETRIES: secret,
      TAP_OMETRIA_EXPORT_COLUMNS: `{"${secret}"`,
    });

    expect(problems).toHaveLength(Object.keys(wrong).length + 2);
    expect(problems.join("\n")).not.toContain(secret);
  });

  test("the error is one of usage", async () => {
    await expect(loadFrom([{ page_size: 0 }])).rejects.toBeInstanceOf(UsageError);
  });
});
