import { text } from "node:stream/consumers";
import { describe, expect, test } from "@jest/globals";
import { withServer, type Answer } from "../support/http-server.js";
import { makeWorkFolder, runTap, secretKey, startTap, type TapRun } from "../support/run-tap.js";
import { lastLogLine } from "../support/tap-scene.js";

/** A run of `request` against a server that answers so, at the lowest log level. */
async function requestTo(
  answer: Answer,
  args: readonly string[],
  { settings = {}, input = "" } = {},
): Promise<TapRun & { readonly sent: readonly { readonly url: string; readonly body: string }[] }> {
  const folder = await makeWorkFolder();
  const sent: { url: string; body: string }[] = [];
  let run: TapRun | undefined;
  try {
    await withServer(
      (request, response, before) => {
        void text(request).then((body) => {
          sent.push({ url: request.url ?? "", body });
          answer(request, response, before);
        });
      },
      async ({ origin }) => {
        const config = await folder.write("config.json", {
          api_key: secretKey,
          base_url: `${origin}/v2`,
          requests_per_second: 1000,
          ...settings,
        });
        const all = ["request", ...args, "--config", config, "--log-level", "debug"];
        run = await startTap(all, {}, input).ended;
      },
    );
  } finally {
    await folder.remove();
  }
  if (run === undefined) throw new Error("there was no run");
  return { ...run, sent };
}

describe("tap-ometria request", () => {
  test("writes one object as it came, and asks by the path parameters and the query", async () => {
    const body = '{ "id": 12345678901234567890,\n "name": "Zoë" }';

    const run = await requestTo(
      (_request, response) => response.end(body),
      [
        "/contacts/{collection}/{id}",
        "--path-param",
        "collection=my shop",
        "--path-param",
        "id=../x",
        "--query",
        "a=1",
        "--query",
        "a=b=c",
      ],
    );

    expect([run.exitCode, run.stdout]).toEqual([0, `${body}\n`]);
    expect(run.sent).toEqual([{ url: "/v2/contacts/my%20shop/..%2Fx?a=1&a=b%3Dc", body: "" }]);
    expect(run.stderr).toContain("GET /contacts/{collection}/{id} answered status=200");
  });

  test("shows in the log neither key, nor headers, nor ids, nor query, nor body, at any level", async () => {
    const run = await requestTo(
      (_request, response, before) =>
        response.writeHead(before === 0 ? 429 : 400, { "retry-after": "1" }).end("said-of-jane"),
      [
        "/contacts/customers/jane-41",
        "-X",
        "PUT",
        "--allow-write",
        ...["-H", "X-Token: token-of-jane", "--query", "email=jane@example.org"],
        ...["-d", '{"email":"jane@example.org"}'],
      ],
    );

    expect([run.exitCode, run.stdout, run.sent.length]).toEqual([4, "said-of-jane\n", 2]);
    expect(run.stderr).toContain("PUT /contacts/customers/{id}");
    expect(run.stderr).not.toMatch(/jane|token-of/);
  });

  test.each([
    { flags: ["-d", "{}"], method: "POST" },
    { flags: ["-X", "DELETE"], method: "DELETE" },
    { flags: ["-X", "patch", "-d", "{}"], method: "PATCH" },
  ])("sends nothing for $method without --allow-write, and ends with 2", async (given) => {
    const run = await requestTo(
      (_request, response) => response.end("{}"),
      ["/lists", ...given.flags],
    );

    expect([run.exitCode, run.stdout, run.sent]).toEqual([2, "", []]);
    expect(lastLogLine(run)).toBe(
      `CRITICAL ${given.method} can change the account, so nothing was sent. Pass --allow-write to send it.`,
    );
  });

  test("sends a POST once that got 503, writes its body, and says that it may have been carried out", async () => {
    const run = await requestTo(
      (_request, response) => response.writeHead(503).end("down"),
      ["/push", "-d", "[]", "--allow-write"],
    );

    expect([run.exitCode, run.stdout, run.sent.length]).toEqual([4, "down\n", 1]);
    expect(lastLogLine(run)).toBe(
      "CRITICAL POST /push failed: the service answered 503, and is not sent again: it may have been carried out. See whether it was before you send it again.",
    );
  });

  test("sends a POST once that was not answered in time", async () => {
    const run = await requestTo(() => undefined, ["/push", "-d", "[]", "--allow-write"], {
      settings: { request_timeout: 0.5 },
    });

    expect([run.exitCode, run.stdout, run.sent.length]).toEqual([4, "", 1]);
    expect(lastLogLine(run)).toContain("it may have been carried out");
  });

  test("waits for a 429 of a POST and sends it again, body and all, also one from stdin", async () => {
    const run = await requestTo(
      (_request, response, before) =>
        before === 0
          ? response.writeHead(429, { "retry-after": "1" }).end()
          : response.writeHead(202).end('{"status":"OK"}\n'),
      ["/push", "-d", "-", "--allow-write"],
      { input: '[{"id":"1"}]\n' },
    );

    expect([run.exitCode, run.stdout]).toEqual([0, '{"status":"OK"}\n']);
    expect(run.sent.map(({ body }) => body)).toEqual(['[{"id":"1"}]\n', '[{"id":"1"}]\n']);
  });

  test.each([
    { status: 403, exitCode: 3 },
    { status: 404, exitCode: 4 },
  ])("writes the body of a $status and ends with $exitCode", async ({ status, exitCode }) => {
    const run = await requestTo(
      (_request, response) => response.writeHead(status).end('{"error":"no"}'),
      ["/profiles/{id}", "--path-param", "id=7"],
    );

    expect([run.exitCode, run.stdout]).toEqual([exitCode, '{"error":"no"}\n']);
  });

  test("says on stderr why a write was refused, without what it held; stdout has it all", async () => {
    const body = '{"detail":"Jane Doe, jane@example.org: gender is not a valid value"}';

    const run = await requestTo(
      (_request, response) => response.writeHead(400).end(body),
      ["/push", "-d", '[{"name":"Jane Doe"}]', "--allow-write"],
    );

    expect([run.exitCode, run.stdout]).toEqual([4, `${body}\n`]);
    expect(lastLogLine(run)).toBe(
      'CRITICAL POST /push failed: the service answered 400 ("***, ***: gender is not a valid value"), and is not retried. What the service answered may say why.',
    );
  });

  test("leaves the array open where a page fails", async () => {
    const rows = Array.from({ length: 250 }, (_, id) => ({ id }));

    const run = await requestTo(
      (request, response) =>
        request.url?.includes("offset=0") === true
          ? response.end(JSON.stringify(rows))
          : response.writeHead(500).end(),
      ["/orders", "--paginate"],
      { settings: { max_retries: 0 } },
    );

    expect(run.exitCode).toBe(4);
    expect(JSON.parse(`${run.stdout}]`)).toEqual(rows);
  });

  test.each([
    [["/profiles/{id}", "--path-param", "id=.."], "PATH would lead to another address"],
    [["/profiles", "--paginate", "--query", "limit=5"], "--paginate sets limit and offset itself."],
    [["/profiles", "--paginate", "-X", "HEAD"], "--paginate: a HEAD has no pages."],
    [["/push", "--allow-write", "-d", "@none.json"], "-d: cannot read the file none.json."],
  ])("%j ends with 2 and sends nothing", async (args, said) => {
    const run = await requestTo((_request, response) => response.end("[]"), args);

    expect([run.exitCode, run.stdout, run.sent]).toEqual([2, "", []]);
    expect(lastLogLine(run)).toContain(said);
  });

  test("needs a config, and a key in it", async () => {
    const folder = await makeWorkFolder();
    const config = await folder.write("config.json", { export_url: "file:///nowhere" });

    const runs = [
      await runTap(["request", "/profiles"]),
      await runTap(["request", "/profiles", "--config", config]),
    ];
    await folder.remove();

    expect(runs.map(({ exitCode }) => exitCode)).toEqual([2, 2]);
    expect(runs.map(lastLogLine)).toEqual([
      expect.stringContaining("No config: pass --config FILE"),
      expect.stringContaining("api_key (TAP_OMETRIA_API_KEY): is missing."),
    ]);
  });
});
