import type { Config } from "../config/load.js";
import type { Query } from "../service/reader.js";
import { parseInstant } from "../values/timestamp.js";
import { sinceText } from "./since-text.js";

/** How the changes of a list are asked; the vendor's page does not tell (ometria-api, section 3.3). */
export interface ChangesEndpoint {
  /** The path with `{list_id}` in it, for people. */
  readonly template: string;
  /** Path below the base URL of one list's changes. */
  readonly path: (list: string) => string;
  /** The parameter that asks for events from an instant on, and the instant that it names (milliseconds). */
  readonly since: (instant: number) => { readonly query: Query; readonly asked: number };
}

/** The endpoint by the `endpoints.list_changes` setting; undefined where it is switched off. */
export function changesEndpoint({ endpoints }: Readonly<Config>): ChangesEndpoint | undefined {
  const { list_changes: settings = {} } = endpoints;
  if (settings === null) return undefined;
  const path = settings.path ?? "/lists/{list_id}/changes";
  const parameter = settings.since_param ?? "since";
  return {
    template: path,
    path: (list) => path.replaceAll("{list_id}", encodeURIComponent(list)),
    since: (instant) => {
      const text = sinceText(instant, settings.since_format ?? "date-time");
      return { query: { [parameter]: text }, asked: parseInstant(text) ?? instant };
    },
  };
}
