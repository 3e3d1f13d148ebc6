import { expect, test } from "@jest/globals";
import { withSecrets } from "../src/log.js";
import { createMemoryLog } from "./support/memory-log.js";

test("secrets that are known later are struck out of messages, fields and blocks", () => {
  const log = createMemoryLog();
  const careful = withSecrets(log, ['a "second" one']);

  careful.debug('the first and a "second" one', { at: 'a "second" one', rows: 7 });
  careful.block('| a "second" one |');
  careful.metric({ type: "counter", metric: "record_count", value: 7, tags: {} });

  expect(log.lines[0]).toBe("DEBUG the first and *** at=*** rows=7");
  expect(log.lines[1]).toBe("| *** |");
  expect(log.lines[2]).toContain("METRIC");
});

test("a logger without more secrets stays the same", () => {
  const log = createMemoryLog();

  expect(withSecrets(log, [])).toBe(log);
});
