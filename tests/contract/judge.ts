import type { JsonObject } from "../support/meltano-merge.js";
import type { RecordedExchange } from "./recorder.js";
import { conforms, partsOf, readBody } from "./rules.js";
import { loadValidator, type Objection, type Operation } from "./validator.js";

/** Names what does not conform, each once, in order: `GET /lists query sort: must NOT have additional properties`. */
export interface Judge {
  /** The paths of the description that the requests lead to. */
  readonly reads: (exchanges: readonly RecordedExchange[]) => string[];
  readonly requests: (exchanges: readonly RecordedExchange[]) => string[];
  readonly answers: (exchanges: readonly RecordedExchange[]) => string[];
}

/** Makes a judge of the vendor's description. */
export async function createJudge(description: JsonObject): Promise<Judge> {
  const validator = await loadValidator(description);
  const findIn = (exchange: RecordedExchange) => validator.matchOperation(requestOf(exchange));

  const judgeRequest = (exchange: RecordedExchange): string[] => {
    const operation = findIn(exchange);
    if (operation === undefined)
      return [`${exchange.method} ${bareOf(exchange)}: no such operation`];
    const { errors } = validator.validateRequest(requestOf(exchange), operation);
    return nameAll(operation, errors ?? []);
  };

  const judgeAnswer = (exchange: RecordedExchange): string[] => {
    const operation = findIn(exchange);
    // Then the request is at fault.
    if (operation === undefined) return [];
    const { status, body } = exchange;
    if (!(status in operation.responses)) return [`${operation.operationId}: status ${status}`];
    if (status !== 200) return [];
    return partsOf(operation, readBody(operation, body)).flatMap((part) =>
      nameAll(operation, validator.validateResponse(part, operation, status).errors ?? []),
    );
  };

  return {
    reads: (exchanges) => eachOnce(exchanges.flatMap((exchange) => findIn(exchange)?.path ?? [])),
    requests: (exchanges) => eachOnce(exchanges.flatMap(judgeRequest)),
    answers: (exchanges) => eachOnce(exchanges.flatMap(judgeAnswer)),
  };
}

function nameAll(operation: Operation, objections: readonly Objection[]): string[] {
  return objections
    .filter((objection) => !conforms(objection, operation))
    .map((objection) => `${operation.operationId} ${placeOf(objection)}: ${wordsOf(objection)}`);
}

/** The same for all rows of an array: `[]` in place of an index. */
function placeOf({ instancePath, params }: Objection): string {
  const name = params["additionalProperty"] ?? params["missingProperty"];
  const path = typeof name === "string" ? `${instancePath}/${name}` : instancePath;
  return path
    .split("/")
    .filter((part) => part !== "")
    .map((part) => (/^\d+$/.test(part) ? "[]" : part))
    .join(".");
}

function wordsOf({ keyword, message = keyword }: Objection): string {
  if (keyword === "additionalProperties") return "is not described";
  return keyword === "required" ? "is missing" : message;
}

function requestOf({ method, target }: RecordedExchange) {
  return { method, path: target, headers: {} };
}

function bareOf({ target }: RecordedExchange): string {
  return target.replace(/\?.*/, "");
}

function eachOnce(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
