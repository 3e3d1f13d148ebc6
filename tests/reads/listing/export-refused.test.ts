import { describe, expect, test } from "@jest/globals";
import { csv } from "./export-run.js";
import { firstRunAt as at, hourMs, startHourlyRuns } from "./hourly-runs.js";

function begin() {
  const { store, next } = startHourlyRuns();
  const put = (name: string, modifiedMs: number): void => {
    store.put(`${name}_email_event.csv`, csv(name), { modifiedMs });
  };
  return { store, put, next };
}

describe("objects that may not be read", () => {
  test("are no obstacle for the others, in whatever run", async () => {
    const { store, put, next } = begin();
    for (let index = 10; index < 35; index += 1) {
      put(`${index}-secret`, at - hourMs + index * 1000);
      put(`${index}-shown`, at - hourMs + index * 1000);
      store.forbidden.add(`${index}-secret_email_event.csv`);
    }
    const first = await next();
    put("new", at + 1000);

    const second = await next();

    expect(first.sent).toHaveLength(25);
    expect(second.sent).toEqual(["new"]);
    for (const { error } of [first, second]) expect(error).toMatchObject({ exitCode: 4 });
  });

  test("end the stream where there are twenty in a row: whoever may read none need not be told each", async () => {
    const { store, put, next } = begin();
    for (let index = 10; index < 60; index += 1) {
      put(`${index}`, at - hourMs);
      store.forbidden.add(`${index}_email_event.csv`);
    }

    const { error, log } = await next();

    expect(error).toMatchObject({ exitCode: 3 });
    expect(log).toHaveLength(20);
  });

  test("are refused credentials (3) where nothing else was to be read, and a fault (4) in a later run", async () => {
    const { store, put, next } = begin();
    put("secret", at - hourMs);
    store.forbidden.add("secret_email_event.csv");

    const errors = [(await next()).error, (await next()).error];

    expect(errors).toMatchObject([{ exitCode: 3 }, { exitCode: 4 }]);
  });
});

test("objects are told from older ones by the store's clock, however far ours is ahead", async () => {
  const aheadMs = 48 * hourMs;
  const { store, put, next } = begin();
  store.clockOffset = -aheadMs;
  put("a", at - hourMs);
  const first = await next({ ourClockMs: aheadMs });
  put("b", at + 1000);

  const second = await next({ ourClockMs: aheadMs });

  expect(first.bookmark["synced_through"]).toBe("2026-01-05T12:00:00Z");
  expect(second.sent).toEqual(["b"]);
});
