import type { Endpoint } from "../reads/endpoint.js";
import { anyEndpoint } from "./endpoints.js";
import { streams } from "./streams/registry.js";

/** The endpoint of a path that a person asks for: what is known of it, or what most are. The query is the person's. */
export function endpointAt(path: string): Endpoint {
  const endpoints = streams.flatMap(({ sources }) => sources.flatMap(({ read }) => read.endpoints));
  const known = endpoints.find(({ path: own }) => isSamePath(own, path));
  return { ...(known ?? anyEndpoint(path)), path, query: {}, isWhole: false };
}

/** What stands in braces may be anything; a slash at the end makes no other path. */
function isSamePath(own: string, path: string): boolean {
  const known = partsOf(own);
  const asked = partsOf(path);
  return (
    known.length === asked.length &&
    known.every((part, at) => part.startsWith("{") || part === asked[at])
  );
}

function partsOf(path: string): readonly string[] {
  return path.replace(/\/$/, "").split("/");
}
