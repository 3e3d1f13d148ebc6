import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { faultCount } from "./faults.js";
import { hostileServers } from "./hostile-servers.js";

test("the page that counts what is tried has the numbers of the tables", async () => {
  const page = await readFile(new URL("./README.md", import.meta.url), "utf8");

  expect(page).toContain(`| ${hostileServers.length} | \`hostile-servers.ts\` |`);
  expect(page).toContain(`| ${faultCount} | \`faults.ts\` and the tables that it names |`);
});
