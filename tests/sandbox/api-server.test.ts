import { expect, test } from "@jest/globals";
import { ask, rows, serve } from "../simulator/serve.js";
import { startSimulator } from "../simulator/simulator.js";
import { createFakeClock } from "../support/fake-clock.js";

const at = Date.UTC(2026, 1, 1);

test("answers 403 without a key, and with a wrong one", async () => {
  await serve({}, async (sandbox) => {
    const without = await ask(sandbox, "/profiles", { headers: {} });
    const wrong = await ask(sandbox, "/profiles", { headers: { "X-Ometria-Auth": "wrong" } });

    expect([without.status, wrong.status]).toEqual([403, 403]);
  });
});

test("answers 404 for paths it does not know and 405 for anything but GET", async () => {
  await serve({}, async (sandbox) => {
    const paths = [
      "/campaigns",
      "/orders/none",
      "/profiles/none",
      "/lists/1",
      "/lists/1/changes",
      "/lists/%E0",
    ];
    const unknown = await Promise.all(paths.map((path) => ask(sandbox, path)));
    const key = { "X-Ometria-Auth": sandbox.apiKey };
    const post = await ask(sandbox, "/profiles", { method: "POST", headers: key, body: "[]" });

    expect(unknown.map(({ status }) => status)).toEqual(paths.map(() => 404));
    expect(post.status).toBe(405);
  });
});

test("keeps a log of what came in and how it was answered", async () => {
  await serve({}, async (sandbox) => {
    await ask(sandbox, "/profiles?limit=5&offset=0");
    await ask(sandbox, "/none");

    expect(sandbox.requests).toMatchObject([
      { method: "GET", path: "/v2/profiles", query: { limit: "5", offset: "0" }, status: 200 },
      { method: "GET", path: "/v2/none", query: {}, status: 404 },
    ]);
  });
});

test("lets four requests pass in any one second, even where the data stand still", async () => {
  const clock = createFakeClock(at);
  await serve({ clock, rate: 4 }, async (sandbox) => {
    const statuses: number[] = [];
    const askTimes = async (times: number) => {
      for (let count = 0; count < times; count += 1) {
        statuses.push((await ask(sandbox, "/lists")).status);
      }
    };

    await askTimes(2);
    await clock.advance(600);
    await askTimes(3);
    await clock.advance(400);
    await askTimes(3);

    expect(statuses).toEqual([200, 200, 200, 200, 429, 200, 200, 429]);
  });
});

test("sends Retry-After with 429 only if told to", async () => {
  const limits = async (retryAfter: { retryAfter?: number }) => {
    let header: string | null = "";
    await serve({ clock: createFakeClock(at), rate: 1, ...retryAfter }, async (sandbox) => {
      await ask(sandbox, "/lists");
      header = (await ask(sandbox, "/lists")).headers.get("retry-after");
    });
    return header;
  };

  expect(await limits({})).toBeNull();
  expect(await limits({ retryAfter: 2 })).toBe("2");
});

test("says the time of the data in its Date header, whatever the clock says", async () => {
  await serve({ clock: createFakeClock(0) }, async (sandbox) => {
    const answer = await ask(sandbox, "/lists");

    expect(answer.headers.get("date")).toBe("Sun, 01 Feb 2026 00:00:00 GMT");
  });
});

test("answers with the data of the moment a request came in and the time of the moment it is answered", async () => {
  const clock = createFakeClock(at);
  const sandbox = await startSimulator({ profiles: 300, events: 0, clock, latencyMs: 86_400_000 });
  const before = sandbox.truth().profiles.length;
  const pending = ask(sandbox, "/profiles?limit=250&offset=250");
  while (clock.sleepers() === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }

  await clock.advance(30 * 86_400_000);
  const answer = await pending;

  expect(await answer.json()).toHaveLength(before - 250);
  expect(sandbox.truth().profiles.length).toBeGreaterThan(before);
  expect(Date.parse(answer.headers.get("date") ?? "")).toBeGreaterThan(at);
  await sandbox.close();
});

test("moves with its clock where no moment is given", async () => {
  const clock = createFakeClock(at);
  const sandbox = await startSimulator({ profiles: 1_200, events: 0, clock, rate: 0 });
  const since = "/unsubscribes?since=2026-02-01";

  const first = await rows(sandbox, since);
  await clock.advance(30 * 86_400_000);
  const later = await rows(sandbox, since);

  expect(first).toEqual([]);
  expect(later.length).toBeGreaterThan(0);
  await sandbox.close();
});

test("ends a request that still waits when it is closed, and may be closed twice", async () => {
  const clock = createFakeClock(at);
  const sandbox = await startSimulator({ profiles: 10, events: 0, clock, latencyMs: 1_000 });
  const pending = ask(sandbox, "/profiles").then(
    () => "answered",
    () => "ended",
  );
  while (clock.sleepers() === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }

  await sandbox.close();
  await sandbox.close();

  expect(await pending).toBe("ended");
});

test("refuses a port that is taken, with the way out", async () => {
  await serve({}, async (sandbox) => {
    const port = Number(new URL(sandbox.baseUrl).port);

    await expect(startSimulator({ profiles: 1, events: 0, port })).rejects.toMatchObject({
      code: "usage",
      message: `The sandbox cannot listen on port ${port} of 127.0.0.1.`,
    });
  });
});
