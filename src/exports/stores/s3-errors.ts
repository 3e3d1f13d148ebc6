import { ForbiddenError, RefusedError, SourceError, type TapError } from "../../errors.js";

/** What went wrong between the tap and the store, without the request, which holds a signature. */
export interface S3Fault {
  /** The store's own word, such as `NoSuchBucket`, or that of the connection. */
  readonly code: string;
  /** Of HTTP, where there was an answer. */
  readonly status: number | undefined;
  readonly reason: string;
  /** What the store said beside it: it may name a user or a resource, never a secret. */
  readonly said: string;
  /** Where the bucket is, if the store says so. */
  readonly region: string | undefined;
  /** The same request may well work. */
  readonly isTransient: boolean;
}

const passing = new Set(["RequestTimeTooSkewed", "RequestTimeout", "SlowDown", "InternalError"]);

/** Reads an error of the SDK, of the connection, or of a body that broke off. */
export function faultOfS3(error: unknown): S3Fault {
  const said = error instanceof Error ? error.message : String(error);
  const { code, status, region } = codesOf(error);
  return {
    code,
    status,
    reason:
      status === undefined
        ? describeConnection(code, said)
        : `the store answered ${status} ${code}`,
    said: said.replace(/\s+/g, " ").slice(0, 300),
    region,
    isTransient: status === undefined ? !isCredentials(code) : passing.has(code),
  };
}

function codesOf(error: unknown): Pick<S3Fault, "code" | "status" | "region"> {
  const name = error instanceof Error ? error.name : "Error";
  const fields = (typeof error === "object" && error !== null ? error : {}) as SdkError;
  return {
    code: typeof fields.code === "string" && name === "Error" ? fields.code : name,
    status: fields.$metadata?.httpStatusCode,
    region: fields.Region ?? fields.$response?.headers?.["x-amz-bucket-region"],
  };
}

interface SdkError {
  readonly code?: unknown;
  readonly Region?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

function describeConnection(code: string, message: string): string {
  if (code === "TimeoutError") return "no answer within request_timeout";
  if (code === "Error") return message;
  return isCredentials(code) ? "there are no AWS credentials" : `the connection failed (${code})`;
}

function isCredentials(code: string): boolean {
  return code === "CredentialsProviderError" || code === "TokenProviderError";
}

const refusedCredentials = new Set([
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "InvalidToken",
  "TokenRefreshRequired",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
]);

const checkCredentials =
  "Check aws_access_key_id, aws_secret_access_key and aws_session_token, or where they come from (aws_profile, the environment, a role).";

/** The error for a request that was given up: what failed, where, and what to do. */
export function toTapError(place: string, fault: S3Fault, why: string): TapError {
  const { code, status, said } = fault;
  if (isCredentials(code)) {
    return new RefusedError(`${place} cannot be read: there are no AWS credentials (${said}).`, {
      hint: "Set aws_access_key_id and aws_secret_access_key, or aws_profile, or sign in where the AWS default chain looks.",
    });
  }
  if (refusedCredentials.has(code)) {
    return new RefusedError(
      `${place} cannot be read: the AWS credentials were refused (${code}).`,
      {
        hint: checkCredentials,
      },
    );
  }
  const known = knownFault(place, fault);
  if (known !== undefined) return known;
  if (code === "RequestTimeTooSkewed") {
    return new SourceError(`${place} could not be read: this machine's clock is wrong (${code}).`, {
      hint: "Set it: S3 takes requests of the last fifteen minutes only.",
    });
  }
  if (status === 401 || status === 403) {
    return new ForbiddenError(
      `${place} may not be read with these credentials (${code}: ${said}).`,
      {
        hint: "They need s3:ListBucket on the bucket and s3:GetObject on its objects (and kms:Decrypt where they are encrypted with a key of your own).",
      },
    );
  }
  if (status !== undefined && status < 500 && !fault.isTransient) {
    return new SourceError(`${place} could not be read: ${fault.reason} (${said}).`, {
      hint: "Check export_url, aws_endpoint_url and, where there is one, the proxy.",
    });
  }
  return new SourceError(`${place} could not be read: ${fault.reason}, and it ${why}.`, {
    hint: "Run again later: the next run goes on from the last checkpoint.",
  });
}

function knownFault(place: string, { code, status, region }: S3Fault): TapError | undefined {
  const error = (what: string, hint: string): TapError =>
    new SourceError(`${place} could not be read: ${what} (${code}).`, { hint });
  // Whatever else goes wrong, S3 may say in passing where the bucket is.
  if (regionFaults.has(code)) {
    const hint =
      region === undefined ? "Set aws_region to the bucket's own." : `Set aws_region to ${region}.`;
    return error("the bucket is in another region", hint);
  }
  if (code === "NoSuchBucket")
    return error("there is no such bucket", "Check export_url, and aws_endpoint_url if it is set.");
  if (code === "InvalidObjectState")
    return error(
      "it lies in an archive",
      "Restore it from the archive, or set export_patterns so that it does not match.",
    );
  if (code === "NoSuchKey")
    return error(
      "it was deleted after it was listed",
      "If others delete the export's objects, let them wait for a run.",
    );
  if (code === "PreconditionFailed" || status === 412)
    return error("it was changed after it was listed", "The next run reads it as it is now.");
  // S3 says what is missing: this is another server, or a path of a store that leads nowhere.
  if (status === 404)
    return error(
      "the store knows nothing of that name",
      "Check export_url, and aws_endpoint_url if it is set.",
    );
  return undefined;
}

const regionFaults = new Set([
  "PermanentRedirect",
  "AuthorizationHeaderMalformed",
  "IllegalLocationConstraintException",
  "TemporaryRedirect",
]);
