import type { S3Access } from "../simulator/s3/server.js";

/** Takes from this process, and so from those that it starts, all that the machine's environment says of AWS. */
export function forgetAws(): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("AWS_")) Reflect.deleteProperty(process.env, name);
  }
}

/** What the AWS default chain then needs to find nothing; `home` is an empty folder. */
export function noAws(home: string): Readonly<Record<string, string>> {
  return { HOME: home, USERPROFILE: home, AWS_EC2_METADATA_DISABLED: "true" };
}

/** The settings that lead to a store, credentials included. */
export function s3Config(
  access: Pick<S3Access, "endpoint" | "bucket" | "region" | "accessKeyId" | "secretAccessKey">,
) {
  return {
    export_url: `s3://${access.bucket}`,
    aws_endpoint_url: access.endpoint,
    aws_region: access.region,
    aws_access_key_id: access.accessKeyId,
    aws_secret_access_key: access.secretAccessKey,
  };
}
