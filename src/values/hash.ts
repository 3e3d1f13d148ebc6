import { hash } from "node:crypto";
import { toJson } from "./json.js";

/** What the hashed text of a key begins with; a comma and the JSON of a value follow for each, and `]` at its end. */
export const keyTextHead = '["1"';

/**
 * The key of a row that has no id: SHA-256 (hex) over a JSON array headed by `"1"`, the version of this rule, of
 * converted values (null for empty), so that neither the format of a file nor new columns change it.
 */
export function hashKey(values: readonly unknown[]): string {
  let text = keyTextHead;
  for (const value of values) text += `,${toJson(value === "" ? null : (value ?? null))}`;
  return hash("sha256", `${text}]`);
}

/** Twelve characters that stand for a text in the state: short, and nothing personal can be read from them. */
export function fingerprint(text: string): string {
  return hash("sha256", text, "base64url").slice(0, 12);
}
