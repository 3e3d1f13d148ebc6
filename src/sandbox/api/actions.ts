import { createHash, randomUUID } from "node:crypto";
import { isJsonObject } from "../../values/json.js";
import type { SandboxRequest } from "./http-server.js";
import type { Answer } from "./routes.js";

/** What changes an account: answers what it knows, and undefined for all else. */
export type Actions = (request: SandboxRequest, body: string) => Answer | undefined;

/**
 * The writes whose path the vendor documents, and the reading of what one of them made. It keeps what was created for as long as the sandbox runs, and sends nothing to
 * anybody. Custom fields are not among them: nothing of theirs is documented.
 */
export function createActions(now: () => number): Actions {
  const created = new Map<string, unknown>();
  const create = (body: string): Answer => {
    const { email, comment } = parseObject(body) ?? {};
    if (typeof email !== "string") return refusal("email is an address");
    const record = deletionRequest(email, comment, now());
    created.set(record.id, record);
    return { status: 200, body: record };
  };
  return ({ method, path }, body) => {
    const bare = path.replace(/\/$/, "");
    const call = `${method} ${bare}`;
    if (call === "POST /v2/transactional-email/send") return sendEmail(body);
    if (call === "POST /v2/data-deletion-requests") return create(body);
    const [, id = ""] = /^GET \/v2\/data-deletion-requests\/([^/]+)$/.exec(call) ?? [];
    return created.has(id) ? { status: 200, body: created.get(id) } : undefined;
  };
}

/** What the answer holds is not documented: it holds nothing. */
function sendEmail(body: string): Answer {
  const { to } = parseObject(body) ?? {};
  const isAddressed = isJsonObject(to) && typeof to["email"] === "string";
  return isAddressed ? { status: 200, body: {} } : refusal("to has an email");
}

function deletionRequest(email: string, comment: unknown, at: number) {
  const id = randomUUID();
  const hash = createHash("md5").update(email.trim().toLowerCase()).digest("hex");
  return {
    action: "anonymise",
    comment: typeof comment === "string" ? comment : null,
    id,
    identities: [{ hashed_identifier: `${hash}@anonymous.ometria` }],
    source: { api_request_id: id, origin: "api", user: { email: null, name: null } },
    summary: null,
    timestamp_created: new Date(at).toISOString().replace("T", " ").replace("Z", "000+00"),
    // Within 14 days, says the vendor.
    timestamp_completed: null,
  };
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function refusal(error: string): Answer {
  return { status: 400, body: { error } };
}
