import { randomUUID } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";

/** A user of the server. */
export interface Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The S3 server that `.ci/s3-server` has started: not one of ours. */
export const gateway = {
  endpoint: given("TEST_S3_ENDPOINT"),
  region: given("TEST_S3_REGION"),
  /** May do everything. */
  owner: { accessKeyId: given("TEST_S3_KEY"), secretAccessKey: given("TEST_S3_SECRET") },
  /** May do nothing that no policy allows. */
  stranger: {
    accessKeyId: given("TEST_S3_OTHER_KEY"),
    secretAccessKey: given("TEST_S3_OTHER_SECRET"),
  },
} as const;

/** A bucket of a test's own. */
export interface TestBucket {
  readonly name: string;
  /** How the tap reaches it. */
  readonly access: Account & {
    readonly endpoint: string;
    readonly bucket: string;
    readonly region: string;
  };
  readonly put: (key: string, content: string | Buffer) => Promise<void>;
  /** Uploads an object in parts (of at least 5 MiB, but for the last); returns its ETag. */
  readonly putInParts: (key: string, parts: readonly Buffer[]) => Promise<string>;
  /** Lets the stranger do these things with the bucket, and with what is in it. */
  readonly allow: (...actions: string[]) => Promise<void>;
}

/** Makes an empty bucket. It goes with the server. */
export async function withBucket(use: (bucket: TestBucket) => Promise<void>): Promise<void> {
  const { endpoint, region, owner } = gateway;
  const client = new S3Client({ endpoint, region, credentials: owner, forcePathStyle: true });
  const name = `export-${randomUUID()}`;
  try {
    await client.send(new CreateBucketCommand({ Bucket: name }));
    await use({
      name,
      access: { endpoint, region, bucket: name, ...owner },
      put: async (key, content) => {
        const body = { Body: content, ContentLength: Buffer.byteLength(content) };
        await client.send(new PutObjectCommand({ Bucket: name, Key: key, ...body }));
      },
      putInParts: (key, parts) => putInParts(client, { Bucket: name, Key: key }, parts),
      allow: async (...actions) => {
        const Policy = JSON.stringify(policyFor(name, actions));
        await client.send(new PutBucketPolicyCommand({ Bucket: name, Policy }));
      },
    });
  } finally {
    client.destroy();
  }
}

async function putInParts(
  client: S3Client,
  target: { readonly Bucket: string; readonly Key: string },
  bodies: readonly Buffer[],
): Promise<string> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  const parts: CompletedPart[] = [];
  for (const [index, Body] of bodies.entries()) {
    const place = { ...target, UploadId, PartNumber: index + 1 };
    const { ETag } = await client.send(new UploadPartCommand({ ...place, Body }));
    parts.push({ ETag, PartNumber: index + 1 });
  }
  const whole = { ...target, UploadId, MultipartUpload: { Parts: parts } };
  const { ETag = "" } = await client.send(new CompleteMultipartUploadCommand(whole));
  return ETag;
}

function policyFor(bucket: string, actions: readonly string[]): unknown {
  const statements = actions.map((action) => ({
    Effect: "Allow",
    Principal: { AWS: [gateway.stranger.accessKeyId] },
    Action: [action],
    Resource: [`arn:aws:s3:::${bucket}${action === "s3:ListBucket" ? "" : "/*"}`],
  }));
  return { Version: "2012-10-17", Statement: statements };
}

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run these tests by .ci/s3-server`);
  return value;
}
