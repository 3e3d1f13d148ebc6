import { expect, test } from "@jest/globals";
import { ask, rows, serve } from "../simulator/serve.js";
import type { Simulator } from "../simulator/simulator.js";
import { contact, email, field, write } from "./write.js";

async function read(sandbox: Simulator, path: string): Promise<unknown> {
  return (await ask(sandbox, path)).json();
}

test.each([
  { email_address: "Jane@example.org " },
  { customer_id: "jane@example.org" },
  { phone_number: "+447123456789" },
  { identifier: { type: "loyalty_id", value: "LOY-7898734" } },
])("answers a data deletion request by %j with its id, and shows it", async (who) => {
  await serve({}, async (sandbox) => {
    const path = "/data-deletion-requests";

    const created = await write(sandbox, `POST ${path}`, { ...who, comment: "By letter" });
    const { id } = created.body;
    const all = await rows(sandbox, path);

    expect(created).toEqual({ status: 200, body: { id: expect.any(String) } });
    expect(all.at(-1)).toEqual(await read(sandbox, `${path}/${String(id)}`));
    expect(all.at(-1)).toMatchObject({
      id,
      action: "anonymise",
      comment: "By letter",
      identities: [
        { hashed_identifier: expect.stringMatching(/^[0-9a-f]{32}@anonymous.ometria$/) },
      ],
      timestamp_created: "2026-02-01 00:00:00.000000+00",
      timestamp_completed: null,
    });
    expect((await ask(sandbox, `${path}/none`)).status).toBe(404);
  });
});

test("takes a transactional e-mail", async () => {
  await serve({}, async (sandbox) => {
    expect(await write(sandbox, "POST /transactional-email/send", email)).toEqual({
      status: 200,
      body: {},
    });
  });
});

test("counts what it takes of a push, and shows in /push/_errors which values are none", async () => {
  await serve({}, async (sandbox) => {
    const wrong = { ...contact, id: "c2", gender: "woman" };
    const line = { product_id: "p", quantity: 1, unit_price: 2 };
    const order = {
      ...{ "@type": "order", id: "o1", timestamp: "2026-01-01T00:00:00Z", lineitems: [line] },
      ...{ grand_total: 2, subtotal: 2, currency: "GBP" },
    };
    const event = { "@type": "custom_event", id: "e1", event_type: "visit", properties: {} };
    const before = await rows(sandbox, "/push/_errors");

    const pushed = await write(sandbox, "POST /push", [
      ...[contact, contact, wrong, order],
      ...[
        { ...order, id: "o2", lineitems: [{}] },
        { "@type": "contact", id: "c3" },
      ],
      ...[event, { "@type": "profile", id: "p" }],
      { "@type": "product", id: "p", title: "Sock", price: 2 },
    ]);
    const { request_id: id } = pushed.body;
    const ofIt = await rows(sandbox, `/push/_errors?request_id=${String(id)}`);
    const all = await rows(sandbox, "/push/_errors");

    expect(pushed).toMatchObject({
      status: 202,
      body: { status: "OK", accepted: 4, rejected: 4, skipped: 1 },
    });
    expect(ofIt).toEqual([
      {
        request_id: id,
        record_type: "contact",
        record_id: "c2",
        record: wrong,
        timestamp: "2026-02-01 00:00:00.000000+00",
        message: { error_message: "not a valid value", error_path: "root > gender" },
      },
    ]);
    expect(all).toEqual([...ofIt, ...before].slice(0, 100));
  });
});

test("answers a push of which it takes nothing with 202, too", async () => {
  await serve({}, async (sandbox) => {
    expect(await write(sandbox, "POST /push", [{ "@type": "contact" }])).toMatchObject({
      status: 202,
      body: { status: "ERROR", accepted: 0, rejected: 1, skipped: 0 },
    });
  });
});

test("places a job that merges profiles, and shows it", async () => {
  await serve({}, async (sandbox) => {
    const [one, other] = sandbox.truth().profiles;
    const body = {
      survivor: { type: "profile_hash", value: one?.id },
      customers_to_merge: [
        { type: "profile_id", value: other?.id },
        { type: "loyalty_id", value: "7" },
      ],
    };

    const placed = await write(sandbox, "POST /merge-profile", body);
    const id = placed.body["job_id"];
    const jobs = (await read(sandbox, "/merge-profile?limit=100")) as { jobs: unknown[] };

    expect(placed).toEqual({
      status: 202,
      body: { status: "Merge profile job placed", job_id: expect.any(Number) },
    });
    expect(jobs.jobs.at(-1)).toEqual({ job_id: id, status: "in_progress" });
    expect(await read(sandbox, `/merge-profile/${String(id)}`)).toEqual(jobs.jobs.at(-1));
  });
});

test.each([
  {
    status: 400,
    title: "Bad Request",
    detail: "Cannot merge a profile with itself",
    ids: ["a", "a"],
  },
  { status: 404, title: "Not Found", detail: "Profile not found", ids: ["a", "b"] },
])("answers $status where profiles cannot be merged: $detail", async (given) => {
  const { status, title, detail, ids } = given;
  await serve({}, async (sandbox) => {
    const [survivor, ...others] = ids.map((value) => ({ type: "profile_id", value }));

    const answer = await write(sandbox, "POST /merge-profile", {
      survivor,
      customers_to_merge: others,
    });

    expect(answer).toEqual({ status, body: { status, type: "about:blank", detail, title } });
  });
});

test("creates, changes and deletes a custom field", async () => {
  await serve({}, async (sandbox) => {
    const find = async () => {
      const page = await read(sandbox, "/custom_fields?search=shoe_size&limit=200");
      return (page as { fields: unknown[] }).fields;
    };
    const path = "/custom_fields/contact/shoe_size";

    const created = await write(sandbox, "POST /custom_fields", field);
    const again = await write(sandbox, "POST /custom_fields", field);
    const shown = await find();
    const changed = await write(sandbox, "PUT /custom_fields", {
      ...{ id: "shoe_size", category: "contact", title: null, status: "archived" },
    });
    const deleted = await write(sandbox, `DELETE ${path}`);
    const gone = await write(sandbox, `DELETE ${path}`);

    const definition = { ...field, status: "active", created_by: null };
    expect(created).toEqual({
      status: 200,
      body: { ...definition, date_created: "2026-02-01T00:00:00+00:00" },
    });
    expect(again.status).toBe(400);
    expect(shown).toEqual([created.body]);
    expect(changed).toEqual({ status: 200, body: { ...created.body, status: "archived" } });
    expect([deleted.status, gone.status, await find()]).toEqual([200, 404, []]);
    expect(gone.body).toEqual({
      detail: "Custom field with id 'shoe_size' not found in category 'contact'.",
    });
  });
});

test("says of each place of a custom field what is wrong with it", async () => {
  await serve({}, async (sandbox) => {
    const { title: _, ...untitled } = field;

    const answer = await write(sandbox, "POST /custom_fields", { ...untitled, type: "text" });

    expect(answer.status).toBe(400);
    expect(answer.body["detail"]).toEqual([
      {
        type: "required",
        loc: ["body", "title"],
        msg: expect.stringContaining("required"),
        input: null,
      },
      { type: "enum", loc: ["body", "type"], msg: expect.any(String), input: "text" },
    ]);
  });
});

test("takes translations", async () => {
  await serve({}, async (sandbox) => {
    const body = { request_id: 903, language: "fr", translations: { button: "Acheter" } };
    const call = "POST /translations/submit";

    expect(await write(sandbox, call, body)).toEqual({
      status: 200,
      body: { message: "Translations submitted" },
    });
    expect((await write(sandbox, call, { ...body, request_id: 1 })).status).toBe(404);
  });
});

test("shows a translation as a page", async () => {
  await serve({}, async (sandbox) => {
    const answer = await ask(sandbox, "/translations/requests/903/preview");

    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      200,
      "text/html; charset=utf-8",
    ]);
    expect(await answer.text()).toContain('<p id="button">Shop now</p>');
    expect((await ask(sandbox, "/translations/requests/1/preview")).status).toBe(404);
  });
});
