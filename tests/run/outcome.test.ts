import { describe, expect, test } from "@jest/globals";
import {
  AssumptionError,
  InterruptedError,
  NotFoundError,
  ReaderClosedError,
  RefusedError,
  SourceError,
  UsageError,
  type TapError,
} from "../../src/errors.js";
import { exitCodeOf } from "../../src/run/outcome.js";
import type { StreamResult } from "../../src/run/pump.js";

function stream(result: Partial<StreamResult> = {}): StreamResult {
  return { rows: 0, rejected: 0, errors: [], ...result };
}

function failed(...errors: TapError[]): StreamResult {
  return stream({ errors });
}

const refused = new RefusedError("403");
const source = new SourceError("500");

describe("exitCodeOf", () => {
  test.each<{ name: string; results: StreamResult[]; code: number }>([
    { name: "nothing is selected", results: [], code: 0 },
    { name: "all is well", results: [stream({ rows: 5 }), stream()], code: 0 },
    { name: "a record was rejected", results: [stream({ rows: 5, rejected: 1 })], code: 5 },
    { name: "a source failed", results: [stream({ rows: 5 }), failed(source)], code: 4 },
    { name: "an address is not there", results: [failed(new NotFoundError("404"))], code: 4 },
    { name: "an assumption failed", results: [failed(new AssumptionError("cut"))], code: 4 },
    { name: "all was refused", results: [failed(refused), failed(refused)], code: 3 },
    { name: "one of two was refused", results: [failed(refused), stream({ rows: 1 })], code: 4 },
    { name: "one was refused, one is empty", results: [failed(refused), stream()], code: 4 },
    { name: "one was refused, one failed", results: [failed(refused), failed(source)], code: 4 },
    {
      name: "the key was withdrawn in the middle",
      results: [stream({ rows: 250, errors: [refused] })],
      code: 4,
    },
    {
      name: "a record was rejected and the rest refused",
      results: [stream({ rejected: 1, errors: [refused] })],
      code: 4,
    },
    {
      name: "a source failed and a record was rejected",
      results: [failed(source), stream({ rejected: 1 })],
      code: 4,
    },
    {
      name: "the catalog is wrong for one stream",
      results: [failed(new UsageError("schema")), failed(source), stream({ rejected: 1 })],
      code: 2,
    },
  ])("is $code where $name", ({ results, code }) => {
    expect(exitCodeOf(results, { stoppedBy: undefined })).toBe(code);
  });

  test.each([
    { name: "SIGINT", stoppedBy: new InterruptedError("SIGINT"), code: 130 },
    { name: "SIGTERM", stoppedBy: new InterruptedError("SIGTERM"), code: 143 },
    { name: "a reader that has gone", stoppedBy: new ReaderClosedError("closed"), code: 141 },
    { name: "a bug", stoppedBy: new TypeError("x is not a function"), code: 1 },
    { name: "something that is no error", stoppedBy: "boom", code: 1 },
  ])("is $code after $name, whatever else went wrong", ({ stoppedBy, code }) => {
    expect(exitCodeOf([failed(source), stream({ rejected: 1 })], { stoppedBy })).toBe(code);
    expect(exitCodeOf([stream({ rows: 1 })], { stoppedBy })).toBe(code);
  });
});
