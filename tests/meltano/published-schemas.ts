import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { fullFormats } from "ajv-formats/dist/formats.js";

const folder = new URL("../../../shared/reference/", import.meta.url);

/** Reads a published JSON Schema that stands beside the clone. Throws, and says where it was looked for, if it is missing. */
function readReference(path: string): Record<string, unknown> {
  const file = new URL(path, folder);
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(`${file.pathname} is needed: it is published by others, and not copied here`, {
      cause,
    });
  }
}

/** What Meltano Hub asks of an extractor's definition. */
export function compileHubSchema(): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true, formats: fullFormats });
  // The files name each other by their places; their own ids do not fit these.
  const main = "plugin_definitions/extractors.schema.json";
  const others = [
    "common/base_setting.schema.json",
    "common/common.schema.json",
    "common/extractors_specific.schema.json",
    "plugin_definitions/hub_metadata.schema.json",
  ];
  for (const path of others) {
    ajv.addSchema({ ...readReference(`meltano-hub/${path}`), $id: hubId(path) });
  }
  return ajv.compile({ ...readReference(`meltano-hub/${main}`), $id: hubId(main) });
}

function hubId(path: string): string {
  return `hub:/schemas/${path}`;
}

/** What the Meltano SDK publishes of its structured log lines. */
export function compileLogSchema(): ValidateFunction {
  return new Ajv2020({ strict: false, allErrors: true }).compile(
    readReference("meltano-sdk/logs.schema.json"),
  );
}
