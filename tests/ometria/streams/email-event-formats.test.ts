import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../../src/config/load.js";
import { hashKey } from "../../../src/values/hash.js";
import type { JsonObject } from "../../../src/values/json.js";
import { withExportFolder } from "../../support/export-folder.js";
import { runAgainst } from "../../support/sync-scene.js";

/** What a whole run makes of an object with this content. */
async function deliver(
  content: string | Buffer,
  config: Partial<Config> = {},
): Promise<{ readonly records: readonly JsonObject[]; readonly keys: readonly unknown[] }> {
  let records: readonly JsonObject[] = [];
  await withExportFolder(async ({ path, put }) => {
    await put("a_email_event", content, "2026-01-05T00:00:00Z");
    const service = { baseUrl: "http://127.0.0.1:1", apiKey: "k", exportFolder: path };
    const { exitCode, output, log } = await runAgainst(service, {
      streams: ["email_events"],
      config,
    });
    if (exitCode !== 0) throw new Error(log);
    records = output.records.get("email_events") ?? [];
  });
  return { records, keys: records.map((record) => record["event_key"]) };
}

type Row = Readonly<Record<string, string>>;

function csv(rows: readonly Row[], names: readonly string[], delimiter = ","): string {
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  const lines = rows.map((row) => names.map((name) => quoted(row[name] ?? "")).join(delimiter));
  return [names.join(delimiter), ...lines, ""].join("\r\n");
}

/** A JSON line as who writes types would: digits as numbers, and nothing for a field without a value. */
function jsonLine(row: Row): string {
  const fields = Object.entries(row).filter(([, cell]) => cell !== "");
  const parts = fields.map(([name, cell]) => {
    const value = /^-?\d+(\.\d*[1-9])?$/.test(cell) ? cell : JSON.stringify(cell);
    return `${JSON.stringify(name)}:${value}`;
  });
  return `{${parts.join(",")}}\n`;
}

const json = (rows: readonly Row[]): string => rows.map(jsonLine).join("");

/** The rows with other names, and their columns in another order. */
function renamed(rows: readonly Row[], names: Readonly<Record<string, string>>): Row[] {
  const rename = ([name, cell]: [string, string]): [string, string] => [names[name] ?? name, cell];
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(rename).reverse()));
}

const event: Row = {
  event: "click",
  timestamp: "2026-01-02 10:00:00+00",
  email_id: "901",
  to_address: "Ada@Example.com",
  profile_id: "12345678901234567890",
  campaign_id: "17",
  target_url: 'https://example.com/?a=1,2&b="é😀"',
  email_opened: "1",
  note: "5",
};

/** With all that a key is made of, with parts of it, and without kind or time. */
const events: readonly Row[] = [
  event,
  { ...event, event: "open", target_url: "", campaign_id: "" },
  { ...event, profile_id: "", timestamp: "2026-01-02T10:00:00.250Z" },
  { ...event, event: "" },
  { ...event, timestamp: "" },
  { ...event, timestamp: "soon", note: "" },
  { ...event, timestamp: "", note: "12345678901234567890" },
  { ...event, timestamp: "", number_of_opens: "3", note: "1.25" },
];
const names = [...new Set(events.flatMap((row) => Object.keys(row)))];

const otherNames = {
  event: "Event Type",
  timestamp: "event_time",
  email_id: "send_id",
  to_address: "Recipient",
  target_url: "link",
};

describe("the key of an event", () => {
  test.each([
    { name: "columns in another order", content: csv(events, [...names].reverse()) },
    {
      name: "other names for its columns",
      content: csv(
        renamed(events, otherNames),
        names.map((name) => new Map(Object.entries(otherNames)).get(name) ?? name),
      ),
    },
    { name: "a column more, which is empty", content: csv(events, [...names, "more", "subject"]) },
    { name: "semicolons", content: csv(events, names, ";") },
    { name: "JSON lines", content: json(events) },
    { name: "JSON lines in gzip", content: gzipSync(json(events)) },
    { name: "JSON lines with other names", content: json(renamed(events, otherNames)) },
  ])("is the same in a file with $name", async ({ content }) => {
    const expected = await deliver(csv(events, names));

    const { records, keys } = await deliver(content);

    expect(new Set(keys).size).toBe(events.length);
    expect(keys).toEqual(expected.keys);
    for (const [index, record] of records.entries()) {
      const { extra: _, ...others } = record;
      expect(expected.records[index]).toMatchObject(others);
    }
  });

  const send: Row = {
    email_id: "5001",
    to_address: "ada@example.com",
    campaign_title: 'The "Spring", 2026',
    campaign_type: "mass",
    send_timestamp: "2026-01-01 10:00:00+00",
    open_timestamp: "2026-01-01T10:05:00Z",
    first_click_timestamp: "",
    email_opened: "1",
    email_clicked: "0",
    email_bounced: "0",
    email_delayed: "0",
    number_of_opens: "3",
    number_of_clicks: "0",
    bounce_class: "10",
    bounce_reason: "",
    delay_class: "",
    delay_reason: "",
    target_url: "",
    device_type: "mobile",
    geo_city: "Łódź",
    geo_country: "PL",
    geo_timezone: "Europe/Warsaw",
  };

  test.each(["CSV", "JSON lines"])(
    "is the id of the send in a file with a row for each send, of %s",
    async (format) => {
      const rows = [send, { ...send, email_id: "s-2", email_opened: "", open_timestamp: "" }];
      const content = format === "CSV" ? csv(rows, Object.keys(send)) : json(rows);

      const { records, keys } = await deliver(content);

      expect(keys).toEqual(["5001", "s-2"]);
      expect(records[0]).toMatchObject({
        email_id: "5001",
        send_timestamp: "2026-01-01T10:00:00Z",
        open_timestamp: "2026-01-01T10:05:00Z",
        first_click_timestamp: null,
        email_opened: 1,
        number_of_opens: 3,
        bounce_class: "10",
        geo_city: "Łódź",
        extra: null,
      });
      expect(records[1]).toMatchObject({ email_opened: null, open_timestamp: null });
    },
  );

  test.each(["CSV", "JSON lines"])(
    "is made of the columns of export_key, of %s",
    async (format) => {
      const rows = [
        { ref: "7", timestamp: "2026-01-02 10:00:00+00", event: "open", event_id: "x" },
        { ref: "8", timestamp: "2026-01-02 10:00:00+00", event: "open", event_id: "x" },
        { ref: "8", timestamp: "", event: "open", event_id: "x" },
      ];
      const content = format === "CSV" ? csv(rows, Object.keys(rows[0] ?? {})) : json(rows);

      const { keys } = await deliver(content, { export_key: ["ref", "timestamp"] });

      expect(keys).toEqual([
        hashKey(["7", "2026-01-02T10:00:00Z"]),
        hashKey(["8", "2026-01-02T10:00:00Z"]),
        hashKey(["8", null]),
      ]);
    },
  );

  test.each(["CSV", "JSON lines"])(
    "takes columns by the names of export_columns, also for export_key, of %s",
    async (format) => {
      const rows = [{ Was: "open", Wann: "2026-01-02", Wer: "1", id: "a" }];
      const content = format === "CSV" ? csv(rows, Object.keys(rows[0] ?? {}), "~") : json(rows);
      const config = {
        export_columns: { Was: "event", Wann: "timestamp", Wer: "profile_id", id: "ref" },
        export_delimiter: "~",
      };

      const { records } = await deliver(content, config);
      const { keys } = await deliver(content, { ...config, export_key: ["ref"] });

      expect(records[0]).toMatchObject({
        event: "open",
        timestamp: "2026-01-02T00:00:00Z",
        profile_id: "1",
        extra: { ref: "a" },
      });
      expect(keys).toEqual([hashKey(["a"])]);
    },
  );

  test("tells rows apart by columns called like what every object has", async () => {
    for (const name of ["constructor", "__proto__", "toString"]) {
      const content = `event,email_id,${name}\nopen,s1,a\nopen,s1,b\n`;

      const { keys } = await deliver(content);
      const own = await deliver(content, { export_key: [name] });

      expect(new Set(keys).size).toBe(2);
      expect(own.keys).toEqual([hashKey(["a"]), hashKey(["b"])]);
    }
  });
});
