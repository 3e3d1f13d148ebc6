import type { Config } from "../config/load.js";
import { sinceText } from "./since-text.js";

/** Where each collection is, by the evidence that there is; `endpoints` may say otherwise. */
const paths = {
  collections: "/contacts",
  contacts: "/contacts/{collection}",
  orders: "/orders",
  products: "/products",
  custom_events: "/custom-events",
  push_errors: "/push/_errors",
  data_deletion_requests: "/data-deletion-requests",
} as const;

export type CollectionName = keyof typeof paths;

export interface CollectionEndpoint {
  /** Path below the base URL; may have `{collection}` in it. */
  readonly path: string;
  /** Name of the parameter that asks for what changed since a time; undefined where none is known. */
  readonly sinceParam: string | undefined;
  /** What the parameter is set to so that nothing from an instant (milliseconds) on is missing. */
  readonly asSince: (instant: number) => string;
}

/** How a collection is asked, by the `endpoints` setting. */
export function collectionEndpoint(
  { endpoints }: Readonly<Config>,
  name: CollectionName,
): CollectionEndpoint {
  const settings: {
    path?: string;
    since_param?: string;
    since_format?: "date" | "date-time";
  } = endpoints[name] ?? {};
  const format = settings.since_format ?? "date";
  return {
    path: settings.path ?? paths[name],
    sinceParam: settings.since_param,
    asSince: (instant) => sinceText(instant, format),
  };
}
