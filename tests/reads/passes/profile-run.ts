import type { Config } from "../../../src/config/load.js";
import { profilePass } from "../../../src/ometria/profile-pass.js";
import type { Bookmark } from "../../../src/reads/contract.js";
import type { PassRow } from "../../../src/reads/passes/pass-source.js";
import type { Simulator } from "../../simulator/simulator.js";
import {
  collect,
  createSkippingClock,
  participant,
  setReadScene,
  type Outcome,
} from "../../support/read-scene.js";

/** The moment of the sandbox. */
export const now = "2026-02-01T00:00:00Z";
/** The empty bookmark of `member_lists`. */
export const emptyMembers = {
  ...profilePass.emptyBookmark,
  changes_through: null,
  changes_open: [],
};

/** What a run came to. */
export interface Run extends Outcome<PassRow> {
  readonly ids: readonly unknown[];
  readonly requested: readonly Readonly<Record<string, string>>[];
  readonly warnings: readonly string[];
}

/** One run of `profiles` and `member_lists`, from the bookmarks of the one before. */
export async function run(
  sandbox: Simulator,
  bookmarks: Readonly<Record<string, Bookmark>> = {},
  options: { readonly config?: Partial<Config>; readonly stopAfter?: number } = {},
): Promise<Run> {
  const before = sandbox.requests.length;
  const { context, logged } = setReadScene({
    baseUrl: sandbox.baseUrl,
    clock: createSkippingClock(sandbox.now()),
    config: { page_size: 50, ...options.config },
  });
  const participants = [
    participant("profiles", bookmarks["profiles"] ?? profilePass.emptyBookmark),
    participant("member_lists", bookmarks["member_lists"] ?? emptyMembers, "members"),
  ];
  const outcome = await collect(profilePass, context, { participants, ...options });
  const requested = sandbox.requests
    .slice(before)
    .filter(({ path }) => path === "/v2/profiles")
    .map(({ query }) => query);
  const ids = outcome.rows.map(({ row }) => row["id"]);
  return { ...outcome, ids, requested, warnings: logged.messages("warning") };
}
