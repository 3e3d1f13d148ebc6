import type { ServerResponse } from "node:http";
import { inspect } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { NotFoundError, RefusedError, SourceError, describeError } from "../../src/errors.js";
import { createFakeClock } from "../support/fake-clock.js";
import { withServer } from "../support/http-server.js";
import { createSkippingClock, setReadScene } from "../support/read-scene.js";

const key = "key-that-stays-home";
const query = { email: "someone@example.org" };

describe("ApiClient, refused", () => {
  test.each([
    { status: 401, type: RefusedError, said: "The service refused the API key: GET /profiles" },
    { status: 403, type: RefusedError, said: "The service refused the API key: GET /profiles" },
    { status: 404, type: NotFoundError, said: "GET /profiles answered 404" },
    { status: 400, type: SourceError, said: "the service answered 400, and is not retried" },
    { status: 302, type: SourceError, said: "the service answered 302, which is not followed" },
  ])("does not repeat a request that was answered with $status", async (expected) => {
    await withServer(
      (_request, response) => response.writeHead(expected.status).end("{}"),
      async ({ origin, requests }) => {
        const { client } = setReadScene({ baseUrl: origin, settings: { maxRetries: 5 } });

        const error: unknown = await client.get("/profiles", {}).catch((thrown: unknown) => thrown);

        expect(error).toBeInstanceOf(expected.type);
        expect(describeError(error)).toContain(expected.said);
        expect(requests).toHaveLength(1);
      },
    );
  });

  test.each([400, 422])(
    "says of a %d what the service says, and of whom it does not",
    async (status) => {
      const detail = "someone@example.org: since is no date";
      await withServer(
        (_request, response) => response.writeHead(status).end(JSON.stringify({ detail })),
        async ({ origin }) => {
          const { client } = setReadScene({ baseUrl: origin });

          await expect(client.get("/orders", query)).rejects.toMatchObject({
            code: "not_taken",
            message: `GET /orders failed: the service answered ${status} ("***: since is no date"), and is not retried.`,
          });
        },
      );
    },
  );

  test.each([301, 302, 303, 307, 308])(
    "does not take the key to another origin with a %d",
    async (status) => {
      await withServer(
        (_request, response) => response.end("[]"),
        async (other) => {
          const redirect = (location: string) => (_request: unknown, response: ServerResponse) =>
            response.writeHead(status, { location }).end();
          for (const location of [
            `${other.origin}/v2/profiles`,
            `//${new URL(other.origin).host}/v2/profiles`,
          ]) {
            await withServer(redirect(location), async ({ origin }) => {
              const { client } = setReadScene({ baseUrl: origin, apiKey: key });

              await expect(client.get("/profiles", {})).rejects.toMatchObject({
                code: "source",
                message: `GET /profiles: the service answered ${status} to ${other.origin}, which is not followed: the API key is sent to base_url alone.`,
              });
            });
          }

          expect(other.requests).toHaveLength(0);
        },
      );
    },
  );

  test("follows a redirect to the same scheme, host and port", async () => {
    await withServer(
      (request, response) => {
        if (request.url === "/v3/profiles") response.end("[7]");
        else response.writeHead(307, { location: "/v3/profiles" }).end();
      },
      async ({ origin, requests }) => {
        const { client } = setReadScene({ baseUrl: `${origin}/v2`, apiKey: key });

        const body = await client.get("/profiles", {});

        expect(body).toEqual([7]);
        expect(requests.map(({ headers }) => headers["x-ometria-auth"])).toEqual([key, key]);
      },
    );
  });

  test.each<{ name: string; answer: (response: ServerResponse) => void }>([
    { name: "403", answer: (response) => response.writeHead(403).end(key) },
    { name: "404", answer: (response) => response.writeHead(404).end(key) },
    { name: "500", answer: (response) => response.writeHead(500).end(key) },
    {
      name: "a redirect",
      answer: (response) =>
        response.writeHead(302, { location: `https://x.test/?${query.email}&${key}` }).end(),
    },
    {
      name: "redirects in a circle",
      answer: (response) =>
        response.writeHead(302, { location: `/v2/profiles?email=${query.email}` }).end(),
    },
    { name: "a body that is no JSON", answer: (response) => response.end(`{${key}`) },
    { name: "a closed connection", answer: (response) => response.destroy() },
    {
      name: "a cut body",
      answer: (response) => {
        response.writeHead(200, { "content-length": "9" });
        response.write("[", () => response.destroy());
      },
    },
    { name: "no answer in time", answer: () => undefined },
  ])("shows neither the key nor the query after $name", async ({ answer }) => {
    await withServer(
      (_request, response) => {
        answer(response);
      },
      async ({ origin }) => {
        const { client, logged } = setReadScene({
          baseUrl: `${origin}/v2`,
          apiKey: key,
          clock: createSkippingClock(0),
          settings: { maxRetries: 1, maxWaitMs: 60_000, timeoutMs: 100 },
        });

        const error: unknown = await client
          .get("/profiles", query)
          .catch((thrown: unknown) => thrown);

        const shown = `${describeError(error)} ${inspect(error, { depth: 20 })} ${logged.messages("warning").join()}`;
        expect(error).toBeInstanceOf(Error);
        expect(shown).toContain("GET /profiles");
        expect(shown).not.toContain(key);
        expect(shown).not.toContain("someone");
        expect(logged.text()).not.toContain(key);
      },
    );
  });
});

describe("ApiClient, stopped", () => {
  const reason = new Error("the run is over");

  test("ends at once while an answer is awaited, and does not try again", async () => {
    const run = new AbortController();
    await withServer(
      () => {
        run.abort(reason);
      },
      async ({ origin, requests }) => {
        const { client, logged } = setReadScene({
          baseUrl: origin,
          signal: run.signal,
          settings: { maxRetries: 5, maxWaitMs: 900_000 },
        });

        await expect(client.get("/profiles", {})).rejects.toBe(reason);
        expect(requests).toHaveLength(1);
        expect(logged.messages("warning")).toEqual([]);
      },
    );
  });

  test.each([503, 429])("ends at once while it waits to try again after a %d", async (status) => {
    const run = new AbortController();
    const clock = createFakeClock(0);
    await withServer(
      (_request, response) => response.writeHead(status, { "retry-after": "60" }).end(),
      async ({ origin, requests }) => {
        const { client } = setReadScene({
          baseUrl: origin,
          signal: run.signal,
          clock,
          settings: { maxRetries: 5, maxWaitMs: 900_000 },
        });
        const answer = client.get("/profiles", {}).catch((thrown: unknown) => thrown);
        while (clock.sleepers() === 0) await new Promise((resolve) => setImmediate(resolve));

        run.abort(reason);

        expect(await answer).toBe(reason);
        expect(clock.sleepers()).toBe(0);
        expect(requests).toHaveLength(1);
      },
    );
  });

  test("asks nothing more afterwards", async () => {
    await withServer(
      (_request, response) => response.end("[]"),
      async ({ origin, requests }) => {
        const { client } = setReadScene({ baseUrl: origin, signal: AbortSignal.abort(reason) });

        await expect(client.get("/profiles", {})).rejects.toBe(reason);
        expect(requests).toHaveLength(0);
      },
    );
  });
});
