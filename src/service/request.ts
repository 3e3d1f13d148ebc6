import type { Query } from "./reader.js";

export const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof methods)[number];

/** One request, as it is sent. */
export interface ApiRequest {
  readonly method: Method;
  /** Below the base URL, encoded. */
  readonly path: string;
  readonly query: Query | URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /**
   * What the log, the errors and the metrics call the path of a request that a person asks for: without ids, which are personal
   * data as the query is. Absent for those of a run.
   */
  readonly name?: string;
}

/** What came back. */
export interface ApiAnswer {
  readonly status: number;
  /** As it came, undone of its compression. */
  readonly body: Uint8Array;
}

/** Whether a request can change the account: to send it twice may do twice what it does. */
export function isWrite({ method }: Pick<ApiRequest, "method">): boolean {
  return method !== "GET" && method !== "HEAD";
}

/** A request for people: method and path, never the query. */
export function nameOf({ method, path, name }: ApiRequest): string {
  return `${method} ${name ?? path}`;
}
