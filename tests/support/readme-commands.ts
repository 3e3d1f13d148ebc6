import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.js";

/** The code blocks of the README that stand behind `<!-- run: name -->`, as they are printed. Throws where there is none. */
export function readmeBlocks(name: string): readonly string[] {
  const text = readFileSync(join(root, "README.md"), "utf8");
  const pattern = new RegExp(`<!-- run: ${name} -->\\n\\n\`\`\`\\w+\\n([^]*?)\`\`\``, "g");
  const blocks = [...text.matchAll(pattern)].map(([, block = ""]) => block);
  if (blocks.length === 0) throw new Error(`the README has no block "${name}"`);
  return blocks;
}
