import { text } from "node:stream/consumers";
import { describe, expect, test } from "@jest/globals";
import { describeError, RefusedError, SourceError } from "../../src/errors.js";
import { withServer } from "../support/http-server.js";
import { createSkippingClock, setReadScene, type SceneOptions } from "../support/read-scene.js";

const key = "key-that-stays-home";
const write = {
  method: "POST",
  path: "/contacts/jane%40example.org",
  name: "/contacts/{id}",
  query: { email: "jane@example.org" },
  headers: { "content-type": "application/json" },
  body: Buffer.from('{"secret":"of-the-body"}'),
} as const;

function sceneFor(origin: string, changes: SceneOptions = {}) {
  return setReadScene({
    baseUrl: `${origin}/v2`,
    apiKey: key,
    clock: createSkippingClock(0),
    settings: { maxRetries: 5, maxWaitMs: 900_000, timeoutMs: 200 },
    ...changes,
  });
}

describe("ApiClient.send", () => {
  test("sends method, headers and body as they are, with the key, and gives the answer's bytes", async () => {
    const bodies: Promise<string>[] = [];
    await withServer(
      (request, response) => {
        bodies.push(text(request));
        response.writeHead(201).end(" not JSON\n");
      },
      async ({ origin, requests }) => {
        const { answer, error } = await sceneFor(origin).client.send(write);

        const [request] = requests;
        expect([answer.status, Buffer.from(answer.body).toString(), error]).toEqual([
          201,
          " not JSON\n",
          undefined,
        ]);
        expect([request?.method, request?.url]).toEqual([
          "POST",
          "/v2/contacts/jane%40example.org?email=jane%40example.org",
        ]);
        expect(request?.headers).toMatchObject({
          "x-ometria-auth": key,
          "content-type": "application/json",
        });
        expect(await Promise.all(bodies)).toEqual(['{"secret":"of-the-body"}']);
      },
    );
  });

  test.each([500, 502, 503, 504, 408])(
    "sends a write once that was answered with %d, and says that it may have been carried out",
    async (status) => {
      await withServer(
        (_request, response) => response.writeHead(status).end("broken"),
        async ({ origin, requests }) => {
          const { answer, error } = await sceneFor(origin).client.send(write);

          expect(requests).toHaveLength(1);
          expect(Buffer.from(answer.body).toString()).toBe("broken");
          expect(error).toBeInstanceOf(SourceError);
          expect(describeError(error)).toBe(
            `POST /contacts/{id} failed: the service answered ${status}, and is not sent again: it may have been carried out. See whether it was before you send it again.`,
          );
        },
      );
    },
  );

  test.each([
    { name: "is not answered in time", answer: () => undefined },
    {
      name: "loses its connection",
      answer: (response: { destroy: () => unknown }) => response.destroy(),
    },
  ])("sends a write once that $name", async ({ answer }) => {
    await withServer(
      (_request, response) => void answer(response),
      async ({ origin, requests }) => {
        const { client } = sceneFor(origin);

        await expect(client.send(write)).rejects.toThrow("it may have been carried out");
        expect(requests).toHaveLength(1);
      },
    );
  });

  test("waits after a 429 and sends a write again", async () => {
    await withServer(
      (_request, response, before) => {
        if (before < 2) response.writeHead(429, { "retry-after": "7" }).end();
        else response.end("{}");
      },
      async ({ origin, requests }) => {
        const { client, logged } = sceneFor(origin);

        const { answer } = await client.send(write);

        expect([answer.status, requests.length]).toEqual([200, 3]);
        expect(logged.lines("warning")).toMatchObject([{ in_seconds: 7 }, { in_seconds: 7 }]);
      },
    );
  });

  test("tries a write again that found nobody to connect to", async () => {
    const { client } = sceneFor("http://127.0.0.1:1", {
      settings: { maxRetries: 2, maxWaitMs: 900_000 },
    });

    await expect(client.send(write)).rejects.toThrow("and was retried 2 times (max_retries)");
    expect(client.figures.requests).toBe(3);
  });

  test("tries a GET again that was answered with 503", async () => {
    await withServer(
      (_request, response, before) => response.writeHead(before === 0 ? 503 : 200).end("{}"),
      async ({ origin, requests }) => {
        const { path, query } = write;
        const { answer } = await sceneFor(origin).client.send({ method: "GET", path, query });

        expect([answer.status, requests.length]).toEqual([200, 2]);
      },
    );
  });

  test("gives the body of a refusal with its error", async () => {
    await withServer(
      (_request, response) => response.writeHead(403).end('{"error":"no"}'),
      async ({ origin, requests }) => {
        const { answer, error } = await sceneFor(origin).client.send(write);

        expect(Buffer.from(answer.body).toString()).toBe('{"error":"no"}');
        expect(error).toBeInstanceOf(RefusedError);
        expect(requests).toHaveLength(1);
      },
    );
  });

  test.each([301, 302, 303, 307, 308])("does not follow a %d of a write", async (status) => {
    await withServer(
      (_request, response) => response.writeHead(status, { location: "/v2/elsewhere" }).end(),
      async ({ origin, requests }) => {
        const { client } = sceneFor(origin);

        await expect(client.send(write)).rejects.toThrow(
          "which is not followed: a write is sent to base_url alone",
        );
        expect(requests).toHaveLength(1);
      },
    );
  });

  test.each([200, 403, 404, 429, 500])(
    "logs neither ids, query, body nor key after a %d",
    async (status) => {
      await withServer(
        (_request, response) => response.writeHead(status).end("answer-for-jane"),
        async ({ origin }) => {
          const { client, logged } = sceneFor(origin, {
            settings: { maxRetries: 1, maxWaitMs: 5_000 },
          });

          const { error } = await client.send(write);

          const shown = `${logged.text()} ${describeError(error)}`;
          expect(shown).toContain("POST /contacts/{id}");
          for (const secret of ["jane", "of-the-body", key]) expect(shown).not.toContain(secret);
        },
      );
    },
  );
});
