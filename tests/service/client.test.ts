import { describe, expect, test } from "@jest/globals";
import { withServer } from "../support/http-server.js";
import { createSkippingClock, setReadScene } from "../support/read-scene.js";

const noon = Date.parse("2026-01-05T12:00:00Z");

// A machine that is busy takes several times as long.
describe("ApiClient", () => {
  test("sends the key, the user agent and the query, and gives the parsed body", async () => {
    await withServer(
      (_request, response) => response.end('[{"id":12345678901234567890}]'),
      async ({ origin, requests }) => {
        const { client } = setReadScene({ baseUrl: `${origin}/v2/`, apiKey: "the-key" });

        const body = await client.get("/profiles", { limit: 5, updateSince: "2026-01-01" });

        const [request] = requests;
        expect(body).toEqual([{ id: "12345678901234567890" }]);
        expect(request?.url).toBe("/v2/profiles?limit=5&updateSince=2026-01-01");
        expect(request?.headers["x-ometria-auth"]).toBe("the-key");
        expect(request?.headers["user-agent"]).toBe("test");
      },
    );
  });

  test("takes every attempt through the budget, and logs each retry once", async () => {
    const clock = createSkippingClock(noon);
    const times: number[] = [];
    await withServer(
      (_request, response, before) => {
        times.push(clock.now());
        response.writeHead(before < 4 ? 503 : 200, { "retry-after": "0.001" }).end("[]");
      },
      async ({ origin }) => {
        const { client, logged } = setReadScene({
          baseUrl: origin,
          clock,
          settings: { maxRetries: 5, maxWaitMs: 900_000, requestsPerSecond: 2 },
        });

        await client.get("/profiles", {});
        await client.get("/profiles", {});

        const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
        expect(times).toHaveLength(6);
        expect(Math.min(...gaps)).toBeGreaterThanOrEqual(500);
        expect(client.figures).toEqual({ requests: 6, retries: 4, throttled: 0 });
        expect(logged.lines("warning").map(({ attempt }) => attempt)).toEqual([2, 3, 4, 5]);
        expect(new Set(logged.messages("warning"))).toEqual(
          new Set(["GET /profiles: the service answered 503; trying again"]),
        );
      },
    );
  });

  test("waits as long as a 429 asks, more often than max_retries, and slows down", async () => {
    const clock = createSkippingClock(noon);
    await withServer(
      (_request, response, before) => {
        response.writeHead(before < 3 ? 429 : 200, { "retry-after": "10" }).end("[]");
      },
      async ({ origin }) => {
        const { client, logged } = setReadScene({
          baseUrl: origin,
          clock,
          settings: { maxRetries: 0, maxWaitMs: 30_000, requestsPerSecond: 4 },
        });

        const body = await client.get("/profiles", {});

        expect(body).toEqual([]);
        expect(clock.now() - noon).toBe(30_000);
        expect(client.figures).toEqual({ requests: 4, retries: 3, throttled: 3 });
        expect(client.budget.rate()).toBeLessThan(3);
        expect(logged.lines("warning").map((line) => line["in_seconds"])).toEqual([10, 10, 10]);
      },
    );
  });

  test("gives up when a 429 asks for more than max_retry_wait", async () => {
    await withServer(
      (_request, response) => response.writeHead(429, { "retry-after": "10" }).end(),
      async ({ origin, requests }) => {
        const { client } = setReadScene({
          baseUrl: origin,
          clock: createSkippingClock(noon),
          settings: { maxWaitMs: 25_000 },
        });

        await expect(client.get("/profiles", {})).rejects.toMatchObject({
          code: "source",
          message:
            "GET /profiles failed: the service answered 429, and was asked to wait 10 s, longer than max_retry_wait allows.",
        });
        expect(requests).toHaveLength(3);
      },
    );
  });

  test.each([
    { name: "an error page with 200", body: "<html>Sorry</html>", said: "but looks like HTML" },
    { name: "invalid JSON", body: '[{"id":', said: "the body is not valid JSON" },
    { name: "no body", body: "", said: "the body is not valid JSON" },
  ])("tries again after $name", async ({ body, said }) => {
    await withServer(
      (_request, response, before) => response.end(before < 2 ? body : "[1]"),
      async ({ origin }) => {
        const { client, logged } = setReadScene({
          baseUrl: origin,
          clock: createSkippingClock(noon),
          settings: { maxRetries: 2, maxWaitMs: 900_000 },
        });

        const answer = await client.get("/profiles", {});

        expect(answer).toEqual([1]);
        expect(logged.messages("warning")).toHaveLength(2);
        expect(logged.messages("warning")[0]).toContain(said);
      },
    );
  });

  test("tries again after a cut answer and a closed connection", async () => {
    await withServer(
      (request, response, before) => {
        if (before === 0) {
          response.writeHead(200, { "content-length": "100" });
          response.write("[1,2", () => request.socket.destroy());
        } else if (before === 1) request.socket.destroy();
        else response.end("[3]");
      },
      async ({ origin }) => {
        const { client, logged } = setReadScene({
          baseUrl: origin,
          clock: createSkippingClock(noon),
          settings: { maxRetries: 3, maxWaitMs: 900_000 },
        });

        const answer = await client.get("/profiles", {});

        expect(answer).toEqual([3]);
        expect(logged.messages("warning")).toEqual([
          expect.stringMatching(/the connection failed \(\w+\); trying again/),
          expect.stringMatching(/the connection failed \(ECONNRESET\); trying again/),
        ]);
      },
    );
  });

  test("tries again while an answer is late", async () => {
    await withServer(
      (_request, response, before) => before > 0 && response.end("[3]"),
      async ({ origin }) => {
        const { client, logged } = setReadScene({
          baseUrl: origin,
          clock: createSkippingClock(noon),
          // On a slow machine other answers than the first one may be late too.
          settings: { maxRetries: 100, maxWaitMs: 3_600_000, timeoutMs: 300 },
        });

        const answer = await client.get("/profiles", {});

        expect(answer).toEqual([3]);
        expect(logged.messages("warning")).toContain(
          "GET /profiles: no whole answer within request_timeout; trying again",
        );
      },
    );
  });

  test("refuses an answer that would not fit into memory, and does not ask again", async () => {
    const piece = Buffer.alloc(1024 * 1024, " ");
    await withServer(
      (_request, response) => {
        const send = (): void => {
          while (!response.destroyed && response.write(piece));
        };
        response.on("drain", send);
        send();
      },
      async ({ origin, requests }) => {
        const { client } = setReadScene({
          baseUrl: origin,
          settings: { maxRetries: 3, largestAnswer: 8 },
        });

        await expect(client.get("/profiles", {})).rejects.toMatchObject({
          code: "source",
          message: "GET /profiles answered with more than 8 MiB.",
        });
        expect(requests).toHaveLength(1);
      },
    );
  });
});

describe("ApiClient.startedAt", () => {
  test("is the service's Date of the first answer less the time that it took", async () => {
    const clock = createSkippingClock(noon);
    await withServer(
      (_request, response, before) => {
        // The answer takes three seconds by the clock.
        void clock.sleep(3_000);
        const date = before === 0 ? "Mon, 05 Jan 2026 09:00:10 GMT" : new Date().toUTCString();
        response.writeHead(403, { date }).end();
      },
      async ({ origin, requests }) => {
        const { client } = setReadScene({ baseUrl: origin, clock });

        const startedAt = await client.startedAt();
        const again = await client.startedAt();

        expect(new Date(startedAt).toISOString()).toBe("2026-01-05T09:00:07.000Z");
        expect(again).toBe(startedAt);
        expect(requests.map(({ url }) => url)).toEqual(["/lists?limit=1&offset=0"]);
      },
    );
  });

  test("is our own time where the service names none, and of the first answer whatever was asked", async () => {
    const clock = createSkippingClock(noon);
    await withServer(
      (_request, response) => {
        response.sendDate = false;
        response.end("[]");
      },
      async ({ origin, requests }) => {
        const { client } = setReadScene({ baseUrl: origin, clock });
        await client.get("/profiles", {});
        await clock.sleep(60_000);

        const startedAt = await client.startedAt();

        expect(startedAt).toBe(noon);
        expect(requests).toHaveLength(1);
      },
    );
  });

  test("fails where no answer came at all", async () => {
    await withServer(
      (request) => request.socket.destroy(),
      async ({ origin }) => {
        const { client } = setReadScene({ baseUrl: origin });

        await expect(client.startedAt()).rejects.toMatchObject({ code: "source" });
      },
    );
  });
});
