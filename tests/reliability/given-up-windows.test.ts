import { expect, test } from "@jest/globals";
import { at, WindowService, withWindows } from "./window-service.js";

const first = Date.parse("2026-01-02T00:00:00Z");

interface Variant {
  readonly name: string;
  readonly answer: () => WindowService["answer"];
}

const variants: readonly Variant[] = [
  { name: "offset is ignored", answer: () => (rows) => rows.slice(0, 300) },
  { name: "offset is ignored, and answers are cut off", answer: () => (rows) => rows.slice(0, 40) },
  { name: "rows change their order once", answer: disorderedOnce },
];

/** Honest pages, but for the second one: it holds the rows before it too, in another order. */
function disorderedOnce(): WindowService["answer"] {
  let isDone = false;
  return (rows, { offset = 0, limit = 0 }) => {
    const page = rows.slice(offset, offset + limit);
    if (offset === 0 || isDone) return page;
    isDone = true;
    return page.reverse();
  };
}

test.each(variants)(
  "wherever a run ends while $name, the next one reads the window whole",
  async ({ answer }) => {
    for (let stopAfter = 1; stopAfter <= 12; stopAfter += 1) {
      const service = new WindowService();
      service.rows = Array.from({ length: 120 }, (_, index) =>
        at(first + index * 1000, `p${index}`),
      );
      service.answer = answer();

      await withWindows(service, async (run) => {
        const broken = await run({ stopAfter });
        const next = await run({ bookmark: broken.bookmark });

        const ids = new Set([...broken.ids, ...next.ids]);
        expect(next.error).toBeUndefined();
        expect(ids.size).toBe(service.rows.length);
      });
    }
  },
);

test("an unfinished window that reaches beyond a new end_date is read anew, up to it", async () => {
  const service = new WindowService();
  service.rows = Array.from({ length: 120 }, (_, index) => at(first + index * 60_000, `p${index}`));

  await withWindows(service, async (run) => {
    const broken = await run({ stopAfter: 3 });
    const config = { end_date: "2026-01-02T01:00:00Z" };
    const next = await run({ bookmark: broken.bookmark, config });

    expect(broken.bookmark["open"]).toHaveLength(1);
    expect(next.ids).toEqual(service.rows.slice(0, 60).map(({ profile_id: id }) => id));
    expect(next.bookmark).toMatchObject({
      replication_key_value: "2026-01-02T01:00:00Z",
      open: [],
    });
  });
});
