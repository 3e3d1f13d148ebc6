import { expect, test } from "@jest/globals";
import { describeExpected } from "../../src/config/problems.js";
import { listSettings } from "../../src/config/settings.js";
import { loadFrom, problemsOf } from "./settings-files.js";

const text = "Set a text that is not empty";
const duration = "Set an ISO 8601 duration such as";
const url = "Set an https address (plain http only for this machine's own addresses)";
const date = "Set a date (2026-01-31) or an RFC 3339 date-time";

/** For every setting: values that are refused, and the fix that is told. */
const table: Readonly<Record<string, readonly [readonly unknown[], string]>> = {
  api_key: [["", 5, true, {}, "key\n", "ключ"], `${text}, in one line`],
  start_date: [["yesterday", "2026-02-30", 20260101, ""], date],
  end_date: [["2026-13-01", "", 5], date],
  base_url: [["http://api.ometria.com/v2", "https://me:pw@a.b", "api", ""], url],
  user_agent: [["", "line\nbreak", "naïve", 5], text],
  page_size: [[1, 251, 2.5, "many"], "Set a whole number from 2 to 250"],
  requests_per_second: [[0, -1, 1001, "many"], "Set a number above 0 to 1000"],
  max_concurrency: [[0, 33, 1.5, "many"], "Set a whole number from 1 to 32"],
  request_timeout: [[0, 3601, "many"], "Set a number above 0 to 3600"],
  max_retries: [[-1, 101, 0.5, "many"], "Set a whole number from 0 to 100"],
  max_retry_wait: [[-1, 86401, "many"], "Set a number from 0 to 86400"],
  lookback_window: [["a day", 5, { lists: "a day" }, { lists: 5 }, ["P1D"]], duration],
  window: [["PT0S", "P2000Y", "30", 30], duration.replace("such as", "of at least a second")],
  list_mode: [["some", "ALL", 5], "Set all, active or archived"],
  lists: [["12", [[]], { list: "12" }], "Set a list"],
  member_source: [["both", "Profiles", true], "Set auto, profiles or lists"],
  full_refresh_interval: [["weekly", 7, "Never"], `${duration} P7D, or never`],
  endpoints: [
    [
      [],
      "x",
      { segments: {} },
      { list_changes: { since: "s" } },
      { list_changes: { path: "no-slash" } },
      { list_changes: { since_param: "" } },
      { list_changes: { since_format: "epoch" } },
    ],
    'Set an object such as {"list_changes":',
  ],
  export_url: [["/var/export", "https://a/b", "s3://", ""], "Set s3://bucket/prefix or file:///"],
  export_patterns: [[[], "*.csv", { email_events: "" }, { email_events: 5 }], "Set an object"],
  export_columns: [[[], { a: "" }, { a: null }], 'Set an object such as {"recipient":'],
  export_key: [[[], ["a", "a"], [""], [5], "a", {}], 'Set a list of texts such as ["email_id"'],
  export_format: [["parquet", "CSV", 5], "Set auto, csv or jsonl"],
  export_delimiter: [["", ",,", '"', "\n", 5], "Set one character"],
  shard: [["2", "9/8", "0/8", "1/1001", 2], "Set a part and the number of parts such as 2/8"],
  aws_access_key_id: [["", 5], text],
  aws_secret_access_key: [["", 5], text],
  aws_session_token: [["", {}], text],
  aws_profile: [["", []], text],
  aws_region: [["", 5], text],
  aws_endpoint_url: [["http://minio.example.com", "minio", 5], url],
  pseudonymise: [
    [
      [],
      "x",
      {},
      { salt: "long enough as it is" },
      { salt: "long enough as it is", fields: [] },
      { salt: "long enough as it is", fields: ["email"] },
      { salt: "long enough as it is", fields: ["profiles."] },
      { salt: 5, fields: ["profiles.email"] },
      { salt: "too short", fields: ["profiles.email"] },
      { salt: "long enough as it is", fields: ["profiles.email"], method: "md5" },
    ],
    'Set an object such as {"salt":',
  ],
  on_stream_error: [["ignore", true], "Set continue or stop"],
  emit_activate_version_messages: [["true", 1], "Set true or false"],
};

const cases = Object.entries(table).flatMap(([name, [values, fix]]) =>
  values.map((value) => [name, value, fix] as const),
);

test("the table of wrong values has every setting", () => {
  expect(Object.keys(table)).toEqual(listSettings().map(({ name }) => name));
});

test.each(cases)("%s: %j is told by key, variable and fix", async (name, value, fix) => {
  const problems = await problemsOf([{ [name]: value }]);

  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`${name} (TAP_OMETRIA_${name.toUpperCase()}):`);
  expect(problems[0]).toContain(fix);
});

test.each(
  listSettings().flatMap(({ name, schema }) =>
    [...(schema.examples ?? []), ...(schema.enum ?? [])].map((value) => [name, value] as const),
  ),
)("%s: the example %j that its description gives is taken", async (name, value) => {
  const { config } = await loadFrom([{ [name]: value }]);

  expect(config).toHaveProperty(name, value);
});

test("a problem inside of a setting is told with its place", async () => {
  const problems = await problemsOf([
    { endpoints: { list_changes: { since: "s" } }, lookback_window: { lists: "x" } },
  ]);

  expect(problems.join("\n")).toContain('its value at "lists" is not right');
  expect(problems.join("\n")).toContain('"since" is not known there; its value at "list_changes"');
});

test.each(listSettings().map(({ name, schema }) => [name, schema] as const))(
  "%s: what is to be set can be said",
  (_, schema) => {
    expect(describeExpected(schema)).not.toMatch(/undefined|any$/);
    expect(schema.description).toBeTruthy();
  },
);

test("a salt that is too short is told so, and not shown", async () => {
  const problems = await problemsOf([
    { pseudonymise: { salt: "hunter2hunter2", fields: ["profiles.email"] } },
  ]);

  expect(problems.join("\n")).toContain('its value at "salt" is shorter than 16 characters');
  expect(problems.join("\n")).not.toContain("hunter2");
});

test("what is missing inside of a setting is named", async () => {
  const problems = await problemsOf([{ pseudonymise: { fields: ["profiles.email"] } }]);

  expect(problems.join("\n")).toContain('"salt" is missing there');
});
