import { catalogText } from "../catalog/discover.js";
import { createStdoutWriter } from "../singer/writer.js";
import { streams } from "../streams/registry.js";

/** Prints the catalog. */
export async function discoverCommand(): Promise<void> {
  await printText(catalogText(streams));
}

/** Prints what was asked for on stdout. */
export async function printText(text: string): Promise<void> {
  const writer = createStdoutWriter();
  writer.write(text);
  await writer.flush();
}
