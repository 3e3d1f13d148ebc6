import { readFileSync } from "node:fs";
import { aboutMeltano, toYaml } from "../src/about/plugin.js";

const head = `# A whole Meltano project: the tap, as \`tap-ometria --about --format meltano\` prints it, and two targets.
# Made by \`npm run generate\`; copy it and go on from there.
`;

/** The example project's \`meltano.yml\`. The targets have the versions that the tests run with. */
export function meltanoProject(requirements: URL): string {
  const pins = readFileSync(requirements, "utf8");
  const project = {
    default_environment: "dev",
    project_id: "tap-ometria-example",
    send_anonymous_usage_stats: false,
  };
  const loaders = toYaml({ loaders: [targetJsonl(pins), targetDuckdb(pins)] });
  return [
    head,
    toYaml(project),
    "\n",
    aboutMeltano(),
    loaders.replace(/^(?=.)/gm, "  "),
    "\n",
    toYaml({ environments: [environment()] }),
  ].join("");
}

function pinned(name: string, pins: string): string {
  const pin = new RegExp(`^${name}==.*$`, "m").exec(pins);
  if (pin === null) throw new Error(`the requirements do not name ${name}`);
  return pin[0];
}

function targetJsonl(pins: string): object {
  return {
    name: "target-jsonl",
    namespace: "target_jsonl",
    pip_url: pinned("target-jsonl", pins),
    settings: [{ name: "destination_path" }, { name: "do_timestamp_file", kind: "boolean" }],
    config: { destination_path: "output", do_timestamp_file: false },
  };
}

function targetDuckdb(pins: string): object {
  return {
    name: "target-duckdb",
    namespace: "target_duckdb",
    // A later DuckDB takes the first row of what the target loads for a header, where all of its columns are text.
    pip_url: `${pinned("target-duckdb", pins)} ${pinned("duckdb", pins)}`,
    settings: [
      { name: "filepath" },
      { name: "default_target_schema" },
      { name: "batch_size_rows", kind: "integer" },
      { name: "flush_all_streams", kind: "boolean" },
    ],
    config: {
      filepath: "warehouse.duckdb",
      default_target_schema: "ometria",
      // Only then is a state that it stores true of every stream.
      flush_all_streams: true,
    },
  };
}

/** Everything comes from the embedded sandbox, until another key is set. */
function environment(): object {
  const tap = { name: "tap-ometria", config: { api_key: "sandbox", start_date: "2026-01-01" } };
  return { name: "dev", config: { plugins: { extractors: [tap] } } };
}
