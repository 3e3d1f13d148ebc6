import type { Config } from "../config/load.js";
import { dayMs, parseDuration } from "../values/duration.js";

/** Milliseconds that a stream starts before its bookmark. */
export function lookbackMs(config: Readonly<Config>, stream: string): number {
  const { lookback_window: lookback } = config;
  const text = typeof lookback === "string" ? lookback : lookback[stream];
  return text === undefined ? dayMs : (parseDuration(text) ?? dayMs);
}
