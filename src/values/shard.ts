import { createHash } from "node:crypto";

/** One part of an export that several runs read side by side. */
export interface Shard {
  /** From 1 on. */
  readonly index: number;
  readonly count: number;
}

/** More of them would be told apart by a hash of 32 bits no longer evenly, and nobody has as many machines. */
const mostShards = 1000;

/** Reads `2/8`, the second of eight; undefined for anything else. */
export function parseShard(text: string): Shard | undefined {
  const [, index, count] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text)?.map(Number) ?? [];
  if (index === undefined || count === undefined) return undefined;
  return index <= count && count <= mostShards ? { index, count } : undefined;
}

/**
 * Whether a shard is the one that reads the object with this key: the first 32 bits of the SHA-256 of the key modulo
 * the number of shards. States depend on it: it is the same in every version of the tap.
 */
export function isInShard(key: string, { index, count }: Shard): boolean {
  return createHash("sha256").update(key).digest().readUInt32BE(0) % count === index - 1;
}
