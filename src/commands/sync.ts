import { systemClock } from "../clock.js";
import { runSync } from "../run/tap.js";
import { createStdoutWriter } from "../singer/writer.js";
import { readJsonObject } from "../values/json-file.js";
import { logSettings } from "./open-log.js";
import { openSession, stopOnSignals, type SessionArguments } from "./session.js";

export interface SyncArguments extends SessionArguments {
  readonly state: string | undefined;
  readonly catalog: string | undefined;
  readonly streams: readonly string[] | undefined;
  readonly fullRefresh: readonly string[];
  /** Try whether every stream can be read, instead of reading it. */
  readonly isTest: boolean;
}

/** The default command: reads the files that the command line names, and syncs. Returns the exit code. */
export async function syncCommand(args: SyncArguments): Promise<number> {
  const { config, log, terminal } = await openSession(args);
  const state = args.state === undefined ? undefined : await readJsonObject(args.state, "state");
  const catalog =
    args.catalog === undefined ? undefined : await readJsonObject(args.catalog, "catalog");
  const controller = new AbortController();
  const writer = createStdoutWriter((error) => {
    controller.abort(error);
  });
  stopOnSignals(controller);
  return runSync(
    {
      config,
      state,
      catalog,
      streams: args.streams,
      fullRefresh: args.fullRefresh,
      isTest: args.isTest,
    },
    {
      clock: systemClock,
      log,
      logFormat: logSettings(args).format,
      writer,
      signal: controller.signal,
      showStatus: terminal.showStatus,
    },
  );
}
