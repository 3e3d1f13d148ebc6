import { aboutJson } from "../about/about-json.js";
import { aboutMarkdown, aboutText } from "../about/describe.js";
import { aboutHub, aboutMeltano } from "../about/plugin.js";
import { readVersion } from "../version.js";
import { printText } from "./print-text.js";

export type AboutFormat = "text" | "json" | "markdown" | "meltano" | "hub";

const describe: Readonly<Record<AboutFormat, () => string>> = {
  text: () => aboutText({ version: readVersion() }),
  json: () => aboutJson({ version: readVersion() }),
  markdown: aboutMarkdown,
  meltano: aboutMeltano,
  hub: aboutHub,
};

/** Prints what the tap is and which settings it has. */
export async function aboutCommand(format: AboutFormat): Promise<void> {
  await printText(describe[format]());
}
