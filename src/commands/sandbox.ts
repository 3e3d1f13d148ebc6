import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { InterruptedError, UsageError } from "../errors.js";
import { openingAt } from "../sandbox/data/world-state.js";
import { startSandbox } from "../sandbox/sandbox.js";
import { formatInstant, parseInstant } from "../values/timestamp.js";
import { openLog, openTerminal, type LogArguments } from "./open-log.js";
import { printText } from "./print-text.js";

export interface SandboxArguments extends LogArguments {
  readonly port: number;
  readonly profiles: number;
  readonly events: number;
  readonly seed: string;
  readonly rate: number;
  readonly at: string | undefined;
  readonly latency: string;
}

/** Serves the sandbox until a signal comes; prints the config to use it with. Returns the exit code. */
export async function sandboxCommand(args: SandboxArguments): Promise<number> {
  const terminal = openTerminal();
  const log = openLog(args, terminal, []);
  const at = args.at === undefined ? undefined : parseInstant(args.at);
  if (args.at !== undefined && at === undefined) {
    throw new UsageError(`--at: ${args.at} is not a time.`, {
      hint: "Write it like 2026-06-01T00:00:00Z.",
    });
  }
  if (at !== undefined && at < openingAt) {
    throw new UsageError(`--at: the sandbox's data begin at ${formatInstant(openingAt)}.`, {
      hint: "Set that moment or a later one.",
    });
  }
  for (const name of ["port", "profiles", "events", "rate"] as const) {
    if (args[name] >= 0) continue;
    throw new UsageError(`--${name}: must be a number from 0 on.`, { hint: "See sandbox --help." });
  }
  const latency = parseLatency(args.latency);
  const stopped = Promise.race([signal("SIGINT"), signal("SIGTERM")]);
  const { port, profiles, events, seed, rate } = args;
  const sandbox = await startSandbox({
    port,
    profiles,
    events,
    seed,
    rate,
    ...latency,
    ...(at === undefined ? {} : { at }),
  });
  const config = {
    base_url: sandbox.baseUrl,
    api_key: sandbox.apiKey,
    export_url: pathToFileURL(sandbox.exportFolder).href,
    start_date: "2026-01-01",
    // The tap keeps a budget of its own: without a limit there is nothing to keep.
    ...(rate === 0 ? { requests_per_second: 1000 } : {}),
  };
  await printText(`${JSON.stringify(config, null, 2)}\n`);
  log.info("The sandbox is up: save the config above and pass it with --config; Ctrl-C ends it");
  // Who reads the folder alone asks the API for nothing: what is due is to be there all the same.
  const catchingUp = setInterval(sandbox.catchUp, 1_000);
  const error = await stopped;
  clearInterval(catchingUp);
  await sandbox.close();
  return error.exitCode;
}

/** Milliseconds, `300`, or a span of them, `30-800`. */
function parseLatency(text: string): { readonly latencyMs: number; readonly jitterMs: number } {
  const [, least, most] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text) ?? [];
  const [from, to] = [Number(least), Number(most ?? least)];
  if (least === undefined || to < from) {
    throw new UsageError(`--latency: ${text} is neither milliseconds nor a span of them.`, {
      hint: "Write it like 300 or 30-800.",
    });
  }
  return { latencyMs: from, jitterMs: to - from };
}

async function signal(name: "SIGINT" | "SIGTERM"): Promise<InterruptedError> {
  await once(process, name);
  return new InterruptedError(name);
}
