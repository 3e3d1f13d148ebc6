import { RequestError, type Response } from "got";
import {
  NotFoundError,
  NotTakenError,
  RefusedError,
  SourceError,
  TimeoutError,
  type TapError,
} from "../errors.js";
import { isWrite, nameOf, type ApiRequest } from "./request.js";
import { whatIsSaid } from "./said.js";

/** An attempt that brought no rows. */
export interface Failure {
  readonly reason: string;
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
  /** When the service answered, by its own clock (milliseconds since 1970). */
  readonly answeredAt?: number;
  /** When the request began, by our clock. */
  readonly begunAt?: number;
  readonly isTimeout?: boolean;
  /** Where no answer came: whether a connection stood, so that the service may have got the request. */
  readonly hasGoneOut?: boolean;
  /** What came with an answer that is an error, as it came. */
  readonly body?: Uint8Array;
  readonly cause?: unknown;
}

/** What to do about a request that failed, for those who made it. */
interface Advice {
  readonly refused: string;
  readonly missing: string;
  readonly failed: (failure: Failure) => string;
}

const adviceForRuns: Advice = {
  refused:
    "Check api_key and its rights (a new key can take ten minutes to work), or deselect the stream.",
  missing: "Check base_url.",
  failed: () => "Run again later: the next run goes on from the last STATE.",
};

const adviceForPeople: Advice = {
  refused: "Check api_key and its rights (a new key can take ten minutes to work).",
  missing: "Check PATH, what fills it, and base_url.",
  failed: ({ status = 0 }) =>
    status >= 400 && status < 500 && status !== 429
      ? "What the service answered may say why."
      : "Try again later.",
};

/** The error for a request that was given up because it takes too long. */
export function timedOut(request: ApiRequest, timeouts: number): TimeoutError {
  return new TimeoutError(
    `${nameOf(request)} did not answer within request_timeout, ${timeouts} times.`,
    {
      hint: "Raise request_timeout.",
    },
  );
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
    body: response.rawBody,
    ...(Number.isNaN(date) ? {} : { answeredAt: date }),
  };
}

/** The failure of an attempt that brought no whole answer. */
export function faultOf(error: unknown, hasGoneOut: boolean): Failure {
  const isTimeout = error instanceof RequestError && error.code === "ETIMEDOUT";
  return {
    reason: reasonOf(error),
    status: undefined,
    retryAfter: undefined,
    isTimeout,
    hasGoneOut,
    cause: withoutRequest(error),
  };
}

/** Got's errors hold the whole request with the key and the query: a log that prints such an error would show both. */
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

/** Why a write is not sent again that may have been carried out; undefined for all that may be. */
export function reasonToSendOnce(request: ApiRequest, failure: Failure): string | undefined {
  const { status, hasGoneOut = true } = failure;
  if (!isWrite(request) || (status === undefined && !hasGoneOut)) return undefined;
  const isUnclear = status === undefined || status === 408 || status >= 500;
  return isUnclear ? "is not sent again: it may have been carried out" : undefined;
}

/** The error for a failure that is not retried (any more); `why` says why. */
export function toTapError(request: ApiRequest, failure: Failure, why: string): TapError {
  const options = failure.cause === undefined ? {} : { cause: failure.cause };
  const { status } = failure;
  const name = nameOf(request);
  const advice = request.name === undefined ? adviceForRuns : adviceForPeople;
  if (status === 401 || status === 403) {
    return new RefusedError(`The service refused the API key: ${name} answered ${status}.`, {
      ...options,
      hint: advice.refused,
    });
  }
  if (status === 404) {
    return new NotFoundError(`${name} answered 404: there is nothing at this address.`, {
      ...options,
      hint: advice.missing,
    });
  }
  if (isRedirect(failure)) {
    const reason = isWrite(request)
      ? "a write is sent to base_url alone"
      : "the API key is sent to base_url alone";
    return new SourceError(`${name}: ${failure.reason}, which is not followed: ${reason}.`, {
      hint: "Set base_url to the address that answers.",
    });
  }
  const hint =
    reasonToSendOnce(request, failure) === undefined
      ? advice.failed(failure)
      : "See whether it was before you send it again.";
  const Kind = isNotTaken(status) ? NotTakenError : SourceError;
  return new Kind(`${name} failed: ${failure.reason}${quote(request, failure)}, and ${why}.`, {
    ...options,
    hint,
  });
}

/** Of a request that is not taken as it is, what the service says of it. */
function quote(request: ApiRequest, { status, body }: Failure): string {
  const said = status === 400 || status === 422 ? whatIsSaid(body, request) : undefined;
  return said === undefined ? "" : ` ("${said}")`;
}

function isRedirect({ status = 0 }: Failure): boolean {
  return status >= 300 && status < 400;
}

/** Of the statuses that blame the request, those that say wait or too slow do not mean its form. */
function isNotTaken(status = 0): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function originOf(location: string, base: string): string {
  return URL.canParse(location, base) ? new URL(location, base).origin : "an invalid address";
}
