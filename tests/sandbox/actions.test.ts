import { expect, test } from "@jest/globals";
import { ask, serve } from "../simulator/serve.js";
import type { Simulator } from "../simulator/simulator.js";
import { createFakeClock } from "../support/fake-clock.js";

function post(sandbox: Simulator, path: string, body: unknown): Promise<Response> {
  return ask(sandbox, path, {
    method: "POST",
    headers: { "X-Ometria-Auth": sandbox.apiKey },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

test("takes a data deletion request, and gives it back by its id", async () => {
  await serve({}, async (sandbox) => {
    const body = { email: "jane@example.org", comment: "By letter" };

    const created = await post(sandbox, "/data-deletion-requests", body);
    const record = (await created.json()) as { id: string };
    const read = await ask(sandbox, `/data-deletion-requests/${record.id}`);

    expect(created.status).toBe(200);
    expect(await read.json()).toEqual(record);
    expect(record).toMatchObject({
      action: "anonymise",
      comment: "By letter",
      identities: [{ hashed_identifier: "18385ac57d9b171dc3fe83a5a92b68d9@anonymous.ometria" }],
      timestamp_created: "2026-02-01 00:00:00.000000+00",
      timestamp_completed: null,
    });
    expect((await ask(sandbox, "/data-deletion-requests/none")).status).toBe(404);
  });
});

test("takes a transactional e-mail", async () => {
  await serve({}, async (sandbox) => {
    const email = { to: { email: "jane@example.org" }, subject: "Your order", template_id: 3 };

    const answer = await post(sandbox, "/transactional-email/send", email);

    expect([answer.status, await answer.json()]).toEqual([200, {}]);
  });
});

test.each([
  ["/data-deletion-requests", {}],
  ["/data-deletion-requests", "no JSON"],
  ["/transactional-email/send", { to: "jane@example.org" }],
  ["/transactional-email/send", []],
])("answers 400 where POST %s is given %j", async (path, body) => {
  await serve({}, async (sandbox) => {
    expect((await post(sandbox, path, body)).status).toBe(400);
  });
});

test("asks for the key, counts the rate and takes faults for writes, too", async () => {
  await serve({ rate: 2, clock: createFakeClock(0) }, async (sandbox) => {
    const body = { email: "jane@example.org" };
    sandbox.faults.add({ action: { kind: "status", status: 503 } });
    const path = "/data-deletion-requests";

    const stranger = await ask(sandbox, path, { method: "POST", headers: {} });
    const statuses = [await post(sandbox, path, body), await post(sandbox, path, body)];
    const third = await post(sandbox, path, body);

    expect(stranger.status).toBe(403);
    expect(statuses.map(({ status }) => status)).toEqual([503, 200]);
    expect(third.status).toBe(429);
  });
});
