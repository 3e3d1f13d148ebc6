import fc from "fast-check";

const oddNames = ["__proto__", "constructor", "toString", "hasOwnProperty", "@type", "", "a.b"];
const oddTexts = [
  ...["", " ", "5", "5.0", "-1e3", "1e999", "true", "NaN", "12345678901234567890", "\u2028"],
  ...["2017-05-17 22:08:07+00", "2016-12-31T23:59:60Z", "0000-00-00", "2026-01-01", "1e400"],
];
const oddNumbers = [0, -0, 1e21, 1e-7, 2 ** 53, 2 ** 53 - 1, 0.1, -1.5, 1767225600];

/** Texts with lone surrogates among them. */
const texts = fc.string({
  unit: fc.constantFrom("a", "1", "é", "\ud800", "\udc00", "\u0000", '"'),
});
const names = fc.oneof(fc.constantFrom(...oddNames), texts);

const leaves = fc.oneof(
  fc.constantFrom(null, true, false, ...oddTexts, ...oddNumbers),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: "binary" }),
  texts,
);

/** Any value that JSON.parse can give, the odd ones often. */
export const arbitraryJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaves,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(names, tie("value"), { maxKeys: 3 }),
  ),
})).value;

/** Any object of JSON, with fields of these names among others. */
export function arbitraryObject(columns: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .array(fc.tuple(fc.oneof(fc.constantFrom(...columns), names), arbitraryJson), { maxLength: 12 })
    .map((entries) => Object.fromEntries(entries));
}

/** Every text and every name of a JSON value. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)]);
}
