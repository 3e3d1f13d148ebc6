/** Something that the tap relies on and that no public text of the vendor settles (design, section 9). */
export interface Assumption {
  readonly id: string;
  readonly assumed: string;
  /** What a run does where it does not hold. */
  readonly otherwise: string;
  /** The setting that changes it, where there is one. */
  readonly setting?: string;
  /** The check of `doctor` that asks a live account; absent = no reader can see it. */
  readonly check?: string;
}

/** Every assumption about the live service, in one place: the README's table is made from it. */
export const assumptions: readonly Assumption[] = [
  {
    id: "page_size",
    assumed: "`limit` is honoured up to 250",
    otherwise: "a smaller or larger page is recognised by its length, and read on from",
    setting: "page_size",
    check: "page_size",
  },
  {
    id: "offset",
    assumed: "`GET /profiles` honours `offset`, without a ceiling",
    otherwise: "recognised by pages that repeat or bring nothing new: exit code 4",
    check: "offset",
  },
  {
    id: "stable_order",
    assumed: "profiles keep their order while they are read, but for those that change meanwhile",
    otherwise:
      "rows of the overlap in another order end the run with 4; **a row that moves from the unread to the read part cannot be seen**: it has changed, and the next increment brings it",
    check: "stable_order",
  },
  {
    id: "update_since",
    assumed: "`updateSince` takes a date; its time zone and whether it is inclusive are unknown",
    otherwise:
      "one day more is asked for than needed; with each full pass it is asked for tomorrow, and rows in the answer are a warning: every run is then whole",
    check: "filter",
  },
  {
    id: "profile_lists",
    assumed: "profiles carry `lists`",
    otherwise:
      "where lists have members and no profile names one, `GET /lists/{list_id}/contacts` is read in the same run; it ends with 4 where its rows are contacts without `@profile_id`",
    setting: "member_source",
    check: "profile_lists",
  },
  {
    id: "lists_whole",
    assumed: "`GET /lists` is whole in one answer, or honours `offset`",
    otherwise: "recognised by its length (a full page): exit code 4",
    setting: "page_size",
    check: "whole",
  },
  {
    id: "list_changes",
    assumed: "`GET /lists/{list_id}/changes?since=` exists, and takes a date-time in UTC",
    otherwise:
      "404 for every list, rows when asked for tomorrow, or events long before `since`: exit code 4",
    setting: "endpoints",
    check: "list_changes",
  },
  {
    id: "list_changes_reach",
    assumed: "changes reach back as far as `since`",
    otherwise:
      "**a service that keeps fewer days of changes cannot be seen**: memberships that it lacks come with the next full pass (`full_refresh_interval`), rows of `list_changes` never",
    setting: "full_refresh_interval",
  },
  {
    id: "collection_paths",
    assumed:
      "`/contacts`, `/contacts/{collection}`, `/orders`, `/products`, `/custom-events`, `/push/_errors` and `/data-deletion-requests` exist",
    otherwise: "404: exit code 4, naming the setting; the other streams go on",
    setting: "endpoints",
    check: "endpoints",
  },
  {
    id: "collection_offset",
    assumed:
      "`/contacts/{collection}`, `/orders`, `/products` and `/custom-events` honour `offset`",
    otherwise: "recognised by pages that repeat or bring nothing new: exit code 4",
    check: "offset",
  },
  {
    id: "collection_filters",
    assumed:
      "a `since_param` that you set asks for what changed (and not for what was made) since a time",
    otherwise:
      "asked for the day after tomorrow, rows in the answer (or a refusal) are a warning: the pass is whole; **a filter by another time cannot be seen**: what it lacks comes with the next full pass (`full_refresh_interval`)",
    setting: "endpoints",
    check: "filter",
  },
  {
    id: "event_windows",
    assumed: "`since` and `before` of `/unsubscribes` are UTC and honour seconds",
    otherwise:
      "a second more is asked for at the start of each window; rows more than a day older than `since` end the run with 4",
    setting: "lookback_window",
    check: "event_windows",
  },
  {
    id: "event_answers",
    assumed: "an answer of fewer than ten rows (the API's default page) is whole",
    otherwise:
      "**a service that cuts answers off below ten rows cannot be seen**; longer answers are read on by `offset`, or proved by the two halves of their window",
    setting: "window",
    check: "event_answers",
  },
  {
    id: "export_format",
    assumed: "the export is CSV with a header row, or JSON lines, in UTF-8, plain or gzip",
    otherwise: "an error names the object",
    setting: "export_patterns",
    check: "export_format",
  },
  {
    id: "export_columns",
    assumed:
      "its columns have the names of `email_events`, or common others (`type`, `email`, `url`)",
    otherwise: "unknown columns go to `extra`; no known column at all is an error",
    setting: "export_columns",
    check: "export_columns",
  },
  {
    id: "api_key",
    assumed: "a refused key is answered with 403 or 401",
    otherwise: "exit code 3; a new key can take ten minutes to work",
    setting: "api_key",
    check: "api_key",
  },
];

/** The assumptions as a Markdown table: the one in the README. */
export function assumptionsMarkdown(): string {
  const rows = assumptions.map(
    ({ assumed, otherwise, setting, check }) =>
      `| ${assumed} | ${otherwise} | ${code(setting)} | ${code(check)} |`,
  );
  const head = ["| assumed | if not | setting | `doctor` |", "|---|---|---|---|"];
  return [...head, ...rows, ""].join("\n");
}

function code(name: string | undefined): string {
  return name === undefined ? "" : `\`${name}\``;
}
