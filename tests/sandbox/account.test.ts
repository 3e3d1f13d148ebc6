import { expect, test } from "@jest/globals";
import { ask, rows, serve } from "../simulator/serve.js";

test("puts custom fields and merge jobs into envelopes, with a page maximum of their own", async () => {
  await serve({}, async (sandbox) => {
    const fields: unknown = await (await ask(sandbox, "/custom_fields?limit=5&offset=10")).json();
    const jobs: unknown = await (await ask(sandbox, "/merge-profile?limit=500")).json();

    expect(fields).toMatchObject({ offset: 10, limit: 5, page_size: 2, total_count: 12 });
    expect(fields).toMatchObject({ fields: [{ category: "order" }, { category: "order" }] });
    expect(jobs).toMatchObject({ offset: 0, limit: 100 });
  });
});

test("shows a translation request with its texts under its id", async () => {
  await serve({}, async (sandbox) => {
    const requests = await rows<{ request_id: string; status: string }>(
      sandbox,
      "/translations/requests?limit=250&status=completed",
    );
    const one = await ask(sandbox, `/translations/requests/${requests[0]?.request_id ?? ""}`);

    expect(new Set(requests.map(({ status }) => status))).toEqual(new Set(["completed"]));
    expect(await one.json()).toMatchObject({ translation_tags: ["headline", "button"] });
    expect((await ask(sandbox, "/translations/requests/1")).status).toBe(404);
  });
});
