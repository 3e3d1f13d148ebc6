import { describe, expect, test } from "@jest/globals";
import { leaksIn, type Shown } from "../reliability/fault-secrets.js";
import { refusals, type S3Refusal } from "./s3-refusals.js";
import { eventsCsv, runEvents, withSecretStore, type EventsRun } from "./s3-run.js";

const shown: Shown[] = [];

const first = eventsCsv("first-1", "first-2");

describe("a run that meets a store that", () => {
  test.each(refusals)("$happens", expectRefused);

  test("refuses an object after others have been read: that is 4, and they are kept", async () => {
    await withSecretStore(async ({ server, objects }) => {
      objects.put("1_email_events.csv", first);
      objects.put("2_email_events.csv", eventsCsv("second"));
      const path = "/ometria-export/2_";
      server.faults.add({ match: { path }, times: 100, action: { kind: "status", status: 403 } });

      const refused = await runEvents(server);

      server.faults.clear();
      const again = await runEvents(server, {}, refused.output.lastState);
      shown.push(shownBy("it refuses the second object", refused));
      expect(refused.ids).toEqual(["first-1", "first-2"]);
      expect(refused.exitCode).toBe(4);
      expect(refused.concludes).toMatch(
        /2_email_events\.csv may not be read with these credentials/,
      );
      expect([again.exitCode, again.ids]).toEqual([0, ["second"]]);
    });
  });

  const passing = [
    { happens: "asks to slow down", action: { kind: "status", status: 503 } },
    { happens: "fails inside", action: { kind: "status", status: 500 } },
    { happens: "breaks the connection", action: { kind: "reset" } },
    { happens: "answers half", action: { kind: "cut", afterBytes: 40 } },
  ] as const;
  test.each(passing)(
    "$happens, and is well again: every row comes",
    async ({ happens, action }) => {
      await withSecretStore(async ({ server, objects }) => {
        objects.put("email_events.csv", first);
        const list = ({ path }: { readonly path: string }): boolean => !path.endsWith(".csv");
        server.faults.add({ match: list, times: 2, action });
        server.faults.add({ match: { path: "/ometria-export/email" }, times: 2, action });

        const run = await runEvents(server);

        const retries = run.lines.filter(({ message }) => message.endsWith("; trying again"));
        shown.push(shownBy(happens, run));
        expect([run.exitCode, run.ids]).toEqual([0, ["first-1", "first-2"]]);
        expect(retries).toHaveLength(4);
        expect(run.concludes).toBeUndefined();
      });
    },
  );
});

describe("an object that", () => {
  test("is overwritten while it is read is kept as failed, and read by the next run", async () => {
    await withSecretStore(async ({ server, objects }) => {
      objects.put("1_email_events.csv", first);
      objects.put("2_email_events.csv", eventsCsv("old"));
      objects.put("3_email_events.csv", eventsCsv("third"));
      const overwrite = (): boolean => {
        objects.put("2_email_events.csv", eventsCsv("new", "newer"), Date.now());
        return false;
      };
      server.faults.add({
        match: ({ path }) => path.includes("2_") && overwrite(),
        action: { kind: "reset" },
      });

      const run = await runEvents(server);

      server.faults.clear();
      const next = await runEvents(server, {}, run.output.lastState);
      const after = await runEvents(server, {}, next.output.lastState);
      shown.push(shownBy("an object is overwritten", run), shownBy("it is read anew", next));
      expect([run.exitCode, run.ids]).toEqual([4, ["first-1", "first-2", "third"]]);
      expect(run.concludes).toMatch(/2_email_events\.csv .* was changed after it was listed/);
      expect(run.bookmark["failed"]).toMatchObject([{ key: "2_email_events.csv" }]);
      expect(next.exitCode).toBe(0);
      expect(next.ids).toEqual(["new", "newer"]);
      expect(next.bookmark["failed"]).toEqual([]);
      expect([after.exitCode, after.ids]).toEqual([0, []]);
    });
  });

  test("is deleted between listing and reading fails that run, and no later one", async () => {
    await withSecretStore(async ({ server, objects }) => {
      objects.put("1_email_events.csv", eventsCsv("gone"));
      objects.put("2_email_events.csv", first);
      const remove = (): boolean => {
        objects.remove("1_email_events.csv");
        return false;
      };
      server.faults.add({
        match: ({ path }) => path.includes("1_") && remove(),
        action: { kind: "reset" },
      });

      const run = await runEvents(server);

      server.faults.clear();
      const next = await runEvents(server, {}, run.output.lastState);
      shown.push(shownBy("an object is deleted", run));
      expect([run.exitCode, run.ids]).toEqual([4, ["first-1", "first-2"]]);
      expect(run.concludes).toMatch(
        /1_email_events\.csv could not be read: it was deleted after it was listed \(NoSuchKey\)/,
      );
      expect([next.exitCode, next.ids]).toEqual([0, []]);
      expect(next.bookmark["failed"]).toEqual([]);
    });
  });
});

test("no run shows a secret, whatever it met", () => {
  const leaks = leaksIn(shown);

  expect(shown.length).toBeGreaterThan(refusals.length);
  expect(leaks).toEqual([]);
});

async function expectRefused(refusal: S3Refusal): Promise<void> {
  await withSecretStore(async ({ server, objects }) => {
    objects.put("email_events.csv", first);
    const { to = "list", answer } = refusal;
    const isMet = ({ path }: { readonly path: string }): boolean =>
      path.endsWith(".csv") === (to === "get");
    if (answer !== undefined) server.faults.add({ match: isMet, times: 100, action: answer });

    const run = await runEvents(server, refusal.config);

    shown.push(shownBy(refusal.happens, run));
    expect(run.ids).toEqual([]);
    expect(run.concludes).toMatch(refusal.says);
    expect(run.exitCode).toBe(refusal.exitCode);
    expect(run.lines.at(-1)?.level).toBe("critical");
    expect(run.lines.filter(({ level }) => level === "critical")).toHaveLength(1);
    expect(server.requests.filter(isMet)).toHaveLength(refusal.requests);
    expect(run.log).not.toMatch(/\bat (async )?\S+ \(/);
  });
}

function shownBy(happens: string, { log, output }: EventsRun): Shown {
  return { happens, text: log + JSON.stringify(output.messages) };
}
