import { createRequire } from "node:module";
import { join } from "node:path";
import { fullFormats } from "ajv-formats/dist/formats.js";
import type { JsonObject } from "../support/meltano-merge.js";

/** What the validator objects to: Ajv's words, with the value that it is about. */
export interface Objection {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
}

/** An operation of the description. */
export interface Operation {
  readonly operationId: string;
  readonly path: string;
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface ValidatorRequest {
  readonly method: string;
  /** With the query, without the base of the API. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Verdict {
  readonly errors?: readonly Objection[] | null;
}

/** What we use of openapi-backend, which is installed apart: its own types are not at hand. */
interface OpenApiBackend {
  init(): Promise<unknown>;
  matchOperation(request: ValidatorRequest): Operation | undefined;
  validateRequest(request: ValidatorRequest, operation: Operation): Verdict;
  validateResponse(body: unknown, operation: Operation, status: number): Verdict;
}

interface Library {
  readonly OpenAPIBackend: new (options: JsonObject) => OpenApiBackend;
}

/** Loads the validator that `.ci/contract` has installed. Throws where it has not. */
export async function loadValidator(definition: JsonObject): Promise<OpenApiBackend> {
  const home = process.env["TEST_CONTRACT"];
  if (home === undefined) throw new Error("Run these tests by: npm run test:contract");
  const library = createRequire(join(home, "package.json"))("openapi-backend") as Library;
  const backend = new library.OpenAPIBackend({
    definition,
    // The description is no valid OpenAPI in places: it writes `$ref` beside other words.
    quick: true,
    ignoreTrailingSlashes: false,
    ajvOpts: { strict: false, allErrors: true, verbose: true, formats: fullFormats },
  });
  await backend.init();
  return backend;
}
