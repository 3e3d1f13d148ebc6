import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { Fault, FaultAnswerMaker } from "./fault.js";

const everything = ["lists", "profiles", "unsubscribes"] as const;

/** Answers requests for profiles: the first one alone, or all of them. */
function onProfiles(answer: FaultAnswerMaker, times: number): NonNullable<Fault["front"]> {
  return () => {
    let left = times;
    return (request, response, scene) => {
      if (request.url?.startsWith("/v2/profiles/?") !== true || left === 0) return false;
      left -= 1;
      answer(response, request.url, scene);
      return true;
    };
  };
}

function gzipped(response: ServerResponse, body: Buffer | string): void {
  response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
  response.end(body);
}

const page = gzipSync(JSON.stringify([{ id: "1", email: "a@example.org" }]));

const undecodable: readonly { readonly happens: string; readonly body: Buffer | string }[] = [
  { happens: "gzip that breaks off", body: page.subarray(0, page.length - 12) },
  { happens: "gzip without its checksum", body: page.subarray(0, page.length - 8) },
  { happens: "damaged gzip", body: Buffer.concat([page.subarray(0, 12), page.subarray(20)]) },
  { happens: "a body that is not gzip but is said to be", body: "[]" },
];

const compression = undecodable.flatMap(({ happens, body }): Fault[] => {
  const answer: FaultAnswerMaker = (response) => {
    gzipped(response, body);
  };
  const says = /GET \/profiles\/: the connection failed \(\w+\); trying again/;
  return [
    {
      happens: `${happens}, once`,
      front: onProfiles(answer, 1),
      exitCode: 0,
      says: [says],
      retries: 1,
    },
    {
      happens: `${happens}, for ever`,
      front: onProfiles(answer, Infinity),
      config: { max_retries: 1 },
      exitCode: 4,
      incomplete: ["profiles"],
      says: [says, /GET \/profiles\/ failed: .*was retried 1 times/],
      retries: 1,
    },
  ];
});

const elsewhere: FaultAnswerMaker = (response, url, { elsewhere: other }) =>
  response.writeHead(307, { location: other.origin + url }).end();

const redirects: readonly Fault[] = [
  ...[301, 302, 303, 307, 308].map((status): Fault => ({
    happens: `a redirect (${status}) to another origin`,
    front: onProfiles(
      (response, url, { elsewhere: other }) =>
        response.writeHead(status, { location: other.origin + url }).end(),
      Infinity,
    ),
    exitCode: 4,
    incomplete: ["profiles"],
    says: [
      new RegExp(
        `the service answered ${status} to http://127\\.0\\.0\\.1:\\d+, which is not followed`,
      ),
    ],
  })),
  {
    happens: "a redirect to another origin, without its scheme, on page two",
    front: () => (request, response, scene) => {
      if (!/^\/v2\/profiles\/\?.*offset=[1-9]/.test(request.url ?? "")) return false;
      response.writeHead(302, { location: scene.elsewhere.origin.slice("http:".length) }).end();
      return true;
    },
    exitCode: 4,
    incomplete: ["profiles"],
    says: [/which is not followed/],
  },
  {
    happens: "a redirect to another origin behind one that is followed",
    front: () => (request, response, scene) => {
      const url = request.url ?? "";
      if (url.startsWith("/v2/profiles/?"))
        response.writeHead(307, { location: url.replace("/v2/", "/v3/") }).end();
      else if (url.startsWith("/v3/")) elsewhere(response, url, scene);
      else return false;
      return true;
    },
    exitCode: 4,
    incomplete: ["profiles"],
    says: [/which is not followed/],
  },
  {
    happens: "a redirect to another scheme of the same host and port",
    front: () => (request, response) => {
      if (request.url?.startsWith("/v2/profiles/?") !== true) return false;
      response
        .writeHead(302, { location: `https://${request.headers.host ?? ""}${request.url}` })
        .end();
      return true;
    },
    exitCode: 4,
    incomplete: ["profiles"],
    says: [/the service answered 302 to https:\/\/127\.0\.0\.1:\d+, which is not followed/],
  },
  ...[302, 307, 308].map((status): Fault => ({
    happens: `a redirect (${status}) to the same origin`,
    front: () => (request, response) => {
      const url = request.url ?? "";
      if (url.startsWith("/v2/")) {
        response.writeHead(status, { location: url.replace("/v2/", "/new/v2/") }).end();
        return true;
      }
      request.url = url.replace("/new/v2/", "/v2/");
      return false;
    },
    exitCode: 0,
  })),
  {
    happens: "redirects in a circle",
    front: onProfiles(
      (response, url) => response.writeHead(302, { location: url }).end(),
      Infinity,
    ),
    config: { max_retries: 1 },
    exitCode: 4,
    incomplete: ["profiles"],
    says: [/GET \/profiles/],
    retries: 1,
  },
];

/** Faults below HTTP, of its encodings, and of its redirects. */
export const faultsOfConnections: readonly Fault[] = [
  {
    happens: "a connection that is refused",
    streams: [...everything, "email_events"],
    config: { base_url: "http://127.0.0.1:1/v2", max_retries: 1 },
    exitCode: 4,
    incomplete: everything,
    says: [/the connection failed \(ECONNREFUSED\); trying again/, /was retried 1 times/],
    retries: 3,
  },
  {
    happens: "a host that has no address",
    streams: ["lists", "email_events"],
    config: { base_url: "https://ometria.invalid/v2", max_retries: 1, request_timeout: 5 },
    exitCode: 4,
    incomplete: ["lists"],
    says: [
      /the connection failed \((ENOTFOUND|EAI_AGAIN)\)|no whole answer within request_timeout/,
    ],
    retries: 1,
  },
  {
    happens: "an export folder that is not there",
    streams: [...everything, "email_events"],
    config: { export_url: "file:///nowhere/at/all" },
    exitCode: 4,
    incomplete: ["email_events"],
    says: [/Cannot list the export folder \/nowhere\/at\/all: .*ENOENT.*Check export_url/],
  },
  ...compression,
  {
    happens: "answers that are whole, and compressed",
    front:
      () =>
      (request, response, { sandbox }) => {
        const { url = "/", headers } = request;
        const key = String(headers["x-ometria-auth"]);
        void fetch(new URL(url, sandbox.baseUrl), { headers: { "x-ometria-auth": key } })
          .then((answer) => answer.text())
          .then((text) => {
            gzipped(response, gzipSync(text));
          });
        return true;
      },
    exitCode: 0,
  },
  ...redirects,
];
