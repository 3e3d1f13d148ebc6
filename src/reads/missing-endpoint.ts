import { AssumptionError, NotFoundError } from "../errors.js";

/** What a path that is a guess and answers 404 means for its stream; any other error stays what it is. */
export function asMissingEndpoint(error: unknown, name: string): unknown {
  if (!(error instanceof NotFoundError)) return error;
  return new AssumptionError(`${name}: ${error.message}`, {
    hint: `Set endpoints.${name}.path to the right one, or deselect ${name}.`,
    cause: error,
  });
}
