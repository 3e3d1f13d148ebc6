import { ownChecks as declared } from "../ometria/assumptions/all.js";
import type { OwnCheck } from "../ometria/assumptions/own-check.js";
import { endpointOf } from "../reads/endpoint.js";
import type { StreamDefinition } from "../records/stream.js";
import { sampleRows } from "./asked-endpoints.js";
import type { Check } from "./check.js";
import { namesOf } from "./context.js";

/** The checks of what the rows of this vendor say. */
export const ownChecks: readonly Check[] = declared.map(asCheck);

function asCheck(own: OwnCheck): Check {
  const { id, question } = own;
  return {
    id,
    question,
    asks: "api",
    concerns: (stream) => concerns(own, stream),
    run: (context) =>
      own.run({
        config: context.config,
        streams: namesOf(context.streams.filter(({ definition }) => concerns(own, definition))),
        sample: (facts) => sampleRows(context, endpointOf(context.config, facts)),
      }),
  };
}

function concerns({ endpoint, role }: OwnCheck, { sources }: StreamDefinition): boolean {
  return sources.some(
    (source) =>
      source.read.endpoints.includes(endpoint) && (role === undefined || source.role === role),
  );
}
