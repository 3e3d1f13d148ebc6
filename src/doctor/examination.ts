import { describeError, exitCodes } from "../errors.js";
import { cannotTell, type Failing, type Finding } from "../ometria/assumptions/finding.js";
import type { Check } from "./check.js";
import { checks } from "./checks.js";
import { namesOf, streamsFrom, type DoctorContext } from "./context.js";
import {
  catalogFragment,
  customFields,
  schemaBlock,
  type CustomField,
} from "./custom-fields-check.js";
import { tried } from "./endpoint-check.js";

/** A check's question with its answer. */
export type Told = Finding & Pick<Check, "id" | "question">;

/** What an examination has come to. */
export interface Report {
  readonly findings: readonly Told[];
  readonly streams: readonly { readonly stream: string; readonly can_run: boolean }[];
  readonly custom_fields: readonly CustomField[];
  /** For Meltano's extra `schema`. */
  readonly schema: ReturnType<typeof schemaBlock>;
  readonly catalog: ReturnType<typeof catalogFragment>;
  readonly requests: number;
  readonly exit_code: number;
}

/** Makes every check that the selected streams call for. Throws only what stops the program: a signal, a usage error. */
export async function examine(context: DoctorContext): Promise<Report> {
  const findings: Told[] = [];
  const due = checks.filter((check) => isDue(context, check));
  for (const check of due) {
    const isRefused = findings.some(isKeyRefused) && check.asks === "api";
    const finding = isRefused
      ? cannotTell("The key is refused.")
      : await tried(context, () => check.run(context));
    findings.push({ id: check.id, question: check.question, ...finding });
  }
  const fields = findings.some(isKeyRefused) ? [] : await fieldsOrNone(context);
  const stopped = new Set(findings.flatMap(({ failing }) => failing?.streams ?? []));
  return {
    findings,
    streams: namesOf(context.streams).map((stream) => ({ stream, can_run: !stopped.has(stream) })),
    custom_fields: fields,
    schema: schemaBlock(fields),
    catalog: catalogFragment(fields),
    requests: streamsFrom(context, "api").length === 0 ? 0 : context.service().figures.requests,
    exit_code: exitCodeOf(
      context,
      findings.flatMap(({ failing }) => failing ?? []),
    ),
  };
}

function isDue(context: DoctorContext, { asks, concerns }: Check): boolean {
  if (asks !== "config" && streamsFrom(context, asks).length === 0) return false;
  return concerns === undefined || context.streams.some(({ definition }) => concerns(definition));
}

function isKeyRefused({ id, verdict }: Told): boolean {
  return id === "api_key" && verdict === "does not hold";
}

async function fieldsOrNone(context: DoctorContext): Promise<readonly CustomField[]> {
  try {
    return await customFields(context);
  } catch (error) {
    context.signal.throwIfAborted();
    context.log.debug(`No custom fields: ${describeError(error)}`);
    return [];
  }
}

/** As a sync would end: the smallest code, and 3 only where nothing at all can be read. */
function exitCodeOf(context: DoctorContext, failures: readonly Failing[]): number {
  const codes = failures
    .filter(({ streams }) => streams.length > 0)
    .map(({ exitCode }) => exitCode);
  const refused = failures
    .filter(({ exitCode }) => exitCode === exitCodes.refused)
    .flatMap(({ streams }) => streams);
  const isAllRefused = namesOf(context.streams).every((name) => refused.includes(name));
  const told = codes.map((code) =>
    code === exitCodes.refused && !isAllRefused ? exitCodes.source : code,
  );
  return told.length === 0 ? exitCodes.done : Math.min(...told);
}
