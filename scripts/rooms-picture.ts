import { importRules, type Layers } from "./import-rules.js";

/**
 * The rooms of `src/` as a Mermaid flowchart, the highest layer first. An arrow leads from a layer to the next one below: a
 * room may import that one and all that follow.
 */
export function roomsMarkdown(): string {
  const [house, ...rooms] = importRules.layers;
  if (house === undefined) throw new Error("scripts/import-rules.ts has no layers");
  const inner = new Map(rooms.map((room) => [room.folder, room]));
  return ["```mermaid", "flowchart TB", ...layersOf(house, inner), "```", ""].join("\n");
}

function layersOf({ folder, layers }: Layers, inner: ReadonlyMap<string, Layers>): string[] {
  const downwards = [...layers].reverse();
  const nodes = downwards.flat().flatMap((entry) => nodeOf(folder, entry, inner.get(entry)));
  const chain = downwards.map((entries) => entries.map((entry) => idOf(folder, entry)).join(" & "));
  return [...nodes, chain.join(" --> ")].map((line) => `  ${line}`);
}

function nodeOf(folder: string, entry: string, room: Layers | undefined): string[] {
  const id = idOf(folder, entry);
  if (room === undefined) return [`${id}["${entry === "*" ? `other files of ${folder}` : entry}"]`];
  return [`subgraph ${id}["${entry}"]`, ...layersOf(room, new Map()), "end"];
}

function idOf(folder: string, entry: string): string {
  const name = entry === "*" ? "others" : entry;
  return [folder, name]
    .filter((part) => part !== "")
    .join("_")
    .replaceAll(/[-.]/g, "_");
}
