import { catalogText } from "../catalog/discover.js";
import { streams } from "../streams/registry.js";
import { printText } from "./print.js";

/** Prints the catalog. */
export async function discoverCommand(): Promise<void> {
  await printText(catalogText(streams));
}
