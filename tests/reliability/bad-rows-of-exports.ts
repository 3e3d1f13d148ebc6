import { privateWord, type BadData } from "./fault.js";

const key = "email_events/2026-01-04/bad_email_events.csv";
const columns = "event,timestamp,email_id,to_address";
const at = "2026-01-04T00:00:00Z";

/** A row that is whole, by its send. */
const good = (id: string): string => `open,${at},${id},${privateWord}@example.org`;
const sent = (...ids: readonly string[]): BadData["arrives"] =>
  ids.map((id) => ({ email_id: id, event: "open" }));

function object(
  happens: string,
  lines: readonly string[],
  outcome: Pick<BadData, "arrives" | "exitCode"> & Partial<BadData>,
): BadData {
  return {
    happens,
    stream: "email_events",
    make: ({ put }) => {
      put(key, `${lines.join("\n")}\n`);
    },
    ...outcome,
  };
}

/** Rows of the export that are not what they should be. */
export const badRowsOfExports: readonly BadData[] = [
  object("a row with too few fields", [columns, good("a"), `open,${privateWord}`, good("b")], {
    arrives: sent("a", "b"),
    rejected: 1,
    exitCode: 5,
    says: /it has 2 fields where the header has 4/,
  }),
  object(
    "a row with too many fields",
    [columns, good("a"), `${good("x")},${privateWord}`, good("b")],
    {
      arrives: sent("a", "b"),
      rejected: 1,
      exitCode: 5,
      says: /it has 5 fields where the header has 4/,
    },
  ),
  object("rows with too many fields that are empty", [columns, `${good("a")},,`, good("b")], {
    arrives: sent("a", "b"),
    exitCode: 0,
  }),
  object(
    "values of the wrong type, and numbers that no double holds",
    [
      `${columns},number_of_opens,number_of_clicks,send_timestamp`,
      `${good("a")},many,9007199254740993,${privateWord}`,
      `${good("b")},3.0, 12 ,04/01/2026 nonsense`,
    ],
    {
      arrives: [
        {
          email_id: "a",
          number_of_opens: null,
          number_of_clicks: null,
          send_timestamp: null,
          extra: {
            number_of_opens: "many",
            number_of_clicks: "9007199254740993",
            send_timestamp: privateWord,
          },
        },
        { email_id: "b", number_of_opens: 3, number_of_clicks: 12 },
      ],
      exitCode: 0,
      says: /values that do not fit their column's type are kept in extra/,
    },
  ),
  object(
    "columns whose names clash",
    [`Event,EVENT,${columns},extra,event_key`, `1,2,${good("a")},5,6`],
    {
      arrives: [
        {
          event: "1",
          email_id: "a",
          extra: { EVENT: "2", event_2: "open", extra_2: "5", event_key_2: "6" },
        },
      ],
      exitCode: 0,
    },
  ),
  object(
    "columns called __proto__, constructor and toString",
    [`${columns},__proto__,constructor,toString`, `${good("a")},p,c,t`],
    {
      arrives: [
        {
          email_id: "a",
          extra: JSON.parse('{"__proto__":"p","constructor":"c","toString":"t"}') as unknown,
        },
      ],
      exitCode: 0,
    },
  ),
  object("rows without kind and time", ["email_id,event", "a,", "b,"], {
    arrives: [{ email_id: "a" }, { email_id: "b" }],
    exitCode: 0,
    says: /whole rows identify them/,
  }),
];
