import type { Report, Told } from "./examination.js";

const width = 100;

export type ReportFormat = "text" | "json";

/** The report for people, or for programs. */
export function printReport(report: Report, format: ReportFormat): string {
  return format === "json" ? `${JSON.stringify(report, null, 2)}\n` : asText(report);
}

function asText(report: Report): string {
  const { findings, streams, requests } = report;
  const ids = Math.max(...findings.map(({ id }) => id.length));
  const cannotRun = streams.filter(({ can_run }) => !can_run).map(({ stream }) => stream);
  const outcome =
    cannotRun.length === 0
      ? "All selected streams can run."
      : `These streams cannot run as things are: ${cannotRun.join(", ")}.`;
  return [
    row(["check", "verdict", "what it means"], ids),
    ...findings.map((finding) => describe(finding, ids)),
    "",
    ...custom(report),
    `${outcome} ${requests} requests were made.`,
    "",
  ].join("\n");
}

function describe({ id, verdict, meaning, setting, change }: Told, ids: number): string {
  const isWrong = verdict === "does not hold" && setting !== undefined;
  const set =
    change === undefined
      ? `Look at ${String(setting)}.`
      : `Set ${JSON.stringify(change).slice(1, -1)}.`;
  return row([id, verdict, isWrong ? `${meaning}\n${set}` : meaning], ids);
}

/** One row of the table; what is long goes on below itself. */
function row([id, verdict, text]: readonly [string, string, string], ids: number): string {
  const left = `${id.padEnd(ids)}  ${verdict.padEnd(13)}  `;
  const lines = text.split("\n").flatMap((line) => wrap(line, width - left.length));
  return lines
    .map((line, index) => (index === 0 ? left : " ".repeat(left.length)) + line)
    .join("\n");
}

function wrap(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > length) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function custom({ custom_fields: fields, schema, catalog }: Report): string[] {
  if (fields.length === 0) return [];
  const kept = fields.filter(({ column }) => column === null).map(({ field }) => field);
  return [
    ...(catalog.streams.length === 0 ? [] : columns(schema, catalog)),
    ...(kept.length === 0
      ? []
      : [`These stay in the object of custom fields: ${kept.join(", ")}.`, ""]),
  ];
}

function columns(schema: Report["schema"], catalog: Report["catalog"]): string[] {
  return [
    "Custom fields, defined or seen, that can be columns. For Meltano (the extra _schema), in the extractor's entry:",
    "",
    "schema:",
    ...Object.entries(schema).flatMap(([stream, own]) => [
      `  ${stream}:`,
      ...Object.entries(own).map(([column, type]) => `    ${column}: ${JSON.stringify(type)}`),
    ]),
    "",
    "For others, to be put into the entries of the catalog that --discover prints:",
    "",
    JSON.stringify(catalog),
    "",
  ];
}
