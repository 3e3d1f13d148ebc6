import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { FaultAction } from "../faults.js";
import type { S3Bytes, S3Reply } from "./reply.js";

interface Sending {
  /** What the `Date` header says, in milliseconds. */
  readonly date: number;
  readonly requestId: string;
  readonly fault: FaultAction | undefined;
}

/** Sends an answer, bit by bit as the client takes it, up to the place where a fault cuts it off. */
export async function sendReply(
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  reply: S3Reply,
  { date, requestId, fault }: Sending,
): Promise<void> {
  const bytes = toBytes(reply.body);
  const length = request.method === "HEAD" || reply.status === 304 ? 0 : bytes.length;
  const limit = fault?.kind === "cut" ? Math.min(fault.afterBytes, length) : length;
  const stream = length === 0 ? Readable.from([]) : bytes.read();
  response.writeHead(reply.status, {
    ...describeBody(reply.body, bytes.length),
    date: new Date(date).toUTCString(),
    "x-amz-request-id": requestId,
    ...reply.headers,
  });
  response.flushHeaders();
  const sent = await pour(stream, response, limit);
  if (fault?.kind !== "cut" && sent === length) {
    response.end();
  } else {
    // Without a fault the object has become shorter: the client must not wait for the rest.
    response.destroy();
  }
}

/** In an answer to HEAD, what the headers would be with GET. */
function describeBody(body: S3Reply["body"], length: number): Readonly<Record<string, string>> {
  return {
    ...(typeof body === "string" ? { "content-type": "application/xml" } : {}),
    ...(body === undefined ? {} : { "content-length": String(length) }),
  };
}

function toBytes(body: S3Reply["body"]): S3Bytes {
  if (typeof body !== "string") {
    return body ?? { length: 0, read: () => Readable.from([]) };
  }
  const bytes = Buffer.from(body);
  return { length: bytes.length, read: () => Readable.from([bytes]) };
}

/** Writes up to `limit` bytes and waits until they are on their way. Returns how many there were. */
async function pour(stream: Readable, response: ServerResponse, limit: number): Promise<number> {
  let sent = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const part = chunk.subarray(0, limit - sent);
    await write(response, part);
    sent += part.length;
    if (sent >= limit) break;
  }
  return sent;
}

function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
