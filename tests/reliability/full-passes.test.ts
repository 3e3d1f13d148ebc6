import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../src/config/load.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { smallClub, withClub, type Club } from "./club.js";

// Runs of the whole tap, a few in each test: slow machines need their time.
const day = 24 * 3_600_000;
const hour = 3_600_000;

/** The `updateSince` of each pass that a run has begun or gone on with; null = a full pass. */
function passesAsked(club: Club, today: number): (string | null)[] {
  const asked = club.requests
    .filter((request) => request.startsWith("/profiles"))
    .map((request) => new URL(request, "http://x").searchParams)
    // One row, and days that are yet to come, are questions about the parameter.
    .filter((query) => query.get("limit") !== "1")
    .map((query) => query.get("updateSince"));
  return [...new Set(asked)].filter((since) => since === null || Date.parse(since) < today);
}

const catalogOf = (stream: string, method: string): Record<string, unknown> => ({
  streams: ["lists", "profiles", "member_lists"].map((name) => ({
    tap_stream_id: name,
    schema: { type: "object" },
    metadata: [
      {
        breadcrumb: [],
        metadata: { selected: true, ...(name === stream ? { "replication-method": method } : {}) },
      },
    ],
  })),
});

/** Whether a full pass is open in the state. */
function isInsidePass(state: StateValue): boolean {
  const { open } = (state.bookmarks["member_lists"] ?? {}) as { open?: readonly unknown[] };
  return open !== undefined && open.length > 0;
}

describe("a full pass", () => {
  test.each<{ interval: string; days: number; isFull: boolean }>([
    { interval: "P7D", days: 6, isFull: false },
    { interval: "P7D", days: 7, isFull: true },
    { interval: "P30D", days: 29, isFull: false },
    { interval: "P30D", days: 30, isFull: true },
    { interval: "never", days: 400, isFull: false },
    { interval: "PT0S", days: 0, isFull: true },
  ])("with $interval, $days days after the last one: $isFull", async (given) => {
    const club = smallClub();
    const config: Partial<Config> = { full_refresh_interval: given.interval };

    await withClub(club, async (run) => {
      const { output } = await run({ config });
      club.now += given.days * day;
      club.requests.length = 0;
      const second = await run({ config, state: output.lastState });

      const asked = passesAsked(club, club.now);
      expect(asked).toHaveLength(1);
      expect(asked[0] === null).toBe(given.isFull);
      expect(second.output.records.get("profiles") ?? []).toHaveLength(given.isFull ? 10 : 0);
    });
  });

  test.each(["profiles", "member_lists"])(
    "is every pass where the catalog makes %s FULL_TABLE",
    async (stream) => {
      const club = smallClub();
      const catalog = catalogOf(stream, "FULL_TABLE");

      await withClub(club, async (run) => {
        const { output } = await run({ catalog });
        club.now += hour;
        club.requests.length = 0;
        const second = await run({ catalog, state: output.lastState });

        expect(passesAsked(club, club.now)).toEqual([null]);
        expect(second.output.records.get("member_lists")).toHaveLength(club.pairs().length);
      });
    },
  );

  test("is not asked of lists, which are always whole: INCREMENTAL there is a warning", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const first = await run({
        streams: ["lists"],
        catalog: catalogOf("lists", "INCREMENTAL"),
      });

      expect(first.log).toMatch(/"warning".*lists: the catalog asks for INCREMENTAL/);
      expect(first.output.records.get("lists")).toHaveLength(3);
      expect(first.exitCode).toBe(0);
    });
  });

  test("asks whether changes are understood, also where it was interrupted", async () => {
    const club = smallClub();
    const config = { page_size: 5, max_retries: 0 };

    await withClub(club, async (run) => {
      const { output } = await run({ config });
      const [kept] = output.states.filter(isInsidePass);
      club.requests.length = 0;
      await run({ config, ...(kept === undefined ? {} : { state: kept }) });

      expect(kept).toBeDefined();
      expect(club.requests.filter((request) => request.includes("/9/changes"))).toHaveLength(2);
    });
  });
});
