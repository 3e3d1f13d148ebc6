import { AssumptionError } from "../../errors.js";
import { askedAtLargest } from "../asked.js";
import type { ReadContext } from "../contract.js";
import type { Endpoint } from "../endpoint.js";
import { judgeFilter, quietly, type FilterVerdict } from "../filter.js";

/**
 * Asks the largest parent whether it understands since when changes are asked for. It is an error where it does not, since an
 * answer could be cut off unseen. Undefined where nothing speaks against the endpoint.
 */
export async function probeChanges(
  { context, endpoint }: { readonly context: ReadContext; readonly endpoint: Endpoint },
  startedAt: number,
  streams: string,
): Promise<AssumptionError | undefined> {
  const verdict = await quietly(context, async (): Promise<FilterVerdict> => {
    const asked = await askedAtLargest(context.client(), endpoint, (parent) =>
      context.table(parent.endpoint, parent.query),
    );
    return asked === undefined ? "untold" : judgeFilter(asked, startedAt);
  });
  if (verdict === "ignored")
    return new AssumptionError(
      `${streams}: GET ${endpoint.path} does not understand its parameter (asked for tomorrow, it answered with rows).`,
      { hint: `Set endpoints.${endpoint.name}.since_param to the name that the service knows.` },
    );
  if (verdict !== "refused") return undefined;
  return new AssumptionError(
    `${streams}: GET ${endpoint.path} refuses its parameter; it may know the name, and take the time written otherwise.`,
    { hint: `Set endpoints.${endpoint.name}.since_format to the other of date and date-time.` },
  );
}
