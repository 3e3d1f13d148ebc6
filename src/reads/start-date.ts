import type { Config } from "../config/load.js";
import { formatInstant, parseInstant } from "../values/timestamp.js";

/** Whether `from` (null = everything) reaches further back than `than`. */
export function isEarlier(from: string | null, than: string | null): boolean {
  if (than === null) return false;
  return from === null || (parseInstant(from) ?? 0) < (parseInstant(than) ?? 0);
}

/** The `start_date` setting as an RFC 3339 UTC instant; null where it is absent. */
export function startDate(config: Readonly<Config>): string | null {
  const instant = parseInstant(config.start_date ?? "");
  return instant === undefined ? null : formatInstant(instant);
}
