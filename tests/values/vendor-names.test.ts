import { expect, test } from "@jest/globals";
import { parseJson, type JsonObject } from "../../src/values/json.js";
import { vendorFields } from "../../src/values/vendor-names.js";

function fieldsOf(text: string): JsonObject {
  return vendorFields(parseJson(text) as JsonObject);
}

test("@type is left out and a leading @ is dropped, nested and in lists too", () => {
  const fields = fieldsOf(
    '{"@type": "order", "@discount": 1, "lines": [{"@type": "line", "@id": 2, "type": "x"}]}',
  );

  expect(JSON.stringify(fields)).toBe('{"discount":1,"lines":[{"id":2,"type":"x"}]}');
});

test("custom fields keep their names", () => {
  const fields = fieldsOf('{"properties": {"@type": "mine", "@note": "n"}}');

  expect(JSON.stringify(fields)).toBe('{"properties":{"@type":"mine","@note":"n"}}');
});

test("where both spellings are there, both fields stay", () => {
  expect(JSON.stringify(fieldsOf('{"@id": "at", "id": "plain"}'))).toBe(
    '{"@id":"at","id":"plain"}',
  );
});

test("a field may be called like something that every object has", () => {
  const fields = fieldsOf('{"@constructor": 1, "__proto__": {"@a": 2}}');

  expect(Object.entries(fields)).toEqual([
    ["constructor", 1],
    ["__proto__", expect.objectContaining({ a: 2 })],
  ]);
});

test("the object that came is not changed", () => {
  const source = { "@id": 1, list: [{ "@id": 2 }] };

  vendorFields(source);

  expect(source).toEqual({ "@id": 1, list: [{ "@id": 2 }] });
});
