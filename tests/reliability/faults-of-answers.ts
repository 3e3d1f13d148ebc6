import type { FaultAction } from "../simulator/faults.js";
import { syncAt } from "../support/sync-scene.js";
import type { Fault, FaultScene } from "./fault.js";

type Make = (scene: FaultScene) => void;

/** Hits requests for profiles: those behind the first page, or all of them. */
function onProfiles(action: FaultAction, times: number): Make {
  return ({ sandbox }) => {
    sandbox.faults.add({
      match: ({ path, query }) =>
        path === "/v2/profiles" && (times === Infinity || Number(query["offset"]) > 0),
      times,
      action,
    });
  };
}

function status(code: number, retryAfter?: string): FaultAction & { readonly kind: "status" } {
  const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  // A body that quotes the request, as some gateways do, must not come to the log.
  return { kind: "status", status: code, headers, body: "<html>Sorry</html>" };
}

const patience = { max_retries: 2 };

/** What passes is repeated, and every row arrives; what does not pass fails the stream, and no other. */
function passing(what: { happens: string; action: FaultAction; says: RegExp }): Fault[] {
  return [
    {
      happens: `${what.happens}, once`,
      make: onProfiles(what.action, 1),
      exitCode: 0,
      says: [what.says],
      retries: 1,
    },
    {
      happens: `${what.happens}, for ever`,
      make: onProfiles(what.action, Infinity),
      config: patience,
      exitCode: 4,
      incomplete: ["profiles"],
      says: [what.says, /GET \/profiles\/ failed: .*was retried 2 times \(max_retries\)/],
      retries: 2,
    },
  ];
}

const throttling: readonly Fault[] = [
  {
    happens: "429 with Retry-After in seconds",
    make: onProfiles(status(429, "7"), 1),
    exitCode: 0,
    says: [/"in_seconds":7[,}]/],
    retries: 1,
    throttled: 1,
  },
  {
    happens: "429 with Retry-After as a date",
    make: onProfiles(status(429, new Date(syncAt + 30_000).toUTCString()), 1),
    exitCode: 0,
    says: [/"in_seconds":30[,}]/],
    retries: 1,
    throttled: 1,
  },
  {
    happens: "429 with Retry-After as a date of a clock that is an hour behind ours",
    make: onProfiles(
      {
        ...status(429),
        headers: {
          date: new Date(syncAt - 3_600_000).toUTCString(),
          "retry-after": new Date(syncAt - 3_600_000 + 30_000).toUTCString(),
        },
      },
      1,
    ),
    exitCode: 0,
    says: [/"in_seconds":30[,}]/],
    retries: 1,
    throttled: 1,
  },
  ...["", "soon", "-5"].map((header): Fault => ({
    happens: `429 with Retry-After "${header}", which says nothing`,
    make: onProfiles(status(429, header), 1),
    exitCode: 0,
    says: [/"in_seconds":(0|1|0\.\d)[,}]/],
    retries: 1,
    throttled: 1,
  })),
  {
    happens: "429 without Retry-After, oftener than max_retries",
    make: onProfiles(status(429), 9),
    config: patience,
    exitCode: 0,
    says: [/the service answered 429; trying again/],
    retries: 9,
    throttled: 9,
  },
  {
    happens: "429 without Retry-After, for ever",
    make: onProfiles(status(429), Infinity),
    exitCode: 4,
    incomplete: ["profiles"],
    says: [/the service answered 429, and has waited as long as max_retry_wait allows/],
    retries: "any",
  },
  ...[429, 503].map((code): Fault => ({
    happens: `${code} that asks to wait for a day`,
    make: onProfiles(status(code, "86400"), Infinity),
    exitCode: 4,
    incomplete: ["profiles"],
    says: [/was asked to wait 86400 s, longer than max_retry_wait allows/],
  })),
];

const refusals: readonly Fault[] = [
  ...[401, 403].map((code): Fault => ({
    happens: `${code} on everything`,
    make: ({ sandbox }) => {
      sandbox.faults.add({ times: Infinity, action: status(code) });
    },
    exitCode: 3,
    incomplete: ["lists", "profiles", "unsubscribes"],
    says: [
      /^Incomplete: lists, profiles, unsubscribes\. The service refused the API key[^.]*\. Check api_key[^.]*\.$/,
    ],
  })),
  ...(["lists", "profiles", "unsubscribes"] as const).map((name): Fault => ({
    happens: `403 on /${name} alone`,
    streams: ["lists", "profiles", "unsubscribes", "email_events"],
    make: ({ sandbox }) => {
      sandbox.faults.add({
        match: ({ path }) => path === `/v2/${name}`,
        times: Infinity,
        action: status(403),
      });
    },
    exitCode: 4,
    incomplete: [name],
    says: [new RegExp(`GET /${name}/? answered 403\\. .*deselect the stream`)],
  })),
  {
    happens: "a status that no repetition helps against",
    make: onProfiles(status(400), Infinity),
    exitCode: 4,
    incomplete: ["profiles"],
    says: [/the service answered 400, and is not retried/],
  },
];

const saysLate = /no whole answer within request_timeout; trying again/;

/** Here seconds are those of the machine: where it is slow other answers may be late as well, which costs a retry. */
const late: readonly Fault[] = [
  {
    happens: "no answer in time, once",
    make: onProfiles({ kind: "delay", ms: 600_000 }, 1),
    config: { request_timeout: 2, max_retries: 20 },
    exitCode: 0,
    says: [saysLate],
    retries: "any",
  },
  {
    happens: "no answer in time, for ever",
    make: onProfiles({ kind: "delay", ms: 600_000 }, Infinity),
    config: { request_timeout: 2, ...patience },
    exitCode: 4,
    incomplete: ["profiles"],
    says: [saysLate, /GET \/profiles\/ failed: .*was retried 2 times \(max_retries\)/],
    retries: "any",
  },
];

/** Faults that are answers of HTTP, and answers that are no JSON. */
export const faultsOfAnswers: readonly Fault[] = [
  ...throttling,
  ...[408, 500, 502, 503, 504].flatMap((code) =>
    passing({
      happens: `status ${code}`,
      action: status(code),
      says: new RegExp(`GET /profiles/: the service answered ${code}; trying again`),
    }),
  ),
  ...passing({
    happens: "a connection that is closed without an answer",
    action: { kind: "reset" },
    says: /the connection failed \(ECONNRESET\); trying again/,
  }),
  ...passing({
    happens: "a connection that is closed behind the headers",
    action: { kind: "cut", afterBytes: 0 },
    says: /the connection failed \(\w+\); trying again/,
  }),
  ...passing({
    happens: "a connection that is closed in mid-body",
    action: { kind: "cut", afterBytes: 5_000 },
    says: /the connection failed \(\w+\); trying again/,
  }),
  ...late,
  ...passing({
    happens: "JSON that breaks off, with status 200",
    action: { kind: "body", body: '[{"id":"1","email":"a@' },
    says: /the body is not valid JSON; trying again/,
  }),
  ...passing({
    happens: "NaN in JSON, with status 200",
    action: { kind: "body", body: '[{"id":"1","stats":{"aov":NaN}}]' },
    says: /the body is not valid JSON; trying again/,
  }),
  ...passing({
    happens: "no body, with status 200",
    action: { kind: "body", body: "" },
    says: /the body is not valid JSON; trying again/,
  }),
  ...passing({
    happens: "HTML with status 200",
    action: { kind: "body", body: "<!doctype html><title>Be right back</title>" },
    says: /the body is not valid JSON but looks like HTML; trying again/,
  }),
  ...refusals,
];
