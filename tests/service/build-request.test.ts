import { describe, expect, test } from "@jest/globals";
import { describeError, UsageError } from "../../src/errors.js";
import { buildRequest, type RequestWords } from "../../src/service/build-request.js";

function build(changes: Partial<RequestWords>) {
  return buildRequest({
    method: undefined,
    path: "/profiles",
    pathParams: [],
    query: [],
    headers: [],
    hasBody: false,
    keyHeader: "x-ometria-auth",
    ...changes,
  });
}

function refusal(changes: Partial<RequestWords>): string {
  try {
    build(changes);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return describeError(error);
  }
  throw new Error("it was built");
}

describe("buildRequest", () => {
  test.each([
    [{}, "GET"],
    [{ hasBody: true }, "POST"],
    [{ method: "put", hasBody: true }, "PUT"],
    [{ method: "DELETE" }, "DELETE"],
    [{ method: "head" }, "HEAD"],
  ] as const)("takes %j for a %s", (words, method) => {
    expect(build(words).method).toBe(method);
  });

  test.each([
    ["a/b", "/profiles/a%2Fb"],
    ["../lists", "/profiles/..%2Flists"],
    ["..\\lists", "/profiles/..%5Clists"],
    ["a?b=c#d", "/profiles/a%3Fb%3Dc%23d"],
    ["%2e%2e", "/profiles/%252e%252e"],
    ["zoë@example.org", "/profiles/zo%C3%AB%40example.org"],
    ["a=b", "/profiles/a%3Db"],
    ["{id}", "/profiles/%7Bid%7D"],
    ["a\nb", "/profiles/a%0Ab"],
    ["$&", "/profiles/%24%26"],
  ])("encodes the path parameter %j", (value, path) => {
    const words = { path: "/profiles/{id}", pathParams: [`id=${value}`] };

    expect(build(words)).toMatchObject({ path, name: "/profiles/{id}" });
  });

  test.each([
    { path: "/profiles/{id}", pathParams: ["id=.."] },
    { path: "/profiles/{id}", pathParams: ["id=."] },
    { path: "/profiles/{a}{b}", pathParams: ["a=.", "b=."] },
    { path: "/profiles/%2e{a}", pathParams: ["a=."] },
    { path: "/profiles/../../v1" },
    { path: "/profiles/%2E%2e/lists" },
    { path: "/profiles\\..\\lists" },
    { path: "/profiles/.\n./lists" },
    { path: "/profiles/zoë" },
    { path: "/pro files" },
  ])("refuses %j, which leads elsewhere", (words) => {
    expect(refusal(words)).toContain("PATH would lead to another address than it says.");
  });

  test.each([
    [{ path: "profiles" }, "PATH must begin with /."],
    [{ path: "/profiles?email=jane@example.org" }, "PATH has a ? or a #."],
    [{ path: "/profiles/{id}" }, "PATH: nothing fills {id}."],
    [{ pathParams: ["id=jane"] }, "PATH has no {id}."],
    [{ path: "/p/{id}", pathParams: ["id="] }, "id has no value."],
    [{ path: "/p/{id}", pathParams: ["id=jane", "id=b"] }, "id comes twice."],
    [{ path: "/p/{id}", pathParams: ["jane"] }, "--path-param: is not of the form name=value."],
    [{ query: ["jane"] }, "--query: is not of the form name=value."],
    [{ query: ["=jane"] }, "--query: is not of the form name=value."],
    [{ headers: ["jane"] }, "-H: is not of the form Name: value"],
    [{ headers: ["X-Name: jane\r\nHost: evil"] }, "-H: is not of the form Name: value"],
    [{ headers: ["X-Ometria-Auth: jane"] }, "-H: x-ometria-auth is set by the tap."],
    [{ headers: ["host: jane"] }, "-H: host is set by the tap."],
    [{ headers: ["X-HTTP-Method-Override: jane"] }, "could change the method of the request."],
    [{ query: ["_method=jane"] }, "--query: _method could change the method of the request."],
    [{ method: "jane" }, "-X: there is no such method."],
    [{ method: "GET", hasBody: true }, "-d: a GET has no body."],
  ])("refuses %j, and shows no value of it", (words, said) => {
    expect(refusal(words)).toContain(said);
    expect(refusal(words)).not.toContain("jane");
  });

  test.each([
    "X-HTTP-Method-Override",
    "x-method",
    "X-Method-Override",
    "X_HTTP_Method",
    "HTTP-Method",
    "X-HttpMethodOverride",
    "_method",
    "__Method",
    "X-Override",
  ])("refuses %s as a header and as a parameter, whatever its letters and signs", (name) => {
    for (const spelled of [name, name.toUpperCase(), name.replace(/[-_]/g, ".")]) {
      expect(refusal({ headers: [`${spelled}: DELETE`] })).toContain("could change the method");
      expect(refusal({ query: [`${spelled}=DELETE`] })).toContain("could change the method");
    }
  });

  test.each(["_METHOD", "method[]", "_me\u0301thod", "ＭＥＴＨＯＤ", "_\u200bmethod"])(
    "refuses the parameter %j",
    (name) => {
      expect(refusal({ query: [`${name}=DELETE`] })).toContain("could change the method");
    },
  );

  test("takes the headers and parameters that the vendor describes", () => {
    const query = ["updateSince", "includeVariants", "sort_by", "mode", "since"];

    expect([...build({ query: query.map((name) => `${name}=1`) }).query.keys()]).toEqual(query);
    expect(build({ headers: ["Accept: text/html"] }).headers).toEqual({ accept: "text/html" });
  });

  test("keeps the query in its order, a name that comes twice included, and the rest of a value after =", () => {
    const { query } = build({ query: ["email=a+b@example.org", "x=1=2", "x="] });

    expect(query.toString()).toBe("email=a%2Bb%40example.org&x=1%3D2&x=");
  });

  test("calls a body JSON unless a header says otherwise", () => {
    const ownType = ["Content-Type:  text/csv ", "Accept: */*"];

    expect(build({ hasBody: true }).headers).toEqual({ "content-type": "application/json" });
    expect(build({ hasBody: true, headers: ownType }).headers).toEqual({
      "content-type": "text/csv",
      accept: "*/*",
    });
    expect(build({}).headers).toEqual({});
  });

  test.each([
    ["/push/_errors", "/push/_errors"],
    ["/data-deletion-requests", "/data-deletion-requests"],
    ["/lists/1234/changes", "/lists/{id}/changes"],
    ["/profiles/19e53-b37265-160", "/profiles/{id}"],
    ["/contacts/customers/jane@example.org", "/contacts/customers/{id}"],
  ])("calls %s by a name without ids", (path, name) => {
    expect(build({ path })).toMatchObject({ path, name });
  });
});
