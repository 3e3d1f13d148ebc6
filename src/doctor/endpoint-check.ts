import { describeError, TapError } from "../errors.js";
import type { Probed } from "../ometria/assumptions/assumption.js";
import { cannotTell, type Finding } from "../ometria/assumptions/finding.js";
import type { Asked } from "../reads/asked.js";
import type { EndpointFacts } from "../reads/endpoint.js";
import type { StreamDefinition } from "../records/stream.js";
import { askable, endpointsOf, limitOf, selectedEndpoints, streamsOf } from "./asked-endpoints.js";
import type { Check } from "./check.js";
import type { DoctorContext } from "./context.js";

/** An endpoint that a check looks at. */
export interface Look {
  readonly context: DoctorContext;
  readonly asked: Asked;
  /** Rows that one request asks for. */
  readonly limit: number;
  /** The selected streams that cannot do without it. */
  readonly streams: readonly string[];
}

/** Whether an endpoint that a stream is read from is one that a check looks at. */
type Kind = (endpoint: EndpointFacts, stream: StreamDefinition) => boolean;

/** A check of each endpoint of one kind that a selected stream is read from: puts into words what a probe shows of it. */
export function endpointCheck<Probe>(
  { check: id, probe }: Probed<Probe>,
  { question, of }: Pick<Check, "question"> & { readonly of: Kind },
  look: (look: Look, probe: Probe) => Promise<Finding>,
): Check {
  return {
    id,
    question,
    asks: "api",
    concerns: (stream) => endpointsOf(stream).some((endpoint) => of(endpoint, stream)),
    async run(context) {
      const findings = new Map<string, Finding>();
      for (const endpoint of selectedEndpoints(context, of)) {
        const finding = await tried(context, async () => {
          const asked = await askable(context, endpoint);
          if (asked === undefined)
            return cannotTell(`There is no ${endpoint.parent?.noun ?? "row"}.`);
          const limit = limitOf(context, endpoint);
          return look({ context, asked, limit, streams: streamsOf(context, endpoint) }, probe);
        });
        findings.set(endpoint.path, finding);
      }
      return together(findings);
    },
  };
}

/** A question that cannot be asked tells nothing of what it asks. */
export async function tried(
  context: DoctorContext,
  question: () => Finding | Promise<Finding>,
): Promise<Finding> {
  try {
    return await question();
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof TapError)) context.log.debug(String((error as Error).stack));
    return cannotTell(`It could not be checked: ${describeError(error)}`);
  }
}

const worstFirst = ["does not hold", "holds", "cannot tell"] as const;

/** One finding of several: the worst verdict, and what was seen of each endpoint. */
function together(findings: ReadonlyMap<string, Finding>): Finding {
  const told = worstFirst.flatMap((verdict) =>
    [...findings].filter(([, finding]) => finding.verdict === verdict),
  );
  const meanings = [...new Set(told.map(([, { meaning }]) => meaning))].map((meaning) => {
    const paths = told.filter(([, finding]) => finding.meaning === meaning).map(([path]) => path);
    return `${paths.join(", ")}: ${meaning}`;
  });
  const all = told.map(([, finding]) => finding);
  const [worst] = all;
  if (worst === undefined) return cannotTell("The settings switch it off.");
  const failing = all.flatMap((finding) => finding.failing ?? []);
  const [first] = failing;
  const streams = [...new Set(failing.flatMap((each) => each.streams))];
  return {
    ...worst,
    meaning: meanings.join(" "),
    ...(first === undefined ? {} : { failing: { ...first, streams } }),
  };
}
