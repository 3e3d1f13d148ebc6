import type { JsonSchema } from "../src/config/schemas.js";
import { streams } from "../src/ometria/streams/registry.js";
import type { EndpointFacts } from "../src/reads/endpoint.js";

/** What the setting `endpoints` may say of each endpoint that a stream needs: a part of `schemas/config.json`. */
export function endpointSettings(): Readonly<Record<string, JsonSchema>> {
  const reads = streams.flatMap(({ sources }) => sources.map(({ read }) => read));
  const endpoints = reads.flatMap((read) => read.endpoints);
  return Object.fromEntries(endpoints.map((facts) => [facts.name, settingsOf(facts)]));
}

function settingsOf(facts: EndpointFacts): JsonSchema {
  const { path, canBeOff = false } = facts;
  const off = canBeOff ? "; `null` switches it off" : "";
  return {
    type: canBeOff ? ["object", "null"] : "object",
    description: `How \`${path}\` is asked${off}.`,
    properties: {
      path: pathSetting(facts),
      ...sinceSettings(facts),
      whole,
      ...facts.settings,
    },
    additionalProperties: false,
  };
}

const whole = {
  type: "boolean",
  description:
    "`true` says that one answer is all that there is, where the tap cannot see whether it is.",
};

function pathSetting({ path, parent }: EndpointFacts): object {
  const part = parent === undefined ? "" : `, with \`{${parent.part}}\` in it`;
  return {
    type: "string",
    pattern: parent === undefined ? "^/" : `^/.*\\{${parent.part}\\}`,
    description: `Path below \`base_url\`${part}. Absent: \`${path}\`.`,
  };
}

/** A filter can be set for whatever is read by passes, and has another name where there is one. */
function sinceSettings({ since, isPaged, before }: EndpointFacts): object {
  if (since === undefined && !isPaged) return {};
  const isNeeded = !isPaged || before !== undefined;
  const known =
    since === undefined
      ? "Absent: every run reads all rows."
      : `Absent: \`${since.param}\`.${isNeeded ? "" : " `null`: every run reads all rows."}`;
  return {
    since_param: {
      type: isNeeded ? "string" : ["string", "null"],
      minLength: 1,
      description: `Name of the parameter that asks for what is newer than a time. ${known}`,
    },
    // The bounds of a window are times, whatever the service calls them.
    ...(before === undefined ? { since_format: formatSetting(since?.format) } : {}),
  };
}

function formatSetting(known = "date"): object {
  return {
    type: "string",
    enum: ["date", "date-time"],
    description: `How its time is written. Absent: ${known}.`,
  };
}
