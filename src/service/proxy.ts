import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";
import { UsageError } from "../errors.js";

/**
 * The agent for a URL by `HTTPS_PROXY` and `NO_PROXY`; undefined where it is reached directly. Throws UsageError where
 * the proxy is no address.
 */
export function proxyAgentFor(url: string): HttpsProxyAgent<string> | undefined {
  // Plain http is for this machine's own addresses alone: no proxy could reach them.
  if (!url.startsWith("https:")) return undefined;
  const proxy = getProxyForUrl(url);
  if (proxy === "") return undefined;
  if (isProxyUrl(proxy)) return new HttpsProxyAgent(proxy);
  // It may hold a password: it is not quoted.
  throw new UsageError("HTTPS_PROXY is not the address of a proxy.", {
    hint: "Set http://host:port, or http://user:password@host:port with special characters as %XX.",
  });
}

function isProxyUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && [username, password].every(isDecodable);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
