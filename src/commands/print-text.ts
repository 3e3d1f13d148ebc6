import { createStdoutWriter } from "../singer/writer.js";

/** Prints what was asked for on stdout. */
export async function printText(text: string): Promise<void> {
  const writer = createStdoutWriter();
  writer.write(text);
  await writer.flush();
}
