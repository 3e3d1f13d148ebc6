import { expect, test } from "@jest/globals";
import { smallClub, withClub } from "./club.js";
import { MemberTable } from "./member-table.js";

const day = 24 * 3_600_000;

test("who leaves a list after a first pass whose order has changed is told of by changes", async () => {
  const club = smallClub();
  const find = club.answer.bind(club);
  let isStable = false;
  club.answer = (path, query) => {
    const rows: unknown = find(path, query);
    if (isStable || path !== "/profiles/" || query.get("offset") !== "2" || !Array.isArray(rows))
      return rows;
    const [first, second, third, fourth, ...others] = rows as readonly unknown[];
    return [first, second, fourth, third, ...others];
  };

  await withClub(club, async (run) => {
    const table = new MemberTable();
    const config = { page_size: 4 };
    const first = await run({ config });
    let state = table.take(first.output);
    expect(first.exitCode).toBe(4);
    expect(first.output.lastState.bookmarks["member_lists"]).toMatchObject({ open: [] });
    isStable = true;
    club.now += 3_600_000;
    club.move("list_exit", ["9", "p0"]);
    for (let runs = 0; runs < 2; runs += 1) {
      club.now += 10 * day;
      const next = await run({ config, state });
      expect(next.exitCode).toBe(0);
      state = table.take(next.output);
    }

    expect(table.members).toEqual(club.pairs());
  });
});
