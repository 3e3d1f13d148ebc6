import type { Config } from "../../../src/config/load.js";
import type { Bookmark } from "../../../src/reads/contract.js";
import { exportObjects } from "../../../src/reads/listing/export-objects.js";
import type { ExportRow } from "../../../src/reads/listing/listing.js";
import type { ExportFolder } from "../../support/export-folder.js";
import {
  collect,
  createSkippingClock,
  participant,
  setReadScene,
  type Outcome,
} from "../../support/read-scene.js";

/** The moment of these runs. */
export const now = "2026-01-05T12:00:00Z";
const read = exportObjects(() => ({
  known: ["event", "email"],
  reserved: ["source"],
  aliases: {},
  warnAbout: () => undefined,
  constants: ({ key }) => ({ source: key }),
}));
/** Throws where settings do not fit. */
export function check(config: Pick<Config, "export_columns">): void {
  read.check?.(config as Config);
}

/** The bookmark of a first run. */
export const empty = read.emptyBookmark;

/** What a run begins with. */
export interface RunOptions {
  readonly bookmark?: Bookmark;
  readonly config?: Partial<Config>;
  readonly at?: string;
  readonly stopAfter?: number;
}

/** What a run came to. */
export interface Run extends Outcome<ExportRow> {
  /** The `email` of each row. */
  readonly sent: readonly unknown[];
  readonly bookmark: Bookmark;
  readonly log: readonly string[];
}

/** Reads the e-mail events of a folder, or of another store. */
export async function run(
  folder: Pick<ExportFolder, "store">,
  options: RunOptions = {},
): Promise<Run> {
  const { context, logged } = setReadScene({
    store: folder.store,
    clock: createSkippingClock(Date.parse(options.at ?? now)),
    config: { ...options.config },
  });
  const participants = [participant("email_events", options.bookmark ?? empty)];
  const outcome = await collect(read, context, { ...options, participants });
  return {
    ...outcome,
    sent: outcome.rows.map(({ values }) => values["email"]),
    bookmark: outcome.bookmarks["email_events"] ?? {},
    log: [...logged.messages("warning"), ...logged.messages("error")],
  };
}

/** An object with one event for each address. */
export function csv(...emails: string[]): string {
  return ["event,email", ...emails.map((email) => `sent,${email}`), ""].join("\n");
}

/** The bookmark of a run a day ago. */
export const synced = {
  ...empty,
  synced_through: "2026-01-04T12:00:00Z",
  export_url: "file:///export",
};
