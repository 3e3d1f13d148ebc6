import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { systemClock } from "../clock.js";
import { describeError, exitCodes, InterruptedError, TapError, UsageError } from "../errors.js";
import type { Logger } from "../log.js";
import { keyHeader } from "../ometria/service.js";
import { openClient, openSources } from "../run/sources.js";
import { buildRequest, type NamedRequest } from "../service/build-request.js";
import type { ApiClient } from "../service/client.js";
import { isWrite, nameOf, type ApiRequest } from "../service/request.js";
import { createStdoutWriter } from "../singer/writer.js";
import { writeAllPages, type Output } from "./request-pages.js";
import { openSession, stopOnSignals, type SessionArguments } from "./session.js";

export interface RequestArguments extends SessionArguments {
  readonly path: string;
  readonly method: string | undefined;
  readonly header: readonly string[];
  /** The body, `@file`, or `-` for stdin. */
  readonly data: string | undefined;
  readonly query: readonly string[];
  readonly pathParam: readonly string[];
  readonly paginate: boolean;
  readonly allowWrite: boolean;
}

/** Makes one request, and writes what came back to stdout as it came. Returns the exit code. */
export async function requestCommand(args: RequestArguments): Promise<number> {
  const named = buildRequest({
    method: args.method,
    path: args.path,
    pathParams: args.pathParam,
    query: args.query,
    headers: args.header,
    hasBody: args.data !== undefined,
    keyHeader,
  });
  checkFlags(named, args);
  const { config, log } = await openSession(args);
  if (config.api_key === undefined) {
    throw new UsageError("api_key (TAP_OMETRIA_API_KEY): is missing.", {
      hint: 'Set your Ometria API key, or "sandbox" to try the tap without one.',
    });
  }
  const body = args.data === undefined ? {} : { body: await readBody(args.data) };
  const controller = new AbortController();
  stopOnSignals(controller);
  const writer = createStdoutWriter((error) => {
    controller.abort(error);
  });
  const world = { clock: systemClock, log, signal: controller.signal };
  // The export is none of its business, nor are settings of it that do not go together.
  const { export_url: _unused, ...settings } = config;
  const sources = await openSources(settings, world);
  try {
    const client = await openClient(config, sources, world);
    const output = { writer, log };
    if (args.paginate) await writeAllPages(client, { named, limit: config.page_size }, output);
    else await writeAnswer(client, { ...named, ...body }, output);
    return exitCodes.done;
  } catch (error) {
    return conclude(error, named, log);
  } finally {
    await sources.close();
  }
}

function checkFlags(named: NamedRequest, { allowWrite, paginate }: RequestArguments): void {
  if (isWrite(named) && !allowWrite) {
    throw new UsageError(`${named.method} can change the account, so nothing was sent.`, {
      hint: "Pass --allow-write to send it.",
    });
  }
  if (!paginate) return;
  if (named.method !== "GET") {
    throw new UsageError(`--paginate: a ${named.method} has no pages.`, {
      hint: "It goes with GET only.",
    });
  }
  if (named.query.has("limit") || named.query.has("offset")) {
    throw new UsageError("--paginate sets limit and offset itself.", {
      hint: "Leave them out; the length of a page is page_size in the config.",
    });
  }
}

async function readBody(data: string): Promise<Uint8Array> {
  if (data === "-") return buffer(process.stdin);
  if (!data.startsWith("@")) return Buffer.from(data);
  const file = data.slice(1);
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`-d: cannot read the file ${file}.`, {
      hint: "Check the path.",
      cause: error,
    });
  }
}

async function writeAnswer(
  client: ApiClient,
  request: ApiRequest,
  { writer, log }: Output,
): Promise<void> {
  const { answer, error } = await client.send(request);
  const { status, body } = answer;
  writer.writeBytes(body.length, (batch, at) => {
    batch.set(body, at);
    return at + body.length;
  });
  if (body.length > 0 && body.at(-1) !== 0x0a) writer.write("\n");
  await writer.flush();
  log.info(`${nameOf(request)} answered`, { status, bytes: body.length });
  if (error !== undefined) throw error;
}

function conclude(error: unknown, named: NamedRequest, log: Logger): number {
  if (!(error instanceof TapError)) throw error;
  // Its own sentence tells of a STATE, and there is none.
  const stopped = isWrite(named)
    ? `Stopped: ${nameOf(named)} may have been carried out.`
    : `Stopped: ${nameOf(named)} was not answered in full.`;
  log.critical(error instanceof InterruptedError ? stopped : describeError(error));
  return error.exitCode;
}
