import { describe, expect, test } from "@jest/globals";
import type { ApiRequest } from "../../src/service/request.js";
import { whatIsSaid } from "../../src/service/said.js";

const byRun: ApiRequest = { method: "GET", path: "/orders", query: { limit: 250 } };

function said(body: unknown, request: Partial<ApiRequest> = {}): string | undefined {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return whatIsSaid(Buffer.from(text), { ...byRun, ...request });
}

describe("whatIsSaid", () => {
  test.each([
    [{ detail: "since is missing" }, "since is missing"],
    [{ title: "Bad Request", detail: "Cannot merge a profile with itself" }, "Cannot merge a"],
    [{ title: "Bad Request", status: 400 }, "Bad Request"],
    [{ status: 400, message: "limit is too large" }, "limit is too large"],
    [{ detail: "", title: null, message: "no such field" }, "no such field"],
  ])("of %j is %j", (body, text) => {
    expect(said(body)).toContain(text);
  });

  test("names place and problem of each item of a list, never its input", () => {
    const detail = [
      { type: "missing", loc: ["body", "title"], msg: "Field required", input: { id: "jane" } },
      { type: "enum", loc: ["body", 0, "type"], msg: "not a valid value", input: "jane" },
    ];

    expect(said({ detail })).toBe("body.title: Field required; body.0.type: not a valid value");
  });

  test.each(["", "down", "[]", "null", "{}", { detail: 7 }, { error: "no" }, { detail: " \n" }])(
    "is nothing where the body is %j",
    (body) => {
      expect(said(body)).toBeUndefined();
    },
  );

  test("is nothing where there is no body", () => {
    expect(whatIsSaid(undefined, byRun)).toBeUndefined();
  });

  test.each([
    "jane.doe+shop@example.org is taken",
    "'jané@exämple.org' is taken",
    "+44 7123 456 789 is taken",
    "(07123) 456-789 is taken",
    "1985-01-05 is taken",
    "19e53-b37265-160 is taken",
    "a8c53a39-e0fc-462c-b5fa-907fe70a4174 is taken",
  ])("strikes out who is meant by %j", (detail) => {
    expect(said({ detail })?.replace(/^[('\s]*\*\*\*['\s]*/, "")).toBe("is taken");
  });

  test("keeps names of parameters and small numbers", () => {
    const detail = "limit must be at most 250 (got 1000): see min_items_2 and updateSince";

    expect(said({ detail })).toBe(detail);
  });

  test("strikes out what a person's request holds, in whatever case", () => {
    const request = {
      method: "POST" as const,
      name: "/contacts/{id}",
      path: "/contacts/Jane%20Doe",
      query: new URLSearchParams({ city: "London" }),
      headers: { "x-who": "Janet" },
      body: Buffer.from('{"customers":[{"name":"Jo (of Doe)","no":42}]}'),
    };
    const detail = "JANE DOE or janet, Jo (of Doe), no. 42 of london: no such contacts for Joanna";

    expect(said({ detail }, request)).toBe(
      "*** or ***, ***, no. *** of ***: no such contacts for Joanna",
    );
  });

  test("is one line of 200 characters at most, without control characters", () => {
    const text = said({ detail: `a\u001b[31m\r\nb ${"word ".repeat(100)}` });

    expect(text).toMatch(/^a \[31m b word .*…$/);
    expect(text).toHaveLength(200);
  });
});
