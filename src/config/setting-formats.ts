import { isIP } from "node:net";
import { fileURLToPath } from "node:url";
import { dayMs, parseDuration } from "../values/duration.js";
import { parseShard } from "../values/shard.js";
import { parseInstant } from "../values/timestamp.js";

/** A format of a setting: how it is checked, and what the error says to write. */
interface Format {
  readonly accepts: (text: string) => boolean;
  readonly expected: string;
}

/** The formats that `schemas/config.json` uses. */
export const settingFormats: Readonly<Record<string, Format>> = {
  "date-or-date-time": {
    accepts: (text) => parseInstant(text) !== undefined,
    expected: "a date (2026-01-31) or an RFC 3339 date-time (2026-01-31T00:00:00Z)",
  },
  "iso-duration": {
    accepts: isDuration,
    expected: "an ISO 8601 duration such as P1D or PT6H",
  },
  "iso-duration-positive": {
    accepts: (text) => isDuration(text) && (parseDuration(text) ?? 0) >= 1000,
    expected: "an ISO 8601 duration of at least a second, such as P30D",
  },
  "iso-duration-or-never": {
    accepts: (text) => text === "never" || isDuration(text),
    expected: "an ISO 8601 duration such as P7D, or never",
  },
  "service-url": {
    accepts: isServiceUrl,
    expected:
      "an https address (plain http only for this machine's own addresses), without user or password",
  },
  "export-url": {
    accepts: isExportUrl,
    expected: "s3://bucket/prefix or file:///folder",
  },
  shard: {
    accepts: (text) => parseShard(text) !== undefined,
    expected: "a part and the number of parts such as 2/8, of at most 1000",
  },
};

/** Longer ones would reach back to where no date can be written. */
const longestMs = 1000 * 365 * dayMs;

function isDuration(text: string): boolean {
  return (parseDuration(text) ?? Infinity) <= longestMs;
}

function isServiceUrl(text: string): boolean {
  const url = parseUrl(text);
  if (url?.username !== "" || url.password !== "") return false;
  if (url.search !== "" || url.hash !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

function isLoopback(host: string): boolean {
  if (host === "localhost" || host === "[::1]") return true;
  return isIP(host) === 4 && host.startsWith("127.");
}

function isExportUrl(text: string): boolean {
  const url = parseUrl(text);
  if (url === undefined) return false;
  if (url.protocol === "file:") return isFileUrl(url);
  return url.protocol === "s3:" && url.hostname !== "" && url.username === "" && url.search === "";
}

function isFileUrl(url: URL): boolean {
  try {
    return fileURLToPath(url) !== "";
  } catch {
    // Another host, or a slash written as %2F.
    return false;
  }
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
