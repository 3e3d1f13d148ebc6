import { streams } from "../ometria/streams/registry.js";
import { catalogText } from "../records/catalog.js";
import { printText } from "./print-text.js";

/** Prints the catalog. */
export async function discoverCommand(): Promise<void> {
  await printText(catalogText(streams));
}
