import type { Config } from "../../src/config/load.js";
import { secretSettings } from "../reliability/fault-secrets.js";
import type { FaultAction } from "../simulator/faults.js";
import type { S3Server, S3ServerOptions } from "../simulator/s3/server.js";
import { writeError } from "../simulator/s3/xml.js";
import { withStore, type S3Scene } from "../simulator/s3-scene.js";
import type { LogLine } from "../support/log-lines.js";
import { isJsonObject, type JsonObject } from "../support/meltano-merge.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { runAgainst, type SyncRun } from "../support/sync-scene.js";

/** A run of the whole tap on the e-mail events of a bucket. */
export interface EventsRun extends SyncRun {
  /** The `email_id` of each row that came, in order. */
  readonly ids: readonly string[];
  readonly lines: readonly LogLine[];
  /** The message of the one critical line; undefined where there is none. */
  readonly concludes: string | undefined;
  /** What the last state says of the stream. */
  readonly bookmark: JsonObject;
}

/** A server whose access key is the one of the secret settings, so that no run may show what belongs to it. */
export function withSecretStore(
  use: (scene: S3Scene) => Promise<void>,
  options: Partial<S3ServerOptions> = {},
): Promise<void> {
  return withStore(use, { accessKeyId: secretSettings.aws_access_key_id, ...options });
}

/** Runs the tap in this process, with waits that are over at once and a log that strikes nothing out. */
export async function runEvents(
  { endpoint, bucket, region }: S3Server,
  config: Partial<Config> = {},
  state?: StateValue,
): Promise<EventsRun> {
  const { api_key: apiKey, ...aws } = secretSettings;
  const run = await runAgainst(
    { baseUrl: "http://127.0.0.1:1/v2", apiKey },
    {
      streams: ["email_events"],
      config: {
        ...aws,
        export_url: `s3://${bucket}`,
        aws_endpoint_url: endpoint,
        aws_region: region,
        max_retries: 2,
        ...config,
      },
      ...(state === undefined ? {} : { state }),
    },
  );
  const lines = run.log.split("\n").map((line) => JSON.parse(line) as LogLine);
  const bookmark = run.output.lastState.bookmarks["email_events"];
  return {
    ...run,
    ids: (run.output.records.get("email_events") ?? []).map((row) => String(row["email_id"])),
    lines,
    concludes: lines.find(({ level }) => level === "critical")?.message,
    bookmark: isJsonObject(bookmark) ? bookmark : {},
  };
}

/** An object with an event for each id. */
export function eventsCsv(...ids: readonly string[]): string {
  const rows = ids.map((id) => `open,2026-01-04T00:00:00Z,${id},${id}@example.org`);
  return ["event,timestamp,email_id,to_address", ...rows, ""].join("\n");
}

/** A store's answer in the place of its own, with the XML of an error. */
export function errorAnswer(
  status: number,
  code: string,
  more: {
    readonly message?: string;
    readonly region?: string;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): FaultAction {
  const { message = "Because.", region, headers = {} } = more;
  const body = writeError([
    ["Code", code],
    ["Message", message],
    ...(region === undefined ? [] : ([["Region", region]] as const)),
  ]);
  return {
    kind: "status",
    status,
    headers: { "content-type": "application/xml", ...headers },
    body,
  };
}
