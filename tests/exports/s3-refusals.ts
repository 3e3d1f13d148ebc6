import type { Config } from "../../src/config/load.js";
import type { FaultAction } from "../simulator/faults.js";
import { errorAnswer } from "./s3-run.js";

/** A store that cannot be read, and what has to come of a run. */
export interface S3Refusal {
  readonly happens: string;
  /** Settings that differ from the right ones. */
  readonly config?: Partial<Config>;
  /** What the store answers, for ever. */
  readonly answer?: FaultAction;
  readonly to?: "list" | "get";
  readonly exitCode: 3 | 4;
  readonly says: RegExp;
  /** Requests of the kind concerned; 1 = not tried again. */
  readonly requests: number;
}

const credentials = /Check aws_access_key_id, aws_secret_access_key and aws_session_token/;
const rights = /They need s3:ListBucket on the bucket and s3:GetObject on its objects/;
const listed = String.raw`email_events\. s3://ometria-export/`;
const object = String.raw`email_events\. email_events\.csv`;
const html = "<html><body><h1>Not here</h1></body></html>";
const region = { "x-amz-bucket-region": "eu-west-1" };

/** Refusals of the list are those of the first request; all others come with the object. */
export const refusals: readonly S3Refusal[] = [
  {
    happens: "does not know the access key",
    config: { aws_access_key_id: "AKIANOBODY0000000001" },
    exitCode: 3,
    says: says(
      listed,
      "cannot be read: the AWS credentials were refused \\(InvalidAccessKeyId\\)",
      credentials,
    ),
    requests: 1,
  },
  {
    happens: "finds the signature wrong",
    answer: errorAnswer(403, "SignatureDoesNotMatch"),
    exitCode: 3,
    says: says(
      listed,
      "cannot be read: the AWS credentials were refused \\(SignatureDoesNotMatch\\)",
      credentials,
    ),
    requests: 1,
  },
  {
    happens: "finds the token expired",
    answer: errorAnswer(400, "ExpiredToken"),
    exitCode: 3,
    says: says(
      listed,
      "cannot be read: the AWS credentials were refused \\(ExpiredToken\\)",
      credentials,
    ),
    requests: 1,
  },
  {
    happens: "finds the token expired once an object is read",
    answer: errorAnswer(400, "ExpiredToken"),
    to: "get",
    exitCode: 3,
    says: says(
      object,
      "cannot be read: the AWS credentials were refused \\(ExpiredToken\\)",
      credentials,
    ),
    requests: 1,
  },
  {
    happens: "does not let the user list",
    answer: errorAnswer(403, "AccessDenied", { message: "User u may not\n s3:ListBucket" }),
    exitCode: 3,
    says: says(
      listed,
      "may not be read with these credentials \\(AccessDenied: User u may not s3:ListBucket\\)",
      rights,
    ),
    requests: 1,
  },
  {
    happens: "lets the user list, and not read",
    answer: errorAnswer(403, "AccessDenied"),
    to: "get",
    exitCode: 3,
    says: says(
      object,
      "may not be read with these credentials \\(AccessDenied: Because\\.\\)",
      rights,
    ),
    requests: 1,
  },
  {
    happens: "refuses the user, and says in passing where the bucket is",
    answer: errorAnswer(403, "AccessDenied", { headers: region }),
    exitCode: 3,
    says: says(
      listed,
      "may not be read with these credentials \\(AccessDenied: Because\\.\\)",
      rights,
    ),
    requests: 1,
  },
  {
    happens: "has no such bucket",
    config: { export_url: "s3://another-bucket/and/a/folder" },
    exitCode: 4,
    says: /email_events\. s3:\/\/another-bucket\/and\/a\/folder\/ could not be read: there is no such bucket \(NoSuchBucket\)\. Check export_url/,
    requests: 1,
  },
  {
    happens: "has the bucket in another region than the one that is set",
    config: { aws_region: "us-west-2" },
    exitCode: 4,
    says: says(
      listed,
      "could not be read: the bucket is in another region \\(AuthorizationHeaderMalformed\\)",
      /Set aws_region to eu-west-1\./,
    ),
    requests: 1,
  },
  {
    happens: "sends to the bucket's region, named in a header alone",
    answer: errorAnswer(301, "PermanentRedirect", { headers: region }),
    exitCode: 4,
    says: says(
      listed,
      "could not be read: the bucket is in another region \\(PermanentRedirect\\)",
      /Set aws_region to eu-west-1\./,
    ),
    requests: 1,
  },
  {
    happens: "sends to the bucket's region without naming it",
    answer: errorAnswer(301, "PermanentRedirect"),
    exitCode: 4,
    says: says(
      listed,
      "could not be read: the bucket is in another region \\(PermanentRedirect\\)",
      /Set aws_region to the bucket's own\./,
    ),
    requests: 1,
  },
  {
    happens: "asks to slow down, and again",
    answer: { kind: "status", status: 503 },
    exitCode: 4,
    says: says(
      listed,
      "could not be read: the store answered 503 SlowDown, and it was retried 2 times \\(max_retries\\)",
      /Run again later/,
    ),
    requests: 3,
  },
  {
    happens: "fails inside, and again",
    answer: { kind: "status", status: 500 },
    to: "get",
    exitCode: 4,
    says: says(
      "email_events: an object could not be read\\. email_events\\.csv",
      "could not be read: the store answered 500 InternalError, and it was retried 2 times \\(max_retries\\)",
      /Run again later/,
    ),
    requests: 3,
  },
  {
    happens: "has put the object into an archive",
    answer: errorAnswer(403, "InvalidObjectState"),
    to: "get",
    exitCode: 4,
    says: /email_events\.csv could not be read: it lies in an archive \(InvalidObjectState\)\. Restore it from the archive/,
    requests: 1,
  },
  {
    happens: "is none, but a server that has no such page",
    answer: { kind: "status", status: 404, headers: { "content-type": "text/html" }, body: html },
    exitCode: 4,
    says: says(
      listed,
      "could not be read: the store knows nothing of that name \\(\\w+\\)",
      /Check export_url, and aws_endpoint_url if it is set\./,
    ),
    requests: 1,
  },
  {
    happens: "is none, but a server that has a page for everything",
    answer: { kind: "body", body: html },
    exitCode: 4,
    says: /The list of s3:\/\/ometria-export\/ cannot be trusted: what came was no list of objects\. Check aws_endpoint_url/,
    requests: 1,
  },
];

function says(place: string, what: string, hint: RegExp): RegExp {
  return new RegExp(`${place} ${what}\\. ${hint.source}`);
}
