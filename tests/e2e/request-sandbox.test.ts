import { describe, expect, test } from "@jest/globals";
import { runTap } from "../support/run-tap.js";
import { lastLogLine, withScene } from "../support/tap-scene.js";

const address = (name: string) => ({ name, email: `${name}@example.org` });
const email = { subject: "Your order", to: address("jane"), from: address("shop"), template_id: 3 };
const sendEmail = ["request", "/transactional-email/send", "-d", JSON.stringify(email)];

describe("tap-ometria request, against the sandbox", () => {
  test("reads one profile and one list", async () => {
    await withScene(async ({ sandbox, run }) => {
      const { profiles, lists } = sandbox.truth();
      const [profile] = profiles;
      const shown = lists.find(({ public_id }) => public_id === 1018);

      const id = `id=${profile?.id ?? ""}`;
      const one = await run("request", "/profiles/{id}", "--path-param", id);
      const list = await run("request", `/lists/${shown?.id ?? ""}`);

      expect(JSON.parse(one.stdout)).toEqual(profile);
      expect(JSON.parse(list.stdout)).toEqual(shown);
    });
  });

  test("writes the rows of all pages as one array, each once", async () => {
    await withScene(async ({ sandbox, configWith, run }) => {
      const config = await configWith({ page_size: 100 });

      const { stdout, exitCode } = await run(
        ...["request", "/profiles", "--paginate", "--config", config],
      );

      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toEqual(sandbox.truth().profiles);
      expect(sandbox.requests.length).toBeGreaterThan(3);
    });
  });

  test("writes an empty array where there is nothing, and fails where an answer cannot be known to be whole", async () => {
    await withScene(async ({ run }) => {
      const none = await run(
        ...["request", "/profiles", "--paginate", "--query", "email=nobody@example.com"],
      );
      const lists = await run("request", "/lists", "--paginate");

      expect([none.exitCode, JSON.parse(none.stdout)]).toEqual([0, []]);
      expect([lists.exitCode, lists.stdout.trimEnd().endsWith("]")]).toEqual([4, false]);
      expect(lastLogLine(lists)).toContain("GET /lists ignores offset: the same 10 rows came");
    });
  });

  test("sends a transactional e-mail, and one again that was too much", async () => {
    await withScene(async ({ sandbox, run }) => {
      sandbox.faults.add({
        match: { path: "/v2/transactional-email/send" },
        action: { kind: "status", status: 429 },
      });

      const { stdout, exitCode } = await run(...sendEmail, "--allow-write");

      expect([exitCode, stdout]).toEqual([0, "{}\n"]);
      expect(sandbox.requests.map(({ method, status }) => [method, status])).toEqual([
        ["POST", 429],
        ["POST", 200],
      ]);
    });
  });

  test("makes a data deletion request of a file, and reads it by its id", async () => {
    await withScene(async ({ folder, run }) => {
      const file = await folder.write("request.json", {
        email_address: "jane@example.org",
      });
      const path = "/data-deletion-requests";

      const created = await run("request", path, "-d", `@${file}`, "--allow-write");
      const { id } = JSON.parse(created.stdout) as { id: string };
      const read = await run("request", `${path}/{id}`, "--path-param", `id=${id}`);

      expect(JSON.parse(read.stdout)).toMatchObject({ id, action: "anonymise" });
      expect(`${created.stderr}${read.stderr}`).not.toMatch(new RegExp(`jane|${id}`));
    });
  });

  test.each([
    { call: "POST /push", body: [{ "@type": "contact", id: "1", email: "a@b" }], says: "accepted" },
    {
      call: "POST /custom_fields",
      body: { id: "size", category: "contact", type: "decimal", title: "Size" },
      says: "active",
    },
    {
      call: "PUT /custom_fields",
      body: { id: "notes", category: "contact", status: "archived" },
      says: "archived",
    },
    { call: "DELETE /custom_fields/contact/notes", says: "{}" },
    {
      call: "POST /translations/submit",
      body: { language: "fr", translations: { button: "Acheter" } },
      says: "Translations submitted",
    },
    {
      call: "POST /merge-profile",
      body: {
        survivor: { type: "loyalty_id", value: "1" },
        customers_to_merge: [{ type: "loyalty_id", value: "2" }],
      },
      says: "Merge profile job placed",
    },
  ])("sends $call, and writes what it answers", async ({ call, body, says }) => {
    await withScene(async ({ sandbox, run }) => {
      const [method = "", path = ""] = call.split(" ");
      const data = body === undefined ? [] : ["-d", JSON.stringify(body)];

      const { stdout, exitCode } = await run(
        ...["request", path, "-X", method, ...data, "--allow-write"],
      );

      expect([exitCode, stdout]).toEqual([0, expect.stringContaining(says)]);
      expect(sandbox.requests.at(-1)).toMatchObject({ method, path: `/v2${path}` });
    });
  });

  test("says why a push was refused, and what of one that was taken failed later", async () => {
    await withScene(async ({ run }) => {
      const wrong = { "@type": "contact", id: "c7", email: "jane@example.org", gender: "woman" };
      const push = (body: unknown) =>
        run("request", "/push", "-d", JSON.stringify(body), "--allow-write");

      const refused = await push(wrong);
      const taken = await push([wrong]);
      const { request_id: id } = JSON.parse(taken.stdout) as { request_id: string };
      const errors = await run("request", "/push/_errors", "--query", `request_id=${id}`);

      expect(refused.exitCode).toBe(4);
      expect(lastLogLine(refused)).toContain('answered 400 ("must be array"), and is not retried');
      expect(JSON.parse(taken.stdout)).toMatchObject({ accepted: 1, rejected: 0, skipped: 0 });
      expect(JSON.parse(errors.stdout)).toMatchObject([
        { record_id: "c7", message: { error_path: "root > gender" } },
      ]);
    });
  });

  test.each([
    { path: "/custom_fields", rows: 12 },
    { path: "/merge-profile", rows: 1 },
  ])("writes the rows of the envelopes of $path as one array", async ({ path, rows }) => {
    await withScene(async ({ sandbox, configWith, run }) => {
      const config = await configWith({ page_size: 5 });

      const { stdout, exitCode } = await run(
        ...["request", path, "--paginate", "--config", config],
      );

      const all = JSON.parse(stdout) as unknown[];
      expect(exitCode).toBe(0);
      expect(all.length).toBeGreaterThanOrEqual(rows);
      expect(new Set(all.map((row) => JSON.stringify(row))).size).toBe(all.length);
      expect(sandbox.requests.length).toBeGreaterThan(1);
    });
  });

  test("asks for no larger pages than the endpoint has", async () => {
    await withScene(async ({ sandbox, run }) => {
      const { exitCode } = await run("request", "/merge-profile", "--paginate");

      expect(exitCode).toBe(0);
      expect(sandbox.requests[0]?.query["limit"]).toBe("100");
    });
  });

  test("writes rows on lines and a page of HTML as they come, and says that it cannot page them", async () => {
    await withScene(async ({ sandbox, run }) => {
      const list = sandbox.truth().lists.find(({ size }) => size > 1);
      const exported = `/lists/${list?.id ?? ""}/contacts_export`;
      const html = "/translations/requests/903/preview";

      const lines = await run("request", exported);
      const page = await run("request", html);
      const rowsOnLines = lines.stdout
        .trimEnd()
        .split("\n")
        .map((line): unknown => JSON.parse(line));
      const paged = [
        await run("request", exported, "--paginate"),
        await run("request", html, "--paginate"),
        await run("request", "/custom_fields", "--paginate", "--query", "category=none"),
        await run("request", "/translations/requests/903", "--paginate"),
      ];

      expect(rowsOnLines.length).toBeGreaterThan(1);
      expect(rowsOnLines[0]).toMatchObject({ "@type": "contact" });
      expect(page.stdout).toMatch(/^<!doctype html>/);
      expect(paged.map(({ exitCode }) => exitCode)).toEqual([4, 4, 0, 4]);
      expect(paged.map(lastLogLine)).toEqual([
        expect.stringContaining("contacts_export: it answered with a row on each line."),
        expect.stringContaining("/preview: it answered with a page of HTML."),
        expect.stringContaining("GET /custom_fields answered rows=0"),
        expect.stringContaining("/requests/{id}: it answered with one object."),
      ]);
    });
  });

  test("goes to the embedded sandbox, with the config of the environment", async () => {
    const env = { TAP_OMETRIA_API_KEY: "sandbox" };

    const run = await runTap([...sendEmail, "--allow-write", "--config", "ENV"], env);

    expect([run.exitCode, run.stdout]).toEqual([0, "{}\n"]);
  });
});
