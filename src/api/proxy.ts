import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";

/** The agent for a URL by `HTTPS_PROXY` and `NO_PROXY`; undefined where it is reached directly. */
export function proxyAgentFor(url: string): HttpsProxyAgent<string> | undefined {
  // Plain http is for this machine's own addresses alone: no proxy could reach them.
  if (!url.startsWith("https:")) return undefined;
  const proxy = getProxyForUrl(url);
  return proxy === "" ? undefined : new HttpsProxyAgent(proxy);
}
