const firstDelayMs = 1000;
const longestDelayMs = 60_000;

/** What is known of a failed attempt. */
export interface FailedAttempt {
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** The `Retry-After` header, in either of its forms. */
  readonly retryAfter: string | undefined;
  /** Milliseconds that the request has already waited for its retries. */
  readonly waitedMs: number;
}

export interface RetryPolicy {
  readonly maxRetries: number;
  readonly maxWaitMs: number;
}

/**
 * Milliseconds until the next attempt, or why there is none. Full jitter between nothing and a bound that doubles
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/); `Retry-After` is obeyed where it
 * is given. A 429 is limited by the wait alone, everything else by the number of retries too.
 */
export function decideRetry(
  failed: FailedAttempt,
  policy: RetryPolicy,
  environment: { readonly now: number; readonly random: number },
): number | string {
  if (!isRetried(failed.status)) return "is not retried";
  if (failed.status !== 429 && failed.attempt > policy.maxRetries) {
    return `was retried ${policy.maxRetries} times (max_retries)`;
  }
  const asked = parseRetryAfter(failed.retryAfter, environment.now);
  const bound = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failed.attempt - 1, 16));
  const jitter = Math.ceil(bound * environment.random);
  // Asked to wait no time at all, a 429 would never come to max_retry_wait.
  const delay = asked === undefined || asked === 0 ? jitter : asked;
  if (failed.waitedMs + delay <= policy.maxWaitMs) return delay;
  return asked === undefined
    ? `has waited as long as max_retry_wait allows`
    : `was asked to wait ${Math.ceil(delay / 1000)} s, longer than max_retry_wait allows`;
}

/** Whether a status may be gone at the next attempt; no status means that no whole answer came. */
function isRetried(status: number | undefined): boolean {
  return status === undefined || status === 408 || status === 429 || status >= 500 || status < 300;
}

/** Milliseconds that a `Retry-After` header asks for (seconds or an HTTP date); undefined for any other text. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
  // Date.parse makes dates of much else, "-5" included.
  if (!/^\s*(?:mon|tue|wed|thu|fri|sat|sun)/i.test(header)) return undefined;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
