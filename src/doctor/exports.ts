import type { Config } from "../config/load.js";
import { describeError, exitCodes, RefusedError, TapError } from "../errors.js";
import { broken, cannotTell, holds, type Finding } from "../ometria/assumptions/finding.js";
import type { SelectedStream } from "../records/select.js";
import type { Check } from "./check.js";
import { streamsFrom, type DoctorContext } from "./context.js";
import { columnsLike } from "./export-columns.js";
import { sampleRows, type SampledRows } from "./export-rows.js";
import { reasonOf, type ExportSample, type SampledObject } from "./export-sample.js";
import { listNames } from "./names.js";

/** A check of one stream's part of the export, made for each of them; the worst of several findings is told. */
function exportCheck(
  check: Omit<Check, "asks" | "run">,
  look: (context: DoctorContext, stream: SelectedStream) => Promise<Finding>,
): Check {
  return {
    ...check,
    asks: "export",
    async run(context) {
      const findings: Finding[] = [];
      for (const stream of streamsFrom(context, "export"))
        findings.push(await look(context, stream));
      const worst = findings.find(({ verdict }) => verdict === "does not hold");
      return (
        worst ??
        findings.find(({ verdict }) => verdict === "cannot tell") ??
        findings[0] ??
        cannotTell("No stream of the export is selected.")
      );
    },
  };
}

function failing(
  { definition }: SelectedStream,
  error?: TapError,
): Required<Pick<Finding, "failing">> {
  const exitCode = error instanceof RefusedError ? exitCodes.refused : exitCodes.source;
  return { failing: { streams: [definition.name], exitCode } };
}

export const listingCheck = exportCheck(
  {
    id: "export_list",
    question: "Can the export be listed, and are there objects whose names match?",
  },
  async (context, stream) => {
    const sample = await context.exported(stream).catch((error: unknown) => {
      context.signal.throwIfAborted();
      if (error instanceof TapError) return error;
      throw error;
    });
    if (sample instanceof TapError)
      return broken(describeError(sample), { setting: "export_url", ...failing(stream, sample) });
    const { listed, matching, pattern } = sample;
    if (listed.length === 0) return cannotTell("There is no object at all below export_url.");
    if (matching.length > 0)
      return holds(`${matching.length} of ${listed.length} objects match ${pattern}.`);
    const change = await patternsThatRead(context, stream, sample);
    return broken(`None of ${listed.length} objects matches ${pattern}.`, {
      setting: "export_patterns",
      ...(change === undefined ? {} : { change }),
      ...failing(stream),
    });
  },
);

/** A pattern for objects whose rows the tap can read. */
async function patternsThatRead(
  context: DoctorContext,
  stream: SelectedStream,
  { objects }: ExportSample,
): Promise<Partial<Config> | undefined> {
  const { name } = stream.definition;
  const anything = {
    ...context.config,
    export_patterns: { ...context.config.export_patterns, [name]: "**" },
  };
  const shapes: string[] = [];
  for (const { object, shape, format } of objects) {
    if (format === undefined) continue;
    const { error } = await sampleRows({ ...context, config: anything }, stream, object);
    if (error === undefined) shapes.push(shape);
  }
  return shapes.length === 0 ? undefined : patternsOf(context, stream, shapes);
}

function patternsOf(
  { config }: DoctorContext,
  { definition }: SelectedStream,
  shapes: readonly string[],
): Partial<Config> {
  const globs = [...new Set(shapes)];
  const pattern = globs.length === 1 ? String(globs[0]) : `{${globs.join(",")}}`;
  return { export_patterns: { ...config.export_patterns, [definition.name]: pattern } };
}

/** The sampled objects that match; undefined where there is none. */
async function matched(
  context: DoctorContext,
  stream: SelectedStream,
): Promise<readonly SampledObject[] | undefined> {
  const { matching, objects } = await context.exported(stream);
  return matching.length === 0 ? undefined : objects;
}

const nothing = cannotTell("There is no object to look at.");

export const readingCheck = exportCheck(
  { id: "export_read", question: "Can the objects of the export be read?" },
  async (context, stream) => {
    const objects = await matched(context, stream);
    if (objects === undefined) return nothing;
    const refused = objects.find((object) => object.refused !== undefined);
    if (refused === undefined)
      return holds(
        `${objects.length} of them were opened, the newest of each kind of name among them.`,
      );
    return broken(reasonOf(refused), {
      setting: "export_url",
      ...failing(stream, refused.refused),
    });
  },
);

export const formatCheck = exportCheck(
  { id: "export_format", question: "Are the objects of the export CSV or JSON lines?" },
  async (context, stream) => {
    const objects = await matched(context, stream);
    if (objects === undefined) return nothing;
    const foreign = objects.find((object) => object.foreign !== undefined);
    const readable = objects.filter(({ format }) => format !== undefined);
    if (foreign !== undefined) {
      const shapes = readable.map(({ shape }) => shape);
      const change = shapes.length === 0 ? {} : { change: patternsOf(context, stream, shapes) };
      return broken(reasonOf(foreign), {
        setting: "export_patterns",
        ...change,
        ...failing(stream),
      });
    }
    const formats = [...new Set(readable.map(({ format = "" }) => format))];
    if (formats.length === 0) return nothing;
    const { export_format: asked } = context.config;
    const fits =
      asked === "auto" || formats.every((format) => format.startsWith("CSV") === (asked === "csv"));
    if (fits) return holds(`They are: ${formats.join("; ")}.`);
    return broken(`export_format is ${asked}, but they are ${formats.join("; ")}.`, {
      setting: "export_format",
      change: { export_format: "auto" },
      ...failing(stream),
    });
  },
);

export const columnsCheck = exportCheck(
  {
    id: "export_columns",
    question: "Does the tap know the columns of the export that tell rows apart?",
  },
  async (context, stream) => {
    const objects =
      (await matched(context, stream))?.filter(({ format }) => format !== undefined) ?? [];
    const samples: SampledRows[] = [];
    // Whether the format is the one that the config names is another question.
    const config = { ...context.config, export_format: "auto" as const };
    for (const { object } of objects)
      samples.push(await sampleRows({ ...context, config }, stream, object));
    if (samples.length === 0) return nothing;
    const names = objects.flatMap((object) => object.names ?? []);
    const finding = judgeColumns(stream, samples);
    const like = columnsLike(names, stream.definition, context.config);
    return Object.keys(like).length === 0 ? finding : withColumns(context, finding, like);
  },
);

function judgeColumns(stream: SelectedStream, samples: readonly SampledRows[]): Finding {
  const failed = samples.find(({ error }) => error !== undefined);
  if (failed?.error !== undefined)
    return broken(describeError(failed.error), {
      setting: "export_columns",
      ...failing(stream, failed.error),
    });
  const warning = samples.flatMap(({ warnings }) => warnings)[0];
  const seen = describeColumns(samples);
  return warning === undefined
    ? holds(seen)
    : broken(`${warning}. ${seen}`, { setting: "export_columns" });
}

/** The finding with `export_columns` for columns that are called nearly like ours. */
function withColumns(
  { config }: DoctorContext,
  finding: Finding,
  like: Readonly<Record<string, string>>,
): Finding {
  const pairs = Object.entries(like).map(([theirs, ours]) => `${theirs} is ${ours}`);
  return {
    ...finding,
    verdict: "does not hold",
    meaning: `${finding.meaning} By their names, ${pairs.join(", ")}.`,
    setting: "export_columns",
    change: { export_columns: { ...config.export_columns, ...like } },
  };
}

function describeColumns(samples: readonly SampledRows[]): string {
  const rows = samples.reduce((sum, sample) => sum + sample.rows, 0);
  const rejected = samples.reduce((sum, sample) => sum + sample.rejected, 0);
  const known = new Set(samples.flatMap((sample) => sample.matched));
  const unknown = samples.flatMap(({ unmatched }) => unmatched);
  const lacking =
    unknown.length === 0 ? "and no others" : `and, kept in extra, ${listNames(unknown)}`;
  const bad = rejected === 0 ? "" : ` ${rejected} rows were rejected.`;
  return `${rows} rows of ${samples.length === 1 ? "one object" : `${samples.length} objects`} have ${known.size} columns of the schema, ${lacking}.${bad}`;
}

export const exportChecks: readonly Check[] = [
  listingCheck,
  readingCheck,
  formatCheck,
  columnsCheck,
];
