import { expect, test } from "@jest/globals";
import { ask, serve } from "../simulator/serve.js";
import { createFakeClock } from "../support/fake-clock.js";
import { contact, email, field, write } from "./write.js";

const oneOf = "exactly one of email_address, customer_id, phone_number, identifier is required";

test.each([
  ["POST /data-deletion-requests", {}, oneOf],
  ["POST /data-deletion-requests", { email: "jane@example.org" }, oneOf],
  ["POST /data-deletion-requests", { email_address: "a@b", customer_id: "c" }, oneOf],
  ["POST /data-deletion-requests", "no JSON", oneOf],
  ["POST /data-deletion-requests", { phone_number: "07123" }, "phone_number"],
  ["POST /data-deletion-requests", { email_address: "a@b", action: "delete" }, "action"],
  ["POST /transactional-email/send", { ...email, to: "jane@example.org" }, "to must be object"],
  ["POST /transactional-email/send", { ...email, from: { email: "a@b" } }, "from.name"],
  ["POST /transactional-email/send", [], "object"],
  ["POST /push", contact, "array"],
  ["POST /push", Array.from({ length: 101 }, () => contact), "100"],
  ["POST /merge-profile", { survivor: { type: "profile_id", value: "a" } }, "customers_to_merge"],
  ["POST /custom_fields", { ...field, category: "order", type: "date" }, "type"],
  ["POST /custom_fields", { ...field, colour: "red" }, "colour"],
  ["PUT /custom_fields", { id: "notes" }, "category"],
  ["POST /translations/submit", { language: "fr" }, "translations"],
])("answers 400 where %s is given %j", async (call, body, detail) => {
  await serve({}, async (sandbox) => {
    const answer = await write(sandbox, call, body);

    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body["detail"])).toContain(detail);
  });
});

test("asks for the key, counts the rate and takes faults for writes, too", async () => {
  await serve({ rate: 2, clock: createFakeClock(0) }, async (sandbox) => {
    const call = "POST /transactional-email/send";
    sandbox.faults.add({ action: { kind: "status", status: 503, body: "{}" } });

    const stranger = await ask(sandbox, "/push", { method: "POST", headers: {} });
    const statuses = [await write(sandbox, call, email), await write(sandbox, call, email)];
    const third = await write(sandbox, call, email);

    expect(stranger.status).toBe(403);
    expect(statuses.map(({ status }) => status)).toEqual([503, 200]);
    expect(third.status).toBe(429);
  });
});
