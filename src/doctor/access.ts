import { exitCodes, NotFoundError, RefusedError, TapError, UsageError } from "../errors.js";
import { broken, holds } from "../ometria/assumptions/finding.js";
import type { Endpoint } from "../reads/endpoint.js";
import { firstRows, selectedEndpoints, streamsOf } from "./asked-endpoints.js";
import { isAskedBySince } from "./changes-check.js";
import type { Check } from "./check.js";
import { namesOf, streamsFrom, type DoctorContext } from "./context.js";

/** Whether settings fit each other, beyond what their schema says. */
export const configCheck: Check = {
  id: "config",
  question: "Is the config all that the tap knows, and do its settings fit each other?",
  asks: "config",
  run(context) {
    const problems = [...context.warnings];
    const failing: string[] = [];
    for (const { definition } of context.streams) {
      for (const { read } of definition.sources) {
        try {
          read.check?.(context.config);
        } catch (error) {
          if (!(error instanceof UsageError)) throw error;
          problems.push(error.message);
          failing.push(definition.name);
        }
      }
    }
    if (problems.length === 0) return holds("Every setting is known and valid.");
    const failure = { failing: { streams: failing, exitCode: exitCodes.usage } };
    return broken(problems.join(" "), failing.length === 0 ? {} : failure);
  },
};

/** What asking each endpoint that a stream of the API needs has come to, and why it failed if it did. */
async function askEach(
  context: DoctorContext,
): Promise<ReadonlyMap<Endpoint, TapError | undefined>> {
  const asked = new Map<Endpoint, TapError | undefined>();
  // What is asked by its filter alone has a check of its own.
  for (const endpoint of selectedEndpoints(context).filter((each) => !isAskedBySince(each))) {
    try {
      await firstRows(context, endpoint);
      asked.set(endpoint, undefined);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof TapError)) throw error;
      asked.set(endpoint, error);
    }
  }
  return asked;
}

export const keyCheck: Check = {
  id: "api_key",
  question: "Is the API key accepted?",
  asks: "api",
  async run(context) {
    const errors = [...(await askEach(context)).values()];
    const accepted = errors.filter((error) => error === undefined).length;
    if (accepted > 0) return holds("The service takes the key.");
    const refusal = errors.find((error) => error instanceof RefusedError);
    const other = errors.find((error) => !(error instanceof RefusedError));
    if (refusal === undefined || other !== undefined) throw other ?? new Error("nothing was asked");
    return broken(
      "The service refuses the key at every endpoint: nothing else of the API can be checked. A new key can take ten minutes to work.",
      {
        setting: "api_key",
        failing: { streams: namesOf(streamsFrom(context, "api")), exitCode: exitCodes.refused },
      },
    );
  },
};

export const endpointsCheck: Check = {
  id: "endpoints",
  question: "Do the endpoints of the selected streams answer?",
  asks: "api",
  async run(context) {
    const asked = await askEach(context);
    const paths = [...asked.keys()].map(({ path }) => path);
    const errors = [...asked.values()].filter((error) => error !== undefined);
    if (errors.length === 0) return holds(`They do: ${paths.join(", ")}.${otherwise(context)}`);
    const stopped = [...asked.keys()]
      .filter((endpoint) => asked.get(endpoint) !== undefined)
      .flatMap((endpoint) => streamsOf(context, endpoint));
    const streams = namesOf(context.streams).filter((name) => stopped.includes(name));
    const reasons = [...new Set(errors.map(({ message }) => message))];
    return broken(`${reasons.join(" ")} A sync leaves these out: ${streams.join(", ")}.`, {
      setting: settingFor(errors, asked.size),
      failing: { streams, exitCode: exitCodes.source },
    });
  },
};

/** What is asked by another spelling than the documented one. */
function otherwise(context: DoctorContext): string {
  const told = [...context.service().respelled].map(
    ([path, other]) => ` ${path} is 404 here, and ${other} is asked in its place.`,
  );
  return told.join("");
}

/** Where only some paths lead nowhere, the address of the service is right. */
function settingFor(errors: readonly TapError[], asked: number): string {
  if (errors.every((error) => error instanceof RefusedError)) return "api_key";
  const isElsewhere = asked === 1 || errors.length < asked;
  return isElsewhere && errors.every((error) => error instanceof NotFoundError)
    ? "endpoints"
    : "base_url";
}
