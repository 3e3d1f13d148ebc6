import type { IncomingMessage } from "node:http";
import type { SandboxRequest } from "../../../src/sandbox/api/http-server.js";
import { S3Error, type S3ErrorCode } from "./reply.js";

export interface S3Identity {
  readonly accessKeyId: string;
  readonly region: string;
}

const signed =
  /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=[^,\s]+,\s*Signature=[0-9a-f]{64}$/;

/**
 * Throws an S3Error unless the request carries a Signature V4, in its header or its query, by the access key and for the region
 * that are known here. The signature itself is not computed: any that looks like one will do, whatever secret it was made with.
 */
export function checkSignature(
  request: IncomingMessage,
  query: SandboxRequest["query"],
  identity: S3Identity,
): void {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    checkCredential(signed.exec(authorization)?.[1], identity, "AuthorizationHeaderMalformed");
  } else if (query["X-Amz-Signature"] !== undefined) {
    const credential = query["X-Amz-Credential"];
    checkCredential(credential, identity, "AuthorizationQueryParametersError");
  } else {
    throw new S3Error("AccessDenied");
  }
}

function checkCredential(
  credential: string | undefined,
  identity: S3Identity,
  malformed: S3ErrorCode,
): void {
  const scope = /^(.+)\/\d{8}\/([^/]+)\/s3\/aws4_request$/.exec(credential ?? "");
  if (scope === null) {
    throw new S3Error(malformed);
  }
  const [, accessKeyId = "", region = ""] = scope;
  if (accessKeyId !== identity.accessKeyId) {
    throw new S3Error("InvalidAccessKeyId", { elements: [["AWSAccessKeyId", accessKeyId]] });
  }
  if (region !== identity.region) {
    throw new S3Error(malformed, {
      message: `The authorization header is malformed; the region '${region}' is wrong; expecting '${identity.region}'`,
      elements: [["Region", identity.region]],
      headers: { "x-amz-bucket-region": identity.region },
    });
  }
}
