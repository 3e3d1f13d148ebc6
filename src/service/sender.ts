import type { ClientRequest } from "node:http";
import type { Socket } from "node:net";
import got, { type Response } from "got";
import { SourceError } from "../errors.js";
import type { Turn } from "./budget.js";
import { proxyAgentFor } from "./proxy.js";
import { isWrite, nameOf, type ApiRequest } from "./request.js";

export interface SenderSettings {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** The header that the key is sent in, in lower case. */
  readonly keyHeader: string;
  readonly userAgent: string;
  readonly timeoutMs: number;
  /** MiB of an answer that are taken at most. */
  readonly largestAnswer: number;
}

/** One attempt of a request. */
interface Attempt {
  readonly signal: AbortSignal;
  readonly turn: Turn;
  /** Is told how far the request came: an attempt that fails throws. */
  readonly progress: { hasGoneOut: boolean };
}

/** Sends a request once, with the key; throws got's errors, and SourceError for an answer that is too large. */
export type Sender = (request: ApiRequest, attempt: Attempt) => Promise<Response<string>>;

export function createSender(settings: SenderSettings): Sender {
  const { baseUrl, largestAnswer } = settings;
  const proxy = proxyAgentFor(baseUrl);
  const client = got.extend({
    ...(proxy === undefined ? {} : { agent: { https: proxy } }),
    headers: {
      [settings.keyHeader]: settings.apiKey,
      "user-agent": settings.userAgent,
      accept: "application/json",
    },
    timeout: { request: settings.timeoutMs },
    // The retries are ours: each must pass the budget, and 429 counts differently.
    retry: { limit: 0 },
    throwHttpErrors: false,
    responseType: "text",
    followRedirect: (response) => isSameOrigin(response, baseUrl),
  });
  return async (asked, { signal, turn, progress }) => {
    const { method, path, query, headers = {}, body: content } = asked;
    const request = client(`${baseUrl.replace(/\/$/, "")}${path}`, {
      method,
      searchParams: query,
      headers,
      signal,
      ...(content === undefined ? {} : { body: content }),
      // A POST that is redirected may become a GET, and its answer look like success.
      ...(isWrite(asked) ? { followRedirect: false } : {}),
    });
    const body = { isTooLarge: false };
    void request.on("request", (outgoing) => {
      outgoing.once("finish", turn.sent);
      onceConnected(outgoing, () => {
        progress.hasGoneOut = true;
      });
    });
    void request.on("downloadProgress", ({ transferred }) => {
      if (transferred <= largestAnswer * 1024 * 1024 || body.isTooLarge) return;
      body.isTooLarge = true;
      request.cancel();
    });
    try {
      return await request;
    } catch (error) {
      if (!body.isTooLarge) throw error;
      throw new SourceError(`${nameOf(asked)} answered with more than ${largestAnswer} MiB.`, {
        hint: "Set a smaller page_size; if that changes nothing, the service ignores it: please report it.",
      });
    }
  };
}

/** From then on the service may have got the request, in part or whole. */
function onceConnected(outgoing: ClientRequest, tell: () => void): void {
  const watch = (socket: Socket): void => {
    if (socket.connecting) socket.once("connect", tell);
    else tell();
  };
  if (outgoing.socket === null) outgoing.once("socket", watch);
  else watch(outgoing.socket);
}

function isSameOrigin(
  response: { readonly headers: { location?: string | undefined } },
  base: string,
): boolean {
  const { location } = response.headers;
  return (
    location !== undefined &&
    URL.canParse(location, base) &&
    new URL(location, base).origin === new URL(base).origin
  );
}
