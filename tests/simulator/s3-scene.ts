import { request as sendRequest, type IncomingHttpHeaders } from "node:http";
import { GetObjectCommand, S3Client, type GetObjectCommandInput } from "@aws-sdk/client-s3";
import { createMemoryObjects, type MemoryObjects } from "./s3/objects.js";
import { startS3Server, type S3Access, type S3Server, type S3ServerOptions } from "./s3/server.js";

/** An object store with objects in memory, and the vendor's client for it. */
export interface S3Scene {
  readonly server: S3Server;
  readonly objects: MemoryObjects;
  readonly client: S3Client;
}

/** Keys that an address or XML would spoil, in the order of their bytes. */
export const awkwardKeys = [
  "a b.csv",
  "a%20b.csv",
  "a&b=c?d#e.csv",
  "a'b\"<c>.csv",
  "a+b.csv",
  "a//b.csv",
  "é/日本.csv",
  "\uFF5E.csv",
  "😀.csv",
];

/** Serves objects in memory, unless the options say otherwise, while `use` runs. */
export async function withStore(
  use: (scene: S3Scene) => Promise<void>,
  options: Partial<S3ServerOptions> = {},
): Promise<void> {
  const objects = createMemoryObjects();
  const server = await startS3Server({ objects, ...options });
  const client = clientFor(server);
  try {
    await use({ server, objects, client });
  } finally {
    client.destroy();
    await server.close();
  }
}

/** A client that does not try twice. */
export function clientFor(access: S3Access): S3Client {
  const { endpoint, region, accessKeyId, secretAccessKey } = access;
  const credentials = { accessKeyId, secretAccessKey };
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
}

/** The bytes of an object, and what the client says of them. */
export async function getObject(
  { client, server }: Pick<S3Scene, "client"> & { readonly server: S3Access },
  input: Omit<GetObjectCommandInput, "Bucket">,
) {
  const found = await client.send(new GetObjectCommand({ Bucket: server.bucket, ...input }));
  return { ...found, text: (await found.Body?.transformToString()) ?? "" };
}

/** A header that passes for a Signature V4 of the store's access key; the changes make it pass no longer. */
export function authorise(
  { accessKeyId, region }: S3Access,
  changes: { readonly accessKeyId?: string; readonly region?: string } = {},
): { authorization: string } {
  const scope = `${changes.accessKeyId ?? accessKeyId}/20260101/${changes.region ?? region}`;
  const signature = "0".repeat(64);
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks for a path exactly as it is written. Rejects if the answer is not whole. */
export function askRaw(
  { endpoint }: S3Access,
  path: string,
  init: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(endpoint);
    const request = sendRequest({ hostname, port, path, agent: false, ...init }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(chunks).toString() });
      });
    });
    request.on("error", reject);
    request.end();
  });
}

/** The text of the first element of that name. */
export function textOf({ body }: RawAnswer, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
}
