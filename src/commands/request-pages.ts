import { AssumptionError, SourceError } from "../errors.js";
import type { Logger } from "../log.js";
import { endpointAt } from "../ometria/endpoint-at.js";
import type { Endpoint } from "../reads/endpoint.js";
import { Pages } from "../reads/paging/pages.js";
import { isRoundLength } from "../reads/paging/whole.js";
import type { NamedRequest } from "../service/build-request.js";
import type { ApiClient } from "../service/client.js";
import { parseBody } from "../service/parse-body.js";
import type { ApiReader } from "../service/reader.js";
import { nameOf } from "../service/request.js";
import type { LineWriter } from "../singer/writer.js";
import { isJsonObject, toJson } from "../values/json.js";

export interface Output {
  readonly writer: LineWriter;
  readonly log: Logger;
}

/** Writes the rows of all pages as one array. It stays open where one is not known to be whole: nobody shall take it for that. */
export async function writeAllPages(
  client: ApiClient,
  { named, limit: asked }: { readonly named: NamedRequest; readonly limit: number },
  { writer, log }: Output,
): Promise<void> {
  const { name } = named;
  const endpoint = endpointAt(name);
  const limit = Math.min(asked, endpoint.mostRows);
  const request = { endpoint, path: name, query: {}, limit, ifOffsetIsIgnored: "tell" } as const;
  const pages = new Pages(readerOf(client, named, endpoint), request);
  let rows = 0;
  writer.write("[");
  for await (const page of pages) {
    for (const row of page.rows) {
      writer.write(`${rows === 0 ? "" : ","}\n${toJson(row)}`);
      rows += 1;
      if (writer.isFull) await writer.flush();
    }
    await writer.flush();
  }
  const { onlyAnswer = 0 } = pages;
  if (onlyAnswer === limit || isRoundLength(onlyAnswer)) throw mayBeCut(named, onlyAnswer);
  writer.write("\n]\n");
  await writer.flush();
  log.info(`${nameOf(named)} answered`, { rows, requests: client.figures.requests });
}

function mayBeCut(named: NamedRequest, length: number): AssumptionError {
  return new AssumptionError(
    `${nameOf(named)} ignores offset: the same ${length} rows came for every page, and there may be more.`,
    { hint: "Ask for one page with --query limit=... and --query offset=... to see what comes." },
  );
}

/** Asks for pages of this very request, whatever path it is given: theirs is the name for people. */
function readerOf(client: ApiClient, named: NamedRequest, endpoint: Endpoint): ApiReader {
  return {
    get depth() {
      return client.depth;
    },
    now: () => client.now(),
    get: (_path, page, options) => {
      const query = new URLSearchParams(named.query);
      for (const [name, value] of Object.entries(page)) query.set(name, String(value));
      return client.read({ ...named, query }, options, (text) => parsePage(text, named, endpoint));
    },
  };
}

/** The JSON of a page. Throws SourceError, which is not retried, for an answer that is something else than rows. */
function parsePage(text: string, named: NamedRequest, endpoint: Endpoint): unknown {
  const other = otherThanJson(text);
  if (other !== undefined) throw cannotPage(named, other);
  const body = parseBody(text);
  const isPage = !isJsonObject(body) || endpoint.rowsIn !== undefined || endpoint.isRow?.(body);
  if (isPage !== true) throw cannotPage(named, "one object");
  return body;
}

/** What an answer is that begins as no JSON of rows does; undefined where it may be one. */
function otherThanJson(text: string): string | undefined {
  const start = text.trimStart();
  if (start === "") return "nothing";
  if (start.startsWith("<")) return "a page of HTML";
  // Where a first object ends a line, and another begins the next (ometria-api 11.13).
  return /^\{[^\n]*\}\r?\n\{/.test(start) ? "a row on each line" : undefined;
}

function cannotPage(named: NamedRequest, what: string): SourceError {
  return new SourceError(`--paginate cannot page ${nameOf(named)}: it answered with ${what}.`, {
    hint: "Leave out --paginate to have the answer as it comes; where it takes limit and offset, set them with --query.",
  });
}
