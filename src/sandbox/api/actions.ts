import { createHash, randomUUID } from "node:crypto";
import { isJsonObject, type JsonObject } from "../../values/json.js";
import { translationRequests, type CustomField } from "../data/shop/account.js";
import type { DeletionRequest } from "../data/shop/deletion-requests.js";
import { toIso, toPostgres } from "../data/timestamps.js";
import type { World } from "../data/world.js";
import { problemsIn } from "./bodies.js";
import type { SandboxRequest } from "./http-server.js";
import { push } from "./push.js";
import { decodeId, type RouteOptions } from "./route.js";
import type { Answer } from "./routes.js";

/** What changes an account: answers what it knows, and undefined for all else. */
export type Actions = (request: SandboxRequest, body: string) => Answer | undefined;

/** What a write is answered from. */
interface Call {
  readonly options: RouteOptions;
  /** Parsed; undefined where it is no JSON. */
  readonly body: unknown;
  readonly ids: readonly string[];
  /** Milliseconds. */
  readonly now: number;
}

/** Every write that the vendor describes (ometria-api 13). It sends nothing to anybody, and no profile changes. */
const writes: readonly { readonly call: RegExp; readonly answer: (call: Call) => Answer }[] = [
  { call: /^POST \/v2\/push$/, answer: pushRecords },
  { call: /^POST \/v2\/merge-profile$/, answer: mergeProfiles },
  { call: /^POST \/v2\/data-deletion-requests$/, answer: askForDeletion },
  { call: /^POST \/v2\/transactional-email\/send$/, answer: sendEmail },
  { call: /^POST \/v2\/custom_fields$/, answer: createField },
  { call: /^PUT \/v2\/custom_fields$/, answer: changeField },
  { call: /^DELETE \/v2\/custom_fields\/([^/]+)\/([^/]+)$/, answer: deleteField },
  { call: /^POST \/v2\/translations\/submit$/, answer: submitTranslations },
];

export function createActions(routes: () => RouteOptions, now: () => number): Actions {
  return ({ method, path }, text) => {
    for (const { call, answer } of writes) {
      const match = call.exec(`${method} ${path}`);
      if (match === null) continue;
      const ids = match.slice(1).map(decodeId);
      return answer({ options: routes(), body: parse(text), ids, now: now() });
    }
    return undefined;
  };
}

function pushRecords({ options, body, now }: Call): Answer {
  const [problem] = problemsIn(body, "push");
  if (problem !== undefined || !Array.isArray(body)) return refusal(problem?.msg ?? "is no array");
  return { status: 202, body: push(body.filter(isJsonObject), options.written, now) };
}

function mergeProfiles({ options: { world, written }, body }: Call): Answer {
  const [problem] = problemsIn(body, "mergeProfile");
  if (problem !== undefined || !isJsonObject(body)) {
    return mergeRefusal(400, problem === undefined ? "no object" : say(problem));
  }
  // The schema has seen that they are.
  const named = [body["survivor"], ...[body["customers_to_merge"]].flat()].filter(isJsonObject);
  const names = named.map(({ type, value }) => JSON.stringify([type, value]));
  if (new Set(names).size < names.length) {
    return mergeRefusal(400, "Cannot merge a profile with itself");
  }
  if (!named.every((identifier) => isKnown(world, identifier))) {
    return mergeRefusal(404, "Profile not found");
  }
  const job = { job_id: 100_001 + written.mergeJobs.length, status: "in_progress" } as const;
  written.mergeJobs.push(job);
  return { status: 202, body: { status: "Merge profile job placed", job_id: job.job_id } };
}

const identifierFields: Readonly<Partial<Record<string, "id" | "email" | "customer_id">>> = {
  profile_id: "id",
  profile_hash: "id",
  email_address: "email",
  customer_id: "customer_id",
};

/** Whether a profile has it; of kinds that the sandbox does not look for, each is taken. */
function isKnown(world: World, { type, value }: JsonObject): boolean {
  const field = identifierFields[String(type)];
  return field === undefined || world.profiles.some(({ record }) => record[field] === value);
}

function mergeRefusal(status: 400 | 404, detail: string): Answer {
  const title = status === 400 ? "Bad Request" : "Not Found";
  return { status, body: { status, type: "about:blank", detail, title } };
}

function askForDeletion({ options: { written }, body, now }: Call): Answer {
  const [problem] = problemsIn(body, "deletion");
  if (problem !== undefined || !isJsonObject(body)) {
    const what = "exactly one of email_address, customer_id, phone_number, identifier is required";
    const isAboutOne = problem === undefined || problem.type === "oneOf";
    return refusal(isAboutOne || problem.type === "required" ? what : say(problem));
  }
  const record = deletionRequest(body, now);
  written.deletionRequests.push(record);
  return { status: 200, body: { id: record.id } };
}

function deletionRequest(body: JsonObject, now: number): DeletionRequest {
  const { email_address: email, customer_id: customer, phone_number: phone, comment } = body;
  const { identifier } = body;
  const own = isJsonObject(identifier) ? identifier["value"] : undefined;
  const value = [email, customer, phone, own].find((text) => typeof text === "string") ?? "";
  const hash = createHash("md5").update(value.trim().toLowerCase()).digest("hex");
  const id = randomUUID();
  return {
    id,
    action: "anonymise",
    comment: typeof comment === "string" ? comment : null,
    identities: [{ hashed_identifier: `${hash}@anonymous.ometria` }],
    source: { api_request_id: id, origin: "api", user: { email: null, name: null } },
    summary: null,
    timestamp_created: toPostgres(now).replace("+00", ".000000+00"),
    // Within 14 days, says the vendor.
    timestamp_completed: null,
  };
}

/** What the answer holds is not documented: it holds nothing. */
function sendEmail({ body }: Call): Answer {
  const [problem] = problemsIn(body, "email");
  return problem === undefined ? { status: 200, body: {} } : refusal(say(problem));
}

function createField({ options: { written }, body, now }: Call): Answer {
  const problems = problemsIn(body, "newField");
  if (problems.length > 0 || !isJsonObject(body))
    return { status: 400, body: { detail: problems } };
  const { id, category, type, title } = body;
  if (written.customFields.some((field) => field.id === id && field.category === category)) {
    return refusal(`Custom field with id '${String(id)}' already exists.`);
  }
  const field: CustomField = {
    id: String(id),
    category: category === "order" ? "order" : "contact",
    type: String(type),
    title: String(title),
    status: "active",
    date_created: toIso(now),
    created_by: null,
  };
  written.customFields.push(field);
  return { status: 200, body: field };
}

function changeField({ options: { written }, body }: Call): Answer {
  const problems = problemsIn(body, "changedField");
  if (problems.length > 0 || !isJsonObject(body))
    return { status: 400, body: { detail: problems } };
  const { id, category, title, status } = body;
  const at = placeOf(written.customFields, String(category), String(id));
  const field = written.customFields[at];
  if (field === undefined) return noField(String(category), String(id));
  const changed: CustomField = {
    ...field,
    title: typeof title === "string" ? title : field.title,
    status: status === "active" || status === "archived" ? status : field.status,
  };
  written.customFields[at] = changed;
  return { status: 200, body: changed };
}

function deleteField({ options: { written }, ids: [category = "", id = ""] }: Call): Answer {
  const at = placeOf(written.customFields, category, id);
  if (at < 0) return noField(category, id);
  written.customFields.splice(at, 1);
  return { status: 200, body: {} };
}

function placeOf(fields: readonly CustomField[], category: string, id: string): number {
  return fields.findIndex((field) => field.category === category && field.id === id);
}

function noField(category: string, id: string): Answer {
  const detail = `Custom field with id '${id}' not found in category '${category}'.`;
  return { status: 404, body: { detail } };
}

function submitTranslations({ body }: Call): Answer {
  const [problem] = problemsIn(body, "translations");
  if (problem !== undefined || !isJsonObject(body)) return refusal(problem?.msg ?? "no object");
  const { request_id: id } = body;
  const isThere = translationRequests.some(({ request_id: own }) => own === String(id));
  if (id !== undefined && !isThere) {
    return { status: 404, body: { detail: "Translation request not found." } };
  }
  return { status: 200, body: { message: "Translations submitted" } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function say({ loc, msg }: ReturnType<typeof problemsIn>[number]): string {
  return `${loc.slice(1).join(".")} ${msg}`.trim();
}

/** In the words of those of the vendor's endpoints whose 400 is described (ometria-api 1.3). */
function refusal(detail: string): Answer {
  return { status: 400, body: { detail } };
}
