import type { S3Access } from "../../src/sandbox/s3-server.js";

/** An environment in which the AWS default chain finds nothing; `home` is an empty folder. */
export function noAws(home: string): Readonly<Record<string, string>> {
  const names = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CONFIG_FILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  ];
  const unset = Object.fromEntries(names.map((name) => [name, ""]));
  return { ...unset, HOME: home, USERPROFILE: home, AWS_EC2_METADATA_DISABLED: "true" };
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
