import type { IncomingHttpHeaders } from "node:http";
import type { S3Content } from "./objects.js";
import { S3Error, type S3Reply } from "./reply.js";

interface Range {
  readonly start: number;
  readonly length: number;
}

/** Answers GetObject and HeadObject, conditions and range included. */
export function answerGet(content: S3Content, request: IncomingHttpHeaders): S3Reply {
  const { etag, size } = content;
  const headers = {
    etag,
    "last-modified": new Date(content.modifiedMs).toUTCString(),
    "accept-ranges": "bytes",
  };
  if (!(request["if-match"] === undefined || names(request["if-match"], etag))) {
    throw new S3Error("PreconditionFailed", { elements: [["Condition", "If-Match"]] });
  }
  if (request["if-none-match"] !== undefined && names(request["if-none-match"], etag)) {
    return { status: 304, headers };
  }
  const part = readRange(request.range, size);
  const { start, length } = part ?? { start: 0, length: size };
  const contentRange = { "content-range": `bytes ${start}-${start + length - 1}/${size}` };
  return {
    status: part === undefined ? 200 : 206,
    headers: {
      "content-type": "binary/octet-stream",
      ...headers,
      ...(part === undefined ? {} : contentRange),
    },
    body: { length, read: () => content.read(start, length) },
  };
}

/** Whether the header is `*` or one of its tags is this one; S3 does without the quotes. */
function names(header: string, etag: string): boolean {
  const bare = etag.replaceAll('"', "");
  return header.split(",").some((tag) => ["*", etag, bare].includes(tag.trim()));
}

/** The part asked for; undefined = all of it. */
function readRange(header: string | undefined, size: number): Range | undefined {
  const asked = header === undefined ? undefined : parseRange(header, size);
  if (header === undefined || asked === undefined) {
    return undefined;
  }
  if (asked.start >= size) {
    throw new S3Error("InvalidRange", {
      elements: [
        ["RangeRequested", header],
        ["ActualObjectSize", size],
      ],
      headers: { "content-range": `bytes */${size}` },
    });
  }
  return { start: asked.start, length: Math.min(asked.end + 1, size) - asked.start };
}

/** Undefined where S3 takes no notice of the header: it makes no sense, or asks for several parts. */
function parseRange(header: string, size: number): { start: number; end: number } | undefined {
  const [, last] = /^bytes=-(\d+)$/.exec(header) ?? [];
  if (last !== undefined) {
    return { start: Math.max(size - Number(last), 0), end: size - 1 };
  }
  const [, from, to = ""] = /^bytes=(\d+)-(\d*)$/.exec(header) ?? [];
  const start = Number(from);
  const end = to === "" ? Number.POSITIVE_INFINITY : Number(to);
  // NaN, where there is no match, is not at or before anything.
  return start <= end ? { start, end } : undefined;
}
