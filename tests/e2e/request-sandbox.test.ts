import { describe, expect, test } from "@jest/globals";
import { runTap } from "../support/run-tap.js";
import { lastLogLine, withScene } from "../support/tap-scene.js";

const email = { to: { email: "jane@example.org" }, subject: "Your order", template_id: 3 };
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
      const file = await folder.write("request.json", { email: "jane@example.org" });
      const path = "/data-deletion-requests";

      const created = await run("request", path, "-d", `@${file}`, "--allow-write");
      const { id } = JSON.parse(created.stdout) as { id: string };
      const read = await run("request", `${path}/{id}`, "--path-param", `id=${id}`);

      expect(read.stdout).toBe(created.stdout);
      expect(`${created.stderr}${read.stderr}`).not.toMatch(new RegExp(`jane|${id}`));
    });
  });

  test("goes to the embedded sandbox, with the config of the environment", async () => {
    const env = { TAP_OMETRIA_API_KEY: "sandbox" };

    const run = await runTap([...sendEmail, "--allow-write", "--config", "ENV"], env);

    expect([run.exitCode, run.stdout]).toEqual([0, "{}\n"]);
  });
});
