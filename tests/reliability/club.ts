import { withServer } from "../support/http-server.js";
import { runAgainst, type RunOptions, type SyncRun } from "../support/sync-scene.js";

/** Somebody entered or left a list. */
interface Move {
  readonly profile_id: string;
  readonly event: "list_enter" | "list_exit";
  readonly timestamp: string;
}

interface Member {
  lists: string[];
  updatedAt: number;
}

export interface ClubList {
  readonly id: string;
  readonly public_id?: number;
  /** `List` and the id where it has none of its own. */
  readonly title?: string;
  size: number;
  isArchived: boolean;
}

/** A service whose lists and members a test moves by hand, and the moment at which it stands. */
export class Club {
  now = Date.parse("2026-03-01T12:00:00Z");
  readonly lists: ClubList[] = [];
  readonly members = new Map<string, Member>();
  readonly moves = new Map<string, Move[]>();
  /** What came in: path and query. */
  readonly requests: string[] = [];
  /** What profiles show of a list that they are in. */
  showList: (list: ClubList) => unknown = ({ id, title = `List ${id}` }) => ({
    id,
    title,
    type: "DYNAMIC",
  });
  /** By which of its ids a path knows a list. */
  pathId: (list: ClubList) => unknown = ({ id }) => id;
  /** Whether profiles have `lists`. */
  profilesNameLists = true;
  /** The row of a list's member. */
  showMember: (profile: Readonly<Record<string, unknown>>) => unknown = (profile) => profile;
  /** The status with which a request is answered instead; undefined = as it should be. */
  fault: (path: string) => number | undefined = () => undefined;
  /** How rows of changes are put in order before they are paged. */
  orderOfChanges: (rows: readonly Move[]) => readonly Move[] = (rows) => rows;

  constructor(lists: readonly string[], profiles: readonly string[]) {
    for (const id of lists) this.lists.push({ id, size: 0, isArchived: false });
    for (const id of profiles) this.members.set(id, { lists: [], updatedAt: this.now });
  }

  /** Puts somebody into a list, or takes them out, with an event of a moment (this one if none is named). */
  move(event: Move["event"], pair: readonly [list: string, profile: string], at?: string): void {
    const timestamp = at ?? new Date(this.now).toISOString();
    const [list, profile] = pair;
    this.moves.set(list, [
      ...(this.moves.get(list) ?? []),
      { profile_id: profile, event, timestamp },
    ]);
    this.place(event === "list_enter", list, profile);
  }

  /** As `move`, without an event: a list of which `/changes` tells nothing. */
  place(isIn: boolean, list: string, profile: string): void {
    const member = this.members.get(profile);
    if (member === undefined) return;
    const others = member.lists.filter((id) => id !== list);
    member.lists = isIn ? [...others, list] : others;
  }

  /** Names of those who are in a list, as `list profile`. */
  pairs(): string[] {
    return [...this.members]
      .flatMap(([id, { lists }]) => lists.map((list) => `${list} ${id}`))
      .sort();
  }

  /** What a request finds: rows, or one profile; undefined where there is no such path. */
  answer(path: string, query: URLSearchParams): unknown {
    const id = /^\/profiles\/(.+)$/.exec(path)?.[1];
    return id === undefined ? this.find(path, query) : this.profile(id);
  }

  /** The rows that a request finds; undefined where there is no such path. */
  find(path: string, query: URLSearchParams): readonly unknown[] | undefined {
    if (path === "/lists") return this.#lists(query.get("mode") ?? "active");
    if (path === "/profiles/") return this.#profiles(query.get("updateSince"));
    if (path === "/unsubscribes") return [];
    return this.#ofList(path, query);
  }

  /** What a path below one list finds. */
  #ofList(path: string, query: URLSearchParams): readonly unknown[] | undefined {
    const [, named, what] = /^\/lists\/([^/]+)\/(changes|contacts)$/.exec(path) ?? [];
    const list = this.lists.find((each) => String(this.pathId(each)) === named)?.id;
    if (what === undefined || list === undefined) return undefined;
    return what === "changes" ? this.#changes(list, query) : this.#members(list);
  }

  #members(list: string): readonly unknown[] {
    return [...this.members]
      .filter(([, { lists }]) => lists.includes(list))
      .map(([id]) => this.showMember(this.profile(id)));
  }

  /** A profile as the service shows it. */
  profile(id: string): Readonly<Record<string, unknown>> {
    const lists = this.members.get(id)?.lists.map((list) => {
      const known = this.lists.find((each) => each.id === list);
      return this.showList(known ?? { id: list, size: 0, isArchived: false });
    });
    const email = `${id}@example.com`;
    return { "@type": "profile", id, email, ...(this.profilesNameLists ? { lists } : {}) };
  }

  #changes(list: string, query: URLSearchParams): readonly unknown[] {
    const since = Date.parse(`${query.get("since") ?? ""}Z`);
    return this.orderOfChanges(
      (this.moves.get(list) ?? []).filter(({ timestamp }) => Date.parse(timestamp) >= since),
    );
  }

  #lists(mode: string): readonly unknown[] {
    return this.lists
      .filter(({ isArchived }) => mode === "all" || isArchived === (mode === "archived"))
      .map(({ id, public_id, title = `List ${id}`, isArchived }) => ({
        id,
        status: isArchived ? "ARCHIVED" : "READY",
        public_id,
        title,
        type: "DYNAMIC",
        size: [...this.members.values()].filter(({ lists }) => lists.includes(id)).length,
      }));
  }

  #profiles(updateSince: string | null): readonly unknown[] {
    return [...this.members]
      .filter(([, { updatedAt }]) => updateSince === null || updatedAt >= Date.parse(updateSince))
      .map(([id]) => this.profile(id));
  }
}

/** Runs the tap against a club, any number of times. */
export async function withClub(
  club: Club,
  use: (run: (options?: Partial<RunOptions>) => Promise<SyncRun>) => Promise<void>,
): Promise<void> {
  await withServer(
    ({ url = "" }, response) => {
      const { pathname, searchParams } = new URL(url, "http://x");
      club.requests.push(`${pathname}?${searchParams.toString()}`);
      response.setHeader("date", new Date(club.now).toUTCString());
      const found = club.answer(pathname, searchParams);
      const status = club.fault(pathname) ?? (found === undefined ? 404 : 200);
      response.statusCode = status;
      const [limit, offset] = ["limit", "offset"].map((name) => Number(searchParams.get(name)));
      const isPaged = pathname !== "/lists" && Array.isArray(found);
      const page = isPaged ? found.slice(offset, (offset ?? 0) + (limit ?? 0)) : found;
      response.end(JSON.stringify(status === 200 ? page : { error: "no" }));
    },
    async ({ origin }) => {
      await use((options = {}) =>
        runAgainst(
          { baseUrl: origin, apiKey: "key" },
          { streams: ["profiles", "member_lists"], ...options },
        ),
      );
    },
  );
}

/** A club of ten profiles and the lists 9, 10 and 11; p0 to p4 are in 9, p5 is in 10. */
export function smallClub(): Club {
  const club = new Club(
    ["9", "10", "11"],
    Array.from({ length: 10 }, (_, index) => `p${index}`),
  );
  for (const id of ["p0", "p1", "p2", "p3", "p4"])
    club.move("list_enter", ["9", id], "2026-02-01T00:00:00Z");
  club.move("list_enter", ["10", "p5"], "2026-02-01T00:00:00Z");
  for (const member of club.members.values()) member.updatedAt = Date.parse("2026-02-01T00:00:00Z");
  return club;
}
