import { posix } from "node:path";
import ts from "typescript";
import type { ImportRules, Layers, Reserved } from "./import-rules.js";

/** Which file imports which, types included; names are paths below `src/`. */
type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * Every import that the rules do not allow, and every cycle, as a sentence. An import of a type counts as any other.
 * `sources` are texts by their path below `src/`.
 */
export function importProblems(sources: ReadonlyMap<string, string>, rules: ImportRules): string[] {
  const graph = new Map([...sources].map(([file, text]) => [file, importsOf(file, text)]));
  const imports = [...graph].flatMap(([from, all]) => all.map((to) => ({ from, to })));
  return [
    ...rules.layers.flatMap((layers) => [
      ...unplacedFiles(layers, [...graph.keys()]),
      ...imports.flatMap(({ from, to }) => wrongWay(layers, from, to)),
    ]),
    ...rules.reserved.flatMap((one) => imports.flatMap(({ from, to }) => uninvited(one, from, to))),
    ...cyclesOf(graph).map((files) => `A cycle: ${files.join(", ")} import one another.`),
  ];
}

function importsOf(file: string, text: string): string[] {
  return ts
    .preProcessFile(text)
    .importedFiles.filter(({ fileName }) => fileName.startsWith("."))
    .map(({ fileName }) => posix.join(posix.dirname(file), fileName).replace(/\.js$/, ".ts"));
}

/** The path of a file below a folder; undefined if it lies elsewhere. */
function below(folder: string, file: string): string | undefined {
  if (folder === "") return file;
  return file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : undefined;
}

/** The entry of the layers that a file belongs to. */
function entryOf({ folder, layers }: Layers, file: string): string | undefined {
  const path = below(folder, file);
  if (path === undefined) return undefined;
  const [name = ""] = path.split("/");
  return layers.flat().includes(name) || name !== path ? name : "*";
}

function unplacedFiles(layers: Layers, files: readonly string[]): string[] {
  const known = layers.layers.flat();
  const used = new Set(files.map((file) => entryOf(layers, file)));
  const where = `src/${layers.folder}`;
  return [
    ...[...used]
      .filter((entry) => entry !== undefined && !known.includes(entry))
      .map((entry) => `${where}: ${entry} has no place in scripts/import-rules.ts.`),
    ...known
      .filter((entry) => !used.has(entry))
      .map((entry) => `${where}: ${entry} of scripts/import-rules.ts is not there.`),
  ];
}

function wrongWay(layers: Layers, from: string, to: string): string[] {
  const [importer, imported] = [entryOf(layers, from), entryOf(layers, to)];
  if (importer === undefined || imported === undefined || importer === imported) return [];
  const height = (entry: string): number =>
    layers.layers.findIndex((layer) => layer.includes(entry));
  if (height(imported) < height(importer)) return [];
  return [`${from} imports ${to}: imports point down the layers only.`];
}

function uninvited({ paths, except = [], guests }: Reserved, from: string, to: string): string[] {
  if (!isIn(paths, to) || isIn(except, to) || isIn(guests, from)) return [];
  return [`${from} imports ${to}: only ${guests.join(" and ")} may.`];
}

function isIn(paths: readonly string[], file: string): boolean {
  return paths.some((path) => file === path || below(path, file) !== undefined);
}

/** The sets of files that reach one another (Tarjan). */
function cyclesOf(graph: Graph): string[][] {
  const order = new Map<string, number>();
  const open: string[] = [];
  const cycles: string[][] = [];
  /** Returns the earliest open file that the file reaches. */
  const visit = (file: string): number => {
    const own = order.size;
    order.set(file, own);
    open.push(file);
    let earliest = own;
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) earliest = Math.min(earliest, visit(next));
      else if (open.includes(next)) earliest = Math.min(earliest, order.get(next) ?? own);
    }
    if (earliest === own) cycles.push(open.splice(open.indexOf(file)));
    return earliest;
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return cycles.filter(
    ([file = "", ...others]) => others.length > 0 || graph.get(file)?.includes(file) === true,
  );
}
