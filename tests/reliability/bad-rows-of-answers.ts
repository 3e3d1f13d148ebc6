import { privateWord, type BadData } from "./fault.js";

const mail = `${privateWord}@example.org`;

/** An endpoint whose only answer is this text, but to questions about tomorrow. */
function answer(path: string, body: string): BadData["make"] {
  return ({ sandbox }) => {
    sandbox.faults.add({
      match: (request) => request.path === `/v2${path}` && !("updateSince" in request.query),
      times: Infinity,
      action: { kind: "body", body },
    });
  };
}

function profiles(
  happens: string,
  rows: readonly string[],
  outcome: Pick<BadData, "arrives"> & Partial<BadData>,
): BadData {
  return {
    happens,
    stream: "profiles",
    make: answer("/profiles", `[${rows.join(",")}]`),
    instead: true,
    exitCode: 0,
    ...outcome,
  };
}

const good = `{"id":"good","email":"${mail}"}`;
const goodRow = { id: "good", email: mail };

/** Rows of the API that are not what they should be. */
export const badRowsOfAnswers: readonly BadData[] = [
  profiles(
    "profiles without an id",
    [
      `{"email":"${mail}"}`,
      `{"id":null,"email":"${mail}"}`,
      `{"id":"","email":"${mail}"}`,
      `{"id":{"of":"${privateWord}"}}`,
      good,
    ],
    {
      arrives: [goodRow],
      rejected: 4,
      exitCode: 5,
      says: /it has no id, which is a part of its key/,
    },
  ),
  profiles(
    "values of the wrong type",
    [
      `{"id":7,"email":["${mail}"],"marketing_optin":"perhaps","stats":"none","dates":7,"tags":"a","identities":[1],"lists":"x"}`,
      `{"id":"b","email":true,"marketing_optin":"yes","stats":{"orders":"12","aov":"1.5"},"dates":{"last_seen":9},"tags":[{}]}`,
    ],
    {
      arrives: [
        {
          id: "7",
          email: null,
          marketing_optin: null,
          stats: null,
          extra: {
            email: [mail],
            marketing_optin: "perhaps",
            stats: "none",
            dates: 7,
            tags: "a",
            "identities.0": 1,
            lists: "x",
          },
        },
        {
          id: "b",
          email: "true",
          marketing_optin: true,
          stats: { orders: 12, aov: 1.5 },
          dates: { last_seen: "9" },
          tags: [null],
          extra: { "tags.0": {} },
        },
      ],
      says: /values that do not fit their column's type are kept in extra/,
    },
  ),
  profiles(
    "numbers that no double holds",
    [
      `{"id":12345678901234567890,"customer_id":9007199254740993,"stats":{"orders":9007199254740993,"revenue":0.12345678901234567890,"aov":1e400},"properties":{"big":123456789012345678901234567890},"unknown":-9007199254740993}`,
    ],
    {
      arrives: [
        {
          id: "12345678901234567890",
          customer_id: "9007199254740993",
          stats: { orders: null, revenue: null, aov: null },
          properties: { big: "123456789012345678901234567890" },
          extra: {
            "stats.orders": "9007199254740993",
            "stats.revenue": "0.12345678901234567890",
            "stats.aov": "1e400",
            unknown: "-9007199254740993",
          },
        },
      ],
    },
  ),
  profiles(
    "lone surrogates",
    [
      String.raw`{"id":"a\ud83d","email":"\udc00x","tags":["\ud800"],"properties":{"k\ud800":"v\udfff"},"other\ud800":["\ud800"]}`,
    ],
    {
      arrives: [
        {
          id: "a\ufffd",
          email: "\ufffdx",
          tags: ["\ufffd"],
          properties: { "k\ufffd": "v\ufffd" },
          extra: { "other\ufffd": ["\ufffd"] },
        },
      ],
    },
  ),
  profiles(
    "names that clash once they are in lower case, or without their @",
    [
      `{"id":"a","ID":"b","@id":"c","email":"x","Email":"y","EMAIL":"z","properties":{"Size":1,"size":2}}`,
    ],
    {
      arrives: [
        {
          id: "a",
          email: "x",
          properties: { Size: 1, size: 2 },
          extra: { ID: "b", "@id": "c", Email: "y", EMAIL: "z" },
        },
      ],
    },
  ),
  profiles(
    "fields called __proto__ and constructor",
    [
      `{"id":"a","__proto__":{"email":"${mail}"},"constructor":1,"toString":2,"hasOwnProperty":3,"properties":{"__proto__":{"x":1},"constructor":null},"stats":{"__proto__":{"orders":3}},"dates":{"__proto__":"d"},"lists":[{"id":"5","__proto__":{"title":"t"}}]}`,
    ],
    {
      arrives: [
        {
          id: "a",
          email: null,
          properties: JSON.parse('{"__proto__":{"x":1},"constructor":null}') as unknown,
          stats: JSON.parse('{"__proto__":{"orders":3}}') as unknown,
          dates: JSON.parse('{"__proto__":"d"}') as unknown,
          extra: JSON.parse(
            `{"__proto__":{"email":"${mail}"},"constructor":1,"toString":2,"hasOwnProperty":3}`,
          ) as unknown,
        },
      ],
    },
  ),
  {
    happens: "a list without an id",
    stream: "lists",
    make: answer("/lists", `[{"title":"${privateWord}","type":"static"},{"id":3,"type":"static"}]`),
    arrives: [{ id: "3", type: "static" }],
    instead: true,
    rejected: 1,
    exitCode: 5,
    says: /it has no id, which is a part of its key/,
  },
  {
    happens: "an unsubscribe whose time cannot be read",
    stream: "unsubscribes",
    make: ({ sandbox }) => {
      let isDone = false;
      sandbox.setTransform((path, _query, rows) => {
        if (isDone || !path.endsWith("/unsubscribes")) return rows;
        isDone = true;
        return [...rows, { profile_id: "bad", email_address: mail, timestamp: privateWord }];
      });
    },
    arrives: [{ profile_id: "bad", timestamp: null, extra: { timestamp: privateWord } }],
    exitCode: 0,
    says: /values that do not fit their column's type are kept in extra: timestamp/,
  },
];
