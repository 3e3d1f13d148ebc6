import { exitCodes, NotFoundError, RefusedError, TapError, UsageError } from "../errors.js";
import { namesOf, streamsFrom, type DoctorContext } from "./context.js";
import { endpointsOf } from "./endpoints.js";
import { broken, holds, type Check, type Finding } from "./finding.js";

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

/** What asking each endpoint that a stream of the API needs has come to: its path, and why it failed if it did. */
async function askEach(context: DoctorContext): Promise<ReadonlyMap<string, TapError | undefined>> {
  const asked = new Map<string, TapError | undefined>();
  const names = namesOf(streamsFrom(context, "api"));
  for (const { path, rows } of names.flatMap((name) => endpointsOf(context, name))) {
    if (asked.has(path)) continue;
    try {
      await rows(context);
      asked.set(path, undefined);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof TapError)) throw error;
      asked.set(path, error);
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
    const failed = [...asked].filter(([, error]) => error !== undefined);
    if (failed.length === 0) return holds(`They do: ${[...asked.keys()].join(", ")}.`);
    return endpointsFailed(context, new Map(failed));
  },
};

function endpointsFailed(
  context: DoctorContext,
  failed: ReadonlyMap<string, TapError | undefined>,
): Finding {
  const streams = namesOf(context.streams).filter((name) =>
    endpointsOf(context, name).some(({ path }) => failed.has(path)),
  );
  const errors = [...failed.values()].filter((error) => error !== undefined);
  const reasons = [...new Set(errors.map(({ message }) => message))];
  return broken(`${reasons.join(" ")} A sync leaves these out: ${streams.join(", ")}.`, {
    setting: settingFor(errors, streams),
    failing: { streams, exitCode: exitCodes.source },
  });
}

const documented = ["lists", "profiles", "member_lists", "list_changes", "unsubscribes"];

/** Where only guessed paths lead nowhere, the address of the service is right. */
function settingFor(errors: readonly TapError[], streams: readonly string[]): string {
  if (errors.every((error) => error instanceof RefusedError)) return "api_key";
  const isGuess = streams.every((name) => !documented.includes(name));
  return isGuess && errors.every((error) => error instanceof NotFoundError)
    ? "endpoints"
    : "base_url";
}
