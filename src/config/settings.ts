import { loadSchema, type JsonSchema } from "./schemas.js";

/** One setting, as every place that describes the settings needs it. */
export interface Setting {
  readonly name: string;
  /** Environment variable that `--config ENV` reads. */
  readonly variable: string;
  readonly schema: JsonSchema;
}

/** Every setting, in the order of `schemas/config.json`. */
export function listSettings(): readonly Setting[] {
  return Object.entries(loadSchema("config").properties ?? {}).map(([name, schema]) => ({
    name,
    variable: `TAP_OMETRIA_${name.toUpperCase()}`,
    schema,
  }));
}
