/** Writes one line of the benchmark's report. */
export function print(line = ""): void {
  // eslint-disable-next-line no-restricted-properties -- the report is what a benchmark is run for; no tap runs in this process.
  process.stdout.write(`${line}\n`);
}

/** Writes a Markdown table. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = header.map((_, column) =>
    Math.max(...all.map((row) => (row[column] ?? "").length)),
  );
  const show = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [first = [], ...rest] = all;
  print(show(first));
  print(`| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  for (const row of rest) print(show(row));
  print();
}

/** A number with separators, and so many decimals. */
export function show(value: number, decimals = 0): string {
  return value.toLocaleString("en", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}
