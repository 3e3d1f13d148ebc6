import type { SandboxRequest } from "../../../src/sandbox/api/http-server.js";
import type { S3Object } from "./objects.js";
import { S3Error } from "./reply.js";
import { encodeKey, writeResult, type XmlElement } from "./xml.js";

type Query = SandboxRequest["query"];

/** Objects in the order in which S3 lists them, that of the bytes of their keys. */
type Sorted = readonly { readonly object: S3Object; readonly bytes: Buffer }[];

interface Asked {
  readonly prefix: string;
  /** "" = none. */
  readonly delimiter: string;
  /** Only keys behind this one; "" = all. */
  readonly after: string;
  readonly maxKeys: number;
}

interface Page {
  readonly objects: readonly S3Object[];
  readonly commonPrefixes: readonly string[];
  /** The last key that this page covers, if there is more. */
  readonly last: string | undefined;
}

const largestPage = 1_000;

/** Gives a function that answers ListObjectsV2 in XML. */
export function createListing(
  bucket: string,
): (objects: readonly S3Object[], query: Query) => string {
  const sorted = new WeakMap<readonly S3Object[], Sorted>();
  return (objects, query) => {
    const asked = readQuery(query);
    const inOrder = sorted.get(objects) ?? sort(objects);
    sorted.set(objects, inOrder);
    return show(bucket, query, { asked, page: cutPage(inOrder, asked) });
  };
}

function readQuery(query: Query): Asked {
  const encoding = query["encoding-type"];
  if (encoding !== undefined && encoding !== "url") {
    throw invalid("encoding-type", encoding, "Invalid Encoding Method specified in Request");
  }
  const token = query["continuation-token"];
  return {
    prefix: query["prefix"] ?? "",
    delimiter: query["delimiter"] ?? "",
    after: token === undefined ? (query["start-after"] ?? "") : decodeToken(token),
    maxKeys: Math.min(readMaxKeys(query["max-keys"] ?? String(largestPage)), largestPage),
  };
}

function readMaxKeys(text: string): number {
  if (!/^\d{1,10}$/.test(text)) {
    throw invalid("max-keys", text, "Provided max-keys not an integer or within integer range");
  }
  return Number(text);
}

function encodeToken(key: string): string {
  return Buffer.from(key).toString("base64");
}

function decodeToken(token: string): string {
  const key = Buffer.from(token, "base64").toString();
  if (key === "" || encodeToken(key) !== token) {
    throw invalid("continuation-token", token, "The continuation token provided is incorrect");
  }
  return key;
}

function invalid(name: string, value: string, message: string): S3Error {
  return new S3Error("InvalidArgument", {
    message,
    elements: [
      ["ArgumentName", name],
      ["ArgumentValue", value],
    ],
  });
}

function sort(objects: readonly S3Object[]): Sorted {
  return objects
    .map((object) => ({ object, bytes: Buffer.from(object.key) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes));
}

function cutPage(sorted: Sorted, asked: Asked): Page {
  const { prefix, after, maxKeys } = asked;
  const objects: S3Object[] = [];
  const commonPrefixes: string[] = [];
  const behind = after === "" ? 0 : positionOf(sorted, after, 1);
  const from = Math.max(behind, positionOf(sorted, prefix, 0));
  let last: string | undefined;

  // S3 says of a page that is to hold nothing that there is no more.
  for (const { object } of maxKeys === 0 ? [] : sorted.slice(from)) {
    if (!object.key.startsWith(prefix)) break;
    const common = commonPrefixOf(object.key, asked);
    if (common === undefined || common !== commonPrefixes.at(-1)) {
      if (objects.length + commonPrefixes.length === maxKeys) {
        return { objects, commonPrefixes, last };
      }
      if (common === undefined) objects.push(object);
      else commonPrefixes.push(common);
    }
    // A common prefix covers all its keys: the next page begins behind the last of them.
    last = object.key;
  }
  return { objects, commonPrefixes, last: undefined };
}

function commonPrefixOf(key: string, { prefix, delimiter }: Asked): string | undefined {
  const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return end === -1 ? undefined : key.slice(0, end + delimiter.length);
}

/** How many keys come before this one; it counts itself where `ownShare` is 1. */
function positionOf(sorted: Sorted, key: string, ownShare: 0 | 1): number {
  const bytes = Buffer.from(key);
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = Buffer.compare(sorted[middle]?.bytes ?? bytes, bytes);
    if (order < ownShare) low = middle + 1;
    else high = middle;
  }
  return low;
}

function show(bucket: string, query: Query, { asked, page }: { asked: Asked; page: Page }): string {
  const { objects, commonPrefixes, last } = page;
  const write = query["encoding-type"] === "url" ? encodeKey : (key: string) => key;
  const echo = (name: string, value: string | undefined): XmlElement[] =>
    value === undefined || value === "" ? [] : [[name, value]];

  return writeResult([
    "ListBucketResult",
    [
      ["Name", bucket],
      ["Prefix", write(asked.prefix)],
      ...echo("StartAfter", query["start-after"] && write(query["start-after"])),
      ...echo("ContinuationToken", query["continuation-token"]),
      ...echo("NextContinuationToken", last && encodeToken(last)),
      ["KeyCount", objects.length + commonPrefixes.length],
      ["MaxKeys", asked.maxKeys],
      ...echo("Delimiter", write(asked.delimiter)),
      ...echo("EncodingType", query["encoding-type"]),
      ["IsTruncated", last !== undefined],
      ...objects.map((object) => showObject(object, write(object.key))),
      ...commonPrefixes.map((key): XmlElement => ["CommonPrefixes", [["Prefix", write(key)]]]),
    ],
  ]);
}

function showObject({ modifiedMs, etag, size }: S3Object, key: string): XmlElement {
  return [
    "Contents",
    [
      ["Key", key],
      ["LastModified", new Date(modifiedMs).toISOString()],
      ["ETag", etag],
      ["Size", size],
      ["StorageClass", "STANDARD"],
    ],
  ];
}
