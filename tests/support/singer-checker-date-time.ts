const shape =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

/**
 * Tells whether a text is the one form of RFC 3339 that every measured target reads: UTC with an upper-case `T` and
 * `Z`, year 0001-9999, hour 00-23, no leap second.
 */
export function isStrictDateTime(text: string): boolean {
  if (!shape.test(text)) return false;
  const date = text.slice(0, 10);
  // Date takes 30 February for 2 March: what it gives back then differs from the text.
  return date.slice(8) <= "28" || new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}
