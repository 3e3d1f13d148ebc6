const rememberedIds = 5000;
const idsInState = 50;
/** Rows that are read twice: of a page of 250 so many cost 2 % of the requests. */
const overlapOfPages = 5;
/** A resume may come hours later. */
const overlapOfResume = 10;
/** Pages in a row that must connect before any is asked ahead, once one has not. */
const calmPages = 3;
const mostVisits = 10;
const mostStarts = 100;

/** Where a pass stands: the offset of the next unread row, and the ids of the last rows read. */
export interface PageCursor {
  readonly offset: number;
  readonly lastIds: readonly string[];
}

/** What a page was worth. */
export interface PageVerdict {
  /** Indexes of the rows that have not been seen before; empty for a page that was not accepted. */
  readonly fresh: readonly number[];
  readonly next: "more" | "end" | "offset ignored" | "stuck";
}

/**
 * Decides, page by page, what is new and which offset comes next, so that rows deleted or inserted meanwhile never
 * hide another one: each page must begin with rows of the page before it, else the reader goes back. It does no I/O.
 */
export class OffsetPager {
  #offset: number;
  #longest = 0;
  /** Ids seen, oldest first. */
  readonly #seen: Set<string>;
  #lastPage: readonly string[];
  #lastAccepted = false;
  /** Visits of each offset since the last new row. */
  readonly #visits = new Map<number, number>();
  /** Pages in a row that brought nothing new: offset and first id. */
  #barren: { readonly offset: number; readonly first: string | undefined }[] = [];
  /** The lowest offset of those pages. */
  #barrenFrom = Infinity;
  readonly #limit: number;
  /** First and last id of the page at offset 0; undefined until this pager has read it. */
  #firstPage: readonly (string | undefined)[] | undefined;
  /** A page has brought rows from beyond the first one. */
  #hasPaged = false;
  /** Visits of offset 0, whatever they brought. */
  #starts = 0;
  #stable = true;
  /** Pages in a row that were as long as the longest, and brought something new. */
  #full = 0;
  #hasGoneBack = false;
  /** The next page is that at offset 0. */
  #startsOver = false;
  #cursor: PageCursor;

  constructor(limit: number, from: PageCursor = { offset: 0, lastIds: [] }) {
    const overlap = Math.min(overlapOfResume, from.lastIds.length, Math.floor(limit / 2));
    this.#limit = limit;
    this.#offset = Math.max(0, from.offset - overlap);
    this.#seen = new Set(from.lastIds);
    this.#lastPage = from.lastIds;
    this.#cursor = from;
  }

  /** The offset of the page to ask for. */
  get offset(): number {
    return this.#offset;
  }

  /** Where a resume would go on. */
  get cursor(): PageCursor {
    return this.#cursor;
  }

  /** Whether rows that were read twice have kept their order. */
  get isOrderStable(): boolean {
    return this.#stable;
  }

  /**
   * The offset of the page to ask for, and those that come next if all pages are full; nothing where the last page does not
   * show that there are more: it may have been the end.
   */
  *expected(): Generator<number> {
    // Answers that are longer than asked for may hold everything: several of them at once would fill the memory.
    if (this.#longest > this.#limit) return;
    // As long as was asked for, or two alike where the service gives less than that.
    const wanted = this.#hasGoneBack ? calmPages : this.#longest < this.#limit ? 2 : 1;
    if (this.#full < wanted) return;
    const step = this.#longest - this.#overlap();
    for (let offset = this.#offset; ; offset += Math.max(1, step)) yield offset;
  }

  /** Pages in a row that were as long as a page can be. */
  get fullPages(): number {
    return this.#full;
  }

  /** Takes the ids of the rows that came for `offset`, in order. */
  take(ids: readonly string[]): PageVerdict {
    this.#longest = Math.max(this.#longest, ids.length);
    if (this.#offset === 0) this.#noteStart(ids);
    if (!this.#isAccepted(ids)) {
      this.#full = 0;
      this.#hasGoneBack = true;
      return this.#goBack(ids);
    }
    const fresh = this.#remember(ids);
    if (fresh.length > 0 && !ids.includes(this.#firstPage?.[0] ?? "")) this.#hasPaged = true;
    const next = this.#judge(ids, fresh.length);
    this.#full = fresh.length > 0 && ids.length === this.#longest ? this.#full + 1 : 0;
    if (this.#full >= calmPages) this.#hasGoneBack = false;
    this.#cursor = {
      offset: this.#offset + ids.length,
      lastIds: [...this.#seen].slice(-idsInState),
    };
    this.#advance(ids.length);
    this.#lastAccepted = true;
    return { fresh, next };
  }

  #advance(length: number): void {
    const step = length - Math.min(this.#overlap(), Math.max(1, length - 1));
    this.#offset = this.#startsOver ? 0 : this.#offset + step;
    this.#startsOver = false;
  }

  #noteStart(ids: readonly string[]): void {
    this.#firstPage = [ids[0], ids.at(-1)];
    this.#starts += 1;
  }

  #overlap(): number {
    return Math.min(overlapOfPages, Math.floor(this.#longest / 2));
  }

  /**
   * Whether nothing can lie between this page and those before. Its first row tells, and no other: a row that was read and
   * has moved forward since stands on a page that may lie behind a hole.
   */
  #isAccepted(ids: readonly string[]): boolean {
    const [first] = ids;
    return this.#offset === 0 || (first !== undefined && this.#seen.has(first));
  }

  #goBack(ids: readonly string[]): PageVerdict {
    if (ids.length === 0 && this.#longest <= 1 && this.#lastAccepted)
      return { fresh: [], next: "end" };
    const next = this.#visit() ? "stuck" : "more";
    // While only empty pages have come, a page is as long as was asked for: one row at a time could take days.
    const back = (this.#longest || this.#limit) - this.#overlap();
    this.#offset = Math.max(0, this.#offset - Math.max(1, back));
    this.#lastAccepted = false;
    return { fresh: [], next };
  }

  /** Notes a visit of the offset; true when it was visited too often without a new row in between. */
  #visit(): boolean {
    const visits = (this.#visits.get(this.#offset) ?? 0) + 1;
    this.#visits.set(this.#offset, visits);
    return visits >= mostVisits;
  }

  #remember(ids: readonly string[]): number[] {
    const fresh: number[] = [];
    this.#checkOrder(ids);
    for (const [index, id] of ids.entries()) {
      if (!this.#seen.delete(id)) fresh.push(index);
      this.#seen.add(id);
    }
    for (const id of this.#seen) {
      if (this.#seen.size <= rememberedIds) break;
      this.#seen.delete(id);
    }
    this.#lastPage = ids;
    return fresh;
  }

  #checkOrder(ids: readonly string[]): void {
    const before = new Map(this.#lastPage.map((id, index) => [id, index]));
    // An id that stands on the page before twice has no one place there.
    if (before.size < this.#lastPage.length) return;
    const again = [...new Set(ids)]
      .map((id) => before.get(id))
      .filter((index) => index !== undefined);
    if (again.some((index, at) => at > 0 && index < (again[at - 1] ?? 0))) this.#stable = false;
  }

  #judge(ids: readonly string[], freshCount: number): PageVerdict["next"] {
    if (ids.length === 0) return "end";
    if (freshCount > 0) {
      this.#barren = [];
      this.#barrenFrom = Infinity;
      this.#visits.clear();
      // Rows that have another id whenever they are read would be new at every return to the start.
      return this.#starts > mostStarts ? "stuck" : "more";
    }
    if (ids.length < this.#longest) return "end";
    this.#barren = [...this.#barren, { offset: this.#offset, first: ids[0] }].slice(-3);
    this.#barrenFrom = Math.min(this.#barrenFrom, this.#offset);
    if (this.#isOffsetIgnored()) return this.#judgeRepeated(ids);
    return this.#visit() || this.#isEndless(ids) ? "stuck" : "more";
  }

  #judgeRepeated(ids: readonly string[]): PageVerdict["next"] {
    if (this.#firstPage !== undefined || this.#longest > this.#limit)
      return this.#isOnlyAnswer(ids) ? "offset ignored" : "stuck";
    // A resumed reader has not seen the page at offset 0: only that shows which page it is that repeats.
    this.#barren = [];
    this.#startsOver = true;
    return "more";
  }

  /** Whether pages that repeat are the one at offset 0, and not the last one below a ceiling. */
  #isOnlyAnswer(ids: readonly string[]): boolean {
    if (this.#firstPage === undefined) return true;
    if (this.#hasPaged) return false;
    return ids.some((id) => this.#firstPage?.includes(id));
  }

  /** Whether more rows without a new one have gone by than this reader remembers, with room for insertions. */
  #isEndless(ids: readonly string[]): boolean {
    const rows = this.#offset + ids.length - this.#barrenFrom;
    return rows > 2 * this.#seen.size + 10 * this.#longest;
  }

  #isOffsetIgnored(): boolean {
    const [first, second, third] = this.#barren;
    if (first === undefined || second === undefined || third === undefined) return false;
    const grows = first.offset < second.offset && second.offset < third.offset;
    return grows && first.first === second.first && second.first === third.first;
  }
}
