import { isJsonObject, type JsonObject } from "../support/meltano-merge.js";

interface Access {
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** The collection whose rows name what stands in for a parameter of a path, and the field that does. */
const sources: Readonly<Record<string, { readonly path: string; readonly field: string }>> = {
  profile_id: { path: "/profiles/", field: "id" },
  list_id: { path: "/lists", field: "id" },
  collection: { path: "/contacts", field: "collection" },
  contact_id: { path: "/contacts/{collection}", field: "id" },
  order_id: { path: "/orders", field: "id" },
  product_id: { path: "/products?includeVariants=true", field: "id" },
  event_type: { path: "/custom-events/", field: "event_type" },
  event_id: { path: "/custom-events/{event_type}", field: "id" },
  id: { path: "/data-deletion-requests", field: "id" },
  job_id: { path: "/merge-profile", field: "job_id" },
  request_id: { path: "/translations/requests", field: "request_id" },
};

/** Parameters without which a read is not answered. */
const required: Readonly<Record<string, string>> = {
  "/lists/{list_id}/changes": "?since=2026-01-01",
};

/** Asks for each path of the description once, those with parameters for a row that the sandbox has ("none" where it has none). */
export async function askEveryRead(paths: readonly string[], access: Access): Promise<void> {
  for (const path of paths) await ask((await fill(path, access)) + (required[path] ?? ""), access);
}

async function fill(path: string, access: Access): Promise<string> {
  let filled = path;
  for (const [parameter, name = ""] of path.matchAll(/\{(\w+)\}/g)) {
    const source = sources[name];
    if (source === undefined)
      throw new Error(`nothing says what ${parameter} of ${path} stands for`);
    // A parameter of the source stands further left in the path, and has its value already.
    const rows = rowsOf(await ask(sameValues(source.path, { path, filled }), access));
    const value = rows[0]?.[source.field];
    const text = typeof value === "string" || typeof value === "number" ? String(value) : "none";
    filled = filled.replace(parameter, encodeURIComponent(text));
  }
  return filled;
}

function sameValues(source: string, { path, filled }: { path: string; filled: string }): string {
  const values = filled.split("/");
  const names = path.split("/");
  return source
    .split("/")
    .map((part) => (part.startsWith("{") ? (values[names.indexOf(part)] ?? part) : part))
    .join("/");
}

async function ask(target: string, { baseUrl, apiKey }: Access): Promise<string> {
  const answer = await fetch(baseUrl + target, { headers: { "x-ometria-auth": apiKey } });
  return answer.text();
}

/** The rows of a collection, or of the envelope around one. */
function rowsOf(text: string): readonly JsonObject[] {
  const body: unknown = JSON.parse(text);
  const inner = isJsonObject(body) ? Object.values(body).find(Array.isArray) : body;
  return Array.isArray(inner) ? inner.filter(isJsonObject) : [];
}
