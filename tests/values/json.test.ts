import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isExact, isJsonObject, parseJson } from "../../src/values/json.js";
import { tries } from "../support/tries.js";

const digit = fc.constantFrom("0", "1", "2", "5", "9");
const whole = fc
  .string({ unit: digit, minLength: 1, maxLength: 25 })
  .map((text) => text.replace(/^0+(?=\d)/, ""));
const fraction = fc.option(fc.string({ unit: digit, minLength: 1, maxLength: 25 }));
const exponent = fc.option(
  fc.tuple(fc.constantFrom("e", "E", "e+", "e-"), fc.integer({ min: 0, max: 400 })),
);

/** Numbers in every spelling of JSON, short and long. */
const numbers = fc
  .tuple(fc.constantFrom("", "-"), whole, fraction, exponent)
  .map(([sign, start, middle, end]) =>
    [sign, start, middle === null ? "" : `.${middle}`, end === null ? "" : end.join("")].join(""),
  );

/** A number as an exact fraction of integers, with another rule than the one that is tested. */
function rational(text: string): readonly [bigint, bigint] {
  const [mantissa = "", power = "0"] = text.toLowerCase().split("e");
  const [start = "", end = ""] = mantissa.split(".");
  const scale = Number(power) - end.length;
  const top = BigInt(start + end);
  return scale >= 0 ? [top * 10n ** BigInt(scale), 1n] : [top, 10n ** BigInt(-scale)];
}

function isSameNumber(one: string, other: string): boolean {
  const [a, b] = rational(one);
  const [c, d] = rational(other);
  return a * d === c * b;
}

describe("parseJson", () => {
  test.each([
    ["12345678901234567890", "12345678901234567890"],
    ["-9007199254740993", "-9007199254740993"],
    ["9007199254740991", 9007199254740991],
    ["0.1000000000000000055", "0.1000000000000000055"],
    ["12345678.123456781", "12345678.123456781"],
    ["1e400", "1e400"],
    ["1E-400", "1E-400"],
    ["1.50", 1.5],
    ["1e2", 100],
    ["0.30000000000000004", 0.30000000000000004],
  ])("reads %s as %p", (text, value) => {
    expect(parseJson(text)).toBe(value);
    expect(parseJson(`{"a":[{"b": ${text} }]}`)).toEqual({ a: [{ b: value }] });
  });

  test("gives each number as the same number, or as the text that it was", () => {
    fc.assert(
      fc.property(numbers, (text) => {
        const value = parseJson(text);

        const isShort = text.replace(/[eE].*/, "").replace(/\D/g, "").length <= 15;
        if (typeof value === "string") expect(value).toBe(text);
        else expect(isSameNumber(String(value), text)).toBe(true);
        if (isShort && !/[eE]/.test(text)) expect(typeof value).toBe("number");
      }),
      { numRuns: tries(1000) },
    );
  });

  test("is JSON.parse wherever every number is exact", () => {
    fc.assert(
      fc.property(
        fc.json({ stringUnit: "binary" }),
        fc.constantFrom(0, 1, "\t"),
        (text, indent) => {
          const spread = JSON.stringify(JSON.parse(text), null, indent);
          const isEveryNumberExact = !/[eE][+-]?\d{2}|\d{16}|\d\.\d{15}/.test(spread);
          fc.pre(isEveryNumberExact);

          expect(parseJson(spread)).toEqual(JSON.parse(spread));
        },
      ),
    );
  });

  test("never touches digits inside of texts and names, whatever surrounds them", () => {
    const texts = fc.string({
      unit: fc.constantFrom(
        "1",
        "90",
        '"',
        "\\",
        ":",
        ",",
        "{",
        "]",
        " ",
        "e",
        "-",
        ".",
        "\n",
        "é",
      ),
      maxLength: 60,
    });
    const longNumber = "12345678901234567890";
    fc.assert(
      fc.property(texts, texts, (name, text) => {
        const source = `{${JSON.stringify(`x${name}`)}: ${JSON.stringify(text)}, "n" : ${longNumber}}`;

        expect(parseJson(source)).toEqual({ [`x${name}`]: text, n: longNumber });
      }),
      { numRuns: tries(1000) },
    );
  });

  test.each([
    ["a number in the place of a name", "{12345678901234567890 : 1}"],
    ["a number with a leading zero", "[012345678901234567890]"],
    ["two numbers in one", "[12345678901234567890-1]"],
    ["a number that goes on as a word", "[12345678901234567890abc]"],
    ["a text without its end", '["a 12345678901234567890]'],
    ["a text that ends behind a slash", '["12345678901234567890\\"]'],
    ["a point without a fraction", "[12345678901234567890.]"],
    ["a cut-off list", "[12345678901234567890"],
  ])("refuses %s, as JSON.parse does", (_, text) => {
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  test("reads a text of megabytes beside a long number", () => {
    const long = "\n".repeat(3_000_000);

    const value = parseJson(JSON.stringify([long]).replace("]", ",12345678901234567890]"));

    expect(value).toEqual([long, "12345678901234567890"]);
  });

  test("keeps a field called __proto__ as a field", () => {
    const value = parseJson('{"__proto__": {"id": 12345678901234567890}}');

    expect(Object.entries(value as object)).toEqual([
      ["__proto__", { id: "12345678901234567890" }],
    ]);
  });
});

test.each([
  ["100", true],
  ["0.10", true],
  [".5", true],
  ["1e21", true],
  ["-0.0", true],
  ["9007199254740992", false],
  ["123456789.123456789", false],
  ["1e309", false],
])("whether a double holds %s exactly: %p", (digits, exact) => {
  expect(isExact(digits)).toBe(exact);
});

test("an object is an object, a list or null is none", () => {
  expect([{}, Object.create(null), [], null, "a", 1].map(isJsonObject)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
