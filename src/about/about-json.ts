import { loadSchema } from "../config/schemas.js";
import type { AboutFacts } from "./describe.js";
import { facts } from "./facts.js";

/** Name, version, capabilities and settings, for programs: the keys are those of the Meltano SDK. */
export function aboutJson({ version }: AboutFacts): string {
  const about = {
    name: facts.name,
    description: facts.description,
    version,
    // The tap is made with neither. Programs that read these keys expect them.
    sdk_version: null,
    supported_python_versions: null,
    capabilities: facts.capabilities,
    settings: loadSchema("config"),
  };
  return `${JSON.stringify(about, null, 2)}\n`;
}
