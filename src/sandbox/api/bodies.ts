import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";

/** What is wrong with one place of a body, as the vendor describes it for `/custom_fields` (ometria-api 1.3). */
export interface Problem {
  readonly type: string;
  readonly loc: readonly string[];
  readonly msg: string;
  readonly input: string | null;
}

const text = { type: "string" };
const filled = { type: "string", minLength: 1 };
const short = { type: "string", minLength: 1, maxLength: 64 };
const number = { type: "number" };
const time = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\d" };
const objects = (item: object) => ({ type: "array", items: item });
const object = (required: readonly string[], properties: Readonly<Record<string, object>>) => ({
  type: "object",
  required,
  properties,
});
const oneOrMore = (...names: readonly string[]) => names.map((name) => ({ required: [name] }));

const identifier = object(["type", "value"], { type: filled, value: filled });
const addressee = object(["name", "email"], {
  name: text,
  email: { type: "string", pattern: "@" },
});
const category = { enum: ["contact", "order"] };
const fieldId = { type: "string", maxLength: 64, pattern: "^\\S+$" };
const fieldTypes = [
  ...["string", "integer", "decimal", "date", "blob"],
  ...["list of string", "list of product ids"],
];

/** Bodies of writes, by the vendor's description (ometria-api 13). */
const bodies = {
  push: { type: "array", maxItems: 100, items: { type: "object" } },
  mergeProfile: object(["survivor", "customers_to_merge"], {
    survivor: identifier,
    customers_to_merge: { ...objects(identifier), minItems: 1, maxItems: 5, uniqueItems: true },
  }),
  deletion: {
    ...object([], {
      email_address: { type: "string", pattern: "@" },
      customer_id: filled,
      phone_number: { type: "string", pattern: "^\\+[1-9]\\d{6,14}$" },
      identifier,
      comment: text,
      action: { enum: ["anonymise"] },
    }),
    oneOf: oneOrMore("email_address", "customer_id", "phone_number", "identifier"),
  },
  email: object(["subject", "to", "from"], {
    subject: text,
    to: addressee,
    from: addressee,
    reply_to: addressee,
    transactional: { type: "boolean" },
    stream: text,
    profile_id: text,
    template_id: { type: "integer" },
    content: object([], { html: text, text }),
    data: { type: "object" },
    url_parameters: { type: "object" },
    sandbox: { type: "boolean" },
  }),
  newField: {
    ...object(["id", "category", "type", "title"], {
      id: fieldId,
      category,
      type: { enum: fieldTypes },
      title: short,
    }),
    additionalProperties: false,
    // By the vendor's text a date goes with contacts only.
    if: { properties: { category: { const: "order" } } },
    then: { properties: { type: { not: { const: "date" } } } },
  },
  changedField: {
    ...object(["id", "category"], {
      id: fieldId,
      category,
      title: { type: ["string", "null"], maxLength: 64 },
      status: { enum: ["active", "archived", null] },
    }),
    additionalProperties: false,
  },
  translations: {
    ...object(["language", "translations"], {
      language: filled,
      translations: { type: "object" },
      request_id: { type: "integer" },
    }),
    additionalProperties: false,
  },
};

/** Pushed records by their `@type`, as far as the sandbox looks (ometria-api 5 to 8). */
const records = {
  contact: {
    ...object(["@type", "id"], {
      id: filled,
      email: { type: "string", maxLength: 255 },
      gender: { enum: ["m", "f", "o"] },
      marketing_optin: { enum: ["EXPLICITLY_OPTEDOUT", "NOT_SPECIFIED", "EXPLICITLY_OPTEDIN"] },
      country_id: { type: "string", pattern: "^[A-Z]{2}$" },
      date_of_birth: time,
    }),
    anyOf: oneOrMore("email", "customer_id", "phone_number", "extra_identifiers"),
  },
  custom_event: {
    ...object(["@type", "id", "event_type", "timestamp", "properties"], {
      id: { ...filled, maxLength: 32 },
      event_type: short,
      timestamp: time,
      properties: { type: "object" },
    }),
    anyOf: oneOrMore("profile_id", "identity_email", "identity_account_id"),
  },
  order: {
    ...object(["@type", "id", "timestamp"], {
      id: { ...filled, maxLength: 36 },
      timestamp: time,
      grand_total: number,
      subtotal: number,
      currency: { type: "string", pattern: "^[A-Z]{3}$" },
    }),
    anyOf: [
      {
        required: ["grand_total", "subtotal", "currency"],
        properties: { lineitems: objects({ required: ["product_id", "quantity", "unit_price"] }) },
      },
      { required: ["totals"], properties: { lineitems: objects({ required: ["totals"] }) } },
    ],
  },
  product: object(["@type", "id", "title", "price"], {
    id: filled,
    title: { type: "string", maxLength: 140 },
    price: number,
  }),
};

let compiler: Ajv | undefined;

/** A sandbox that nobody writes to compiles nothing. */
function compile(schema: object): ValidateFunction {
  compiler ??= new Ajv({ allErrors: true, verbose: true, strict: false, validateSchema: false });
  return compiler.compile(schema);
}

/** What is wrong with the body of a write; empty where nothing is. */
export function problemsIn(body: unknown, kind: keyof typeof bodies): readonly Problem[] {
  return problemsBy(bodies[kind], body).map(({ problem }) => problem);
}

/** What is wrong with a pushed record: what it lacks, for which it is rejected, and values that show as errors later. */
export function problemsOfRecord(record: Readonly<Record<string, unknown>>): {
  readonly isRejected: boolean;
  readonly invalid: readonly Problem[];
} {
  const schema = Object.entries(records).find(([type]) => type === record["@type"])?.[1];
  if (schema === undefined) return { isRejected: true, invalid: [] };
  const found = problemsBy(schema, record);
  return {
    isRejected: found.some(({ isLack }) => isLack),
    invalid: found.map(({ problem }) => problem),
  };
}

function problemsBy(schema: object, body: unknown) {
  const validate = compile(schema);
  validate(body);
  return (validate.errors ?? []).map((error) => ({
    problem: describe(error),
    isLack: ["required", "anyOf"].includes(error.keyword),
  }));
}

function describe(error: ErrorObject): Problem {
  const params: Readonly<Record<string, unknown>> = error.params;
  const named = params["missingProperty"] ?? params["additionalProperty"];
  const path = error.instancePath.split("/").slice(1);
  return {
    type: error.keyword,
    loc: ["body", ...path, ...(typeof named === "string" ? [named] : [])],
    msg: error.message ?? "not a valid value",
    input: typeof error.data === "string" ? error.data : null,
  };
}
