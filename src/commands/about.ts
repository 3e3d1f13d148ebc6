import { aboutMarkdown, aboutText } from "../about/describe.js";
import { readVersion } from "../version.js";
import { printText } from "./discover.js";

export const aboutFormats = ["text", "markdown"] as const;

/** Prints what the tap is and which settings it has. */
export async function aboutCommand(format: (typeof aboutFormats)[number]): Promise<void> {
  await printText(format === "markdown" ? aboutMarkdown() : aboutText({ version: readVersion() }));
}
