import { RequestError, type Response } from "got";
import {
  NotFoundError,
  NotTakenError,
  RefusedError,
  SourceError,
  TimeoutError,
} from "../errors.js";

/** An attempt that brought no rows. */
export interface Failure {
  readonly reason: string;
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
  /** When the service answered, by its own clock (milliseconds since 1970). */
  readonly answeredAt?: number;
  readonly isTimeout?: boolean;
  readonly cause?: unknown;
}

/** The error for a request that was given up because it takes too long. */
export function timedOut(path: string, timeouts: number): TimeoutError {
  return new TimeoutError(`GET ${path} did not answer within request_timeout, ${timeouts} times.`, {
    hint: "Raise request_timeout.",
  });
}

/** The failure that an answer other than 2xx is. */
export function failureOf(response: Response<string>, base: string): Failure {
  const target = response.headers.location;
  const redirect =
    response.statusCode < 400 && target !== undefined ? ` to ${originOf(target, base)}` : "";
  const date = Date.parse(response.headers.date ?? "");
  return {
    reason: `the service answered ${response.statusCode}${redirect}`,
    status: response.statusCode,
    retryAfter: response.headers["retry-after"],
    ...(Number.isNaN(date) ? {} : { answeredAt: date }),
  };
}

/** The failure of an attempt that brought no whole answer. */
export function faultOf(error: unknown): Failure {
  const isTimeout = error instanceof RequestError && error.code === "ETIMEDOUT";
  return {
    reason: reasonOf(error),
    status: undefined,
    retryAfter: undefined,
    isTimeout,
    cause: withoutRequest(error),
  };
}

/** Got's errors hold the whole request, the key and the query included: whoever prints one shows both. */
function withoutRequest(error: unknown): unknown {
  if (!(error instanceof RequestError)) return error;
  const bare = new Error(`${error.code}: ${error.message}`);
  return Object.assign(bare, { stack: error.stack });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof RequestError))
    return error instanceof Error ? error.message : String(error);
  if (error.code === "ETIMEDOUT") return "no whole answer within request_timeout";
  return `the connection failed (${error.code})`;
}

/** The error for a failure that is not retried (any more); `why` says why. */
export function toTapError(path: string, failure: Failure, why: string): Error {
  const options = failure.cause === undefined ? {} : { cause: failure.cause };
  const { status } = failure;
  if (status === 401 || status === 403) {
    return new RefusedError(`Ometria refused the API key: GET ${path} answered ${status}.`, {
      ...options,
      hint: "Check api_key and its rights (a new key can take ten minutes to work), or deselect the stream.",
    });
  }
  if (status === 404) {
    return new NotFoundError(`GET ${path} answered 404: there is nothing at this address.`, {
      ...options,
      hint: "Check base_url.",
    });
  }
  if (status !== undefined && status >= 300 && status < 400) {
    return new SourceError(
      `GET ${path}: ${failure.reason}, which is not followed: the key stays home.`,
      {
        hint: "Set base_url to the address that answers.",
      },
    );
  }
  const Kind = isNotTaken(status) ? NotTakenError : SourceError;
  return new Kind(`GET ${path} failed: ${failure.reason}, and ${why}.`, {
    ...options,
    hint: "Run again later: the next run goes on from the last STATE.",
  });
}

/** Of the statuses that blame the request, those that say wait or too slow do not mean its form. */
function isNotTaken(status = 0): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function originOf(location: string, base: string): string {
  return URL.canParse(location, base) ? new URL(location, base).origin : "an invalid address";
}
