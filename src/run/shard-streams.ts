import { UsageError } from "../errors.js";
import type { Logger } from "../log.js";
import type { SelectedStream } from "../records/select.js";
import { readsFrom } from "../records/stream.js";
import { parseShard } from "../values/shard.js";

/**
 * The streams that a shard reads; all of them without the setting `shard`. Only an export is read in parts. The first shard reads
 * the streams of the API, since an account has one limit of requests. Throws UsageError where there is no export: a shard
 * without one would read nothing, and end as if all were well.
 */
export function streamsOfShard(
  streams: readonly SelectedStream[],
  run: {
    /** The setting of that name. */
    readonly shard: string | undefined;
    readonly hasExport: boolean;
    readonly log: Logger;
  },
): readonly SelectedStream[] {
  const shard = parseShard(run.shard ?? "");
  if (shard === undefined) return streams;
  if (!run.hasExport) {
    throw new UsageError(
      "shard (TAP_OMETRIA_SHARD): is a part of the export, and export_url is not set.",
      { hint: "Set export_url, or remove shard." },
    );
  }
  if (shard.index === 1) return streams;
  const left = streams.filter(({ definition }) => readsFrom(definition, "api"));
  if (left.length > 0) {
    run.log.info(`the streams of the API are left to shard 1/${shard.count}`, {
      streams: left.map(({ definition }) => definition.name).join(","),
    });
  }
  return streams.filter((stream) => !left.includes(stream));
}
