import type { Readable } from "node:stream";
import { writeError, type XmlElement } from "./xml.js";

/** An answer of the object store, before it is sent. */
export interface S3Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** XML, or bytes of an object; absent = an answer that cannot have a body. */
  readonly body?: string | S3Bytes;
}

export interface S3Bytes {
  readonly length: number;
  /** To be called at once, or the object may have become another one. */
  readonly read: () => Readable;
}

const errors = {
  AccessDenied: [403, "Access Denied"],
  AuthorizationHeaderMalformed: [400, "The authorization header is malformed."],
  AuthorizationQueryParametersError: [400, "Error parsing the query parameters of the signature."],
  InternalError: [500, "We encountered an internal error. Please try again."],
  InvalidAccessKeyId: [403, "The AWS Access Key Id you provided does not exist in our records."],
  InvalidArgument: [400, "Invalid Argument"],
  InvalidRange: [416, "The requested range is not satisfiable"],
  InvalidRequest: [400, "Invalid Request"],
  InvalidURI: [400, "Couldn't parse the specified URI."],
  MethodNotAllowed: [405, "The specified method is not allowed against this resource."],
  NoSuchBucket: [404, "The specified bucket does not exist"],
  NoSuchKey: [404, "The specified key does not exist."],
  NotImplemented: [501, "A parameter you provided implies functionality that is not implemented"],
  PreconditionFailed: [412, "At least one of the pre-conditions you specified did not hold"],
  SlowDown: [503, "Please reduce your request rate."],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string]>>;

export type S3ErrorCode = keyof typeof errors;

interface S3ErrorDetails {
  /** Absent = S3's text for the code. */
  readonly message?: string;
  /** Elements that only this error has. */
  readonly elements?: readonly XmlElement[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is an error, thrown where it is found. */
export class S3Error extends Error {
  readonly code: S3ErrorCode;
  readonly details: S3ErrorDetails;

  constructor(code: S3ErrorCode, details: S3ErrorDetails = {}) {
    super(details.message ?? errors[code][1]);
    this.code = code;
    this.details = details;
  }
}

/** What every error says of its request. */
export interface S3ErrorContext {
  readonly resource: string;
  readonly requestId: string;
}

export function replyWithError(error: S3Error, context: S3ErrorContext): S3Reply {
  const [status] = errors[error.code];
  const { elements = [], headers = {} } = error.details;
  return { status, headers, body: describe(error, elements, context) };
}

/** The body of a scripted error that has none of its own. */
export function describeStatus(status: number, context: S3ErrorContext): string {
  const scripted: Readonly<Record<number, S3ErrorCode>> = {
    403: "AccessDenied",
    404: "NoSuchKey",
    405: "MethodNotAllowed",
    412: "PreconditionFailed",
    416: "InvalidRange",
    503: "SlowDown",
  };
  const code = scripted[status] ?? (status >= 500 ? "InternalError" : "InvalidRequest");
  return describe(new S3Error(code), [], context);
}

function describe(
  { code, message }: S3Error,
  elements: readonly XmlElement[],
  { resource, requestId }: S3ErrorContext,
): string {
  return writeError([
    ["Code", code],
    ["Message", message],
    ...elements,
    ["Resource", resource],
    ["RequestId", requestId],
  ]);
}
