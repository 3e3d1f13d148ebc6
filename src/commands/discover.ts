import { discover } from "../catalog/discover.js";
import { createStdoutWriter } from "../singer/writer.js";
import { streams } from "../streams/registry.js";

/** The catalog as `--discover` prints it. Short lines: Meltano cuts off lines beyond 64 KiB. */
export function catalogText(): string {
  return `${JSON.stringify(discover(streams), null, 2)}\n`;
}

/** Prints the catalog. */
export async function discoverCommand(): Promise<void> {
  await printText(catalogText());
}

/** Prints what was asked for on stdout. */
export async function printText(text: string): Promise<void> {
  const writer = createStdoutWriter();
  writer.write(text);
  await writer.flush();
}
