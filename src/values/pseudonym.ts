import { createHmac } from "node:crypto";

/** What stands for a text instead of it: the same for the same text, and nobody without the salt can try out texts. */
export type Pseudonym = (text: string) => string;

const address = /^\s*[^\s@]+@[^\s@]+\s*$/;

/**
 * Makes pseudonyms: HMAC-SHA256 (hex) of the text in UTF-8. What looks like an e-mail address is trimmed, NFC and in lower case
 * first, whatever its field is called, so that one person has one pseudonym everywhere; everything else is taken as it is, since
 * ids may differ in nothing but their case. An empty text says nothing of anybody, and stays.
 */
export function pseudonymsWith(salt: string): Pseudonym {
  return (text) => {
    if (text === "") return text;
    const plain = address.test(text) ? text.trim().normalize("NFC").toLowerCase() : text;
    return createHmac("sha256", salt).update(plain).digest("hex");
  };
}

const mark = /^~[\w-]{15}$/;

/** Makes what stands for the ids of rows in the state; what is one already stays. */
export function marksWith(salt: string): Pseudonym {
  return (id) =>
    mark.test(id)
      ? id
      : `~${createHmac("sha256", salt).update(id).digest("base64url").slice(0, 15)}`;
}
