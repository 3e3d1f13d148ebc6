import { broken, cannotTell, holds } from "../ometria/assumptions/finding.js";
import { documentedRate } from "../ometria/service.js";
import type { Answered } from "../service/client.js";
import type { Check } from "./check.js";

/** S3 refuses a request whose time is 15 minutes off. A third of that is told as a fault. */
const mostDifferenceMs = 5 * 60_000;
const longestTimeout = 3600;
const mostConcurrency = 32;

export const clockCheck: Check = {
  id: "clock",
  question: "Does our clock agree with the service's?",
  asks: "api",
  run(context) {
    const differences = context.service().answers.flatMap(differenceOf);
    if (differences.length === 0) return cannotTell("The service's answers have no Date header.");
    const seconds = Math.round(median(differences) / 1000);
    const side = seconds > 0 ? "ahead of" : "behind";
    const what =
      Math.abs(seconds) <= 1
        ? "They agree"
        : `The service is ${Math.abs(seconds)} seconds ${side} us`;
    if (Math.abs(seconds) * 1000 <= mostDifferenceMs) return holds(`${what}.`);
    return broken(
      `${what}. Bookmarks go by the service's clock, so nothing is lost, but S3 may refuse what we sign. Set this machine's clock.`,
    );
  },
};

function differenceOf({ sentAt, tookMs, date }: Answered): number[] {
  // The header is cut to whole seconds: on average it is half a second behind.
  return date === undefined ? [] : [date + 500 - (sentAt + tookMs / 2)];
}

export const latencyCheck: Check = {
  id: "latency",
  question: "Do answers come well within request_timeout, and can enough of them be under way?",
  asks: "api",
  run(context) {
    const times = context.service().answers.map(({ tookMs }) => tookMs);
    if (times.length === 0) return cannotTell("Nothing was answered.");
    const {
      request_timeout: timeout,
      max_concurrency: width,
      requests_per_second: rate,
    } = context.config;
    const [middle, slowest] = [median(times), Math.max(...times)];
    const seen = `${times.length} answers took ${Math.round(middle)} ms (median) and ${Math.round(slowest)} ms at most`;
    if (slowest > timeout * 500)
      return broken(`${seen}: a slower one would be given up, and asked for again.`, {
        setting: "request_timeout",
        change: { request_timeout: Math.min(longestTimeout, Math.ceil(slowest / 250)) },
      });
    const needed = Math.ceil((middle / 1000) * rate);
    if (needed > width)
      return broken(`${seen}: to make ${rate} requests a second ${needed} have to be under way.`, {
        setting: "max_concurrency",
        change: { max_concurrency: Math.min(mostConcurrency, needed) },
      });
    return holds(`${seen}.`);
  },
};

export const rateCheck: Check = {
  id: "rate",
  question: "Does the account allow as many requests a second as the config does?",
  asks: "api",
  run(context) {
    const { answers } = context.service();
    const { throttled } = context.service().figures;
    const { requests_per_second: rate } = context.config;
    const busiest = Math.max(0, ...answers.map(({ sentAt }) => within(answers, sentAt)));
    const seen = `${busiest} requests in the busiest second`;
    if (throttled === 0) return holds(`${seen}, and none was too many. ${rateAdvice(rate)}`);
    return broken(
      `${seen}, and ${throttled} times the service said that it was too much (429): something else may use the account too.`,
      { setting: "requests_per_second", change: { requests_per_second: rate / 2 } },
    );
  },
};

/** The limit itself is not looked for: to find it, doctor would have to take requests from others. */
function rateAdvice(rate: number): string {
  const documented = `The vendor documents ${documentedRate} a second for an account, shared with all that uses its API`;
  return rate < documentedRate
    ? `${documented}: set requests_per_second to ${documentedRate} if nothing else does.`
    : `${documented}.`;
}

function within(answers: readonly Answered[], from: number): number {
  return answers.filter(({ sentAt }) => sentAt >= from && sentAt < from + 1000).length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
