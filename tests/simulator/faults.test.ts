import { expect, test } from "@jest/globals";
import { createFakeClock } from "../support/fake-clock.js";
import { ask, rows, serve } from "./serve.js";

test("meets faults in the order of the script, each as often as it says", async () => {
  await serve({}, async (sandbox) => {
    sandbox.faults.add(
      { times: 2, action: { kind: "status", status: 503, headers: { "retry-after": "7" } } },
      { match: { path: "/v2/lists" }, action: { kind: "status", status: 500, body: "oops" } },
    );

    const first = await ask(sandbox, "/profiles");
    const second = await ask(sandbox, "/lists");
    const third = await ask(sandbox, "/profiles");
    const fourth = await ask(sandbox, "/lists");
    const fifth = await ask(sandbox, "/lists");

    expect(first.headers.get("retry-after")).toBe("7");
    expect([first, second, third, fourth, fifth].map(({ status }) => status)).toEqual([
      503, 503, 200, 500, 200,
    ]);
    expect(await fourth.text()).toBe("oops");
    expect(sandbox.faults.remaining()).toBe(0);
  });
});

test("hits only the requests that a fault is for", async () => {
  await serve({}, async (sandbox) => {
    sandbox.faults.add({
      match: ({ query }) => query["offset"] === "10",
      action: { kind: "status", status: 502 },
    });

    const other = await ask(sandbox, "/profiles?offset=20");
    const hit = await ask(sandbox, "/profiles?offset=10");
    sandbox.faults.clear();

    expect([other.status, hit.status]).toEqual([200, 502]);
  });
});

test("cuts an answer off in the middle, or the connection before any answer", async () => {
  await serve({}, async (sandbox) => {
    sandbox.faults.add(
      { action: { kind: "cut", afterBytes: 20 } },
      { action: { kind: "cut", afterBytes: 0 } },
      { action: { kind: "reset" } },
    );

    const cut = await ask(sandbox, "/profiles");
    const empty = await ask(sandbox, "/profiles");

    expect([cut.status, empty.status]).toEqual([200, 200]);
    await expect(cut.text()).rejects.toThrow();
    await expect(empty.text()).rejects.toThrow();
    await expect(ask(sandbox, "/profiles")).rejects.toThrow();
    expect(await rows(sandbox, "/profiles")).toHaveLength(10);
  });
});

test("sends a body of its own", async () => {
  await serve({}, async (sandbox) => {
    sandbox.faults.add({ action: { kind: "body", body: '[{"id":' } });

    const answer = await ask(sandbox, "/profiles");

    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('[{"id":');
  });
});

test("holds an answer back until its clock has gone on", async () => {
  const clock = createFakeClock(0);
  await serve({ clock }, async (sandbox) => {
    sandbox.faults.add({ action: { kind: "delay", ms: 5_000 } });
    const order: string[] = [];
    const slow = rows(sandbox, "/profiles").then(() => order.push("slow"));
    while (clock.sleepers() === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }

    await rows(sandbox, "/profiles").then(() => order.push("quick"));
    await clock.advance(5_000);
    await slow;

    expect(order).toEqual(["quick", "slow"]);
  });
});
