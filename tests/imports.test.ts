import { describe, expect, test } from "@jest/globals";
import { importProblems } from "../scripts/import-problems.js";
import type { ImportRules } from "../scripts/import-rules.js";

const rules: ImportRules = {
  layers: [
    { folder: "", layers: [["errors.ts"], ["reads", "exports"], ["cli.ts"]] },
    { folder: "reads", layers: [["*"], ["paging"], ["passes", "windows"], ["lists.ts"]] },
  ],
  reserved: [
    { paths: ["exports/cells"], except: ["exports/cells/door.ts"], guests: ["exports/cells"] },
    { paths: ["exports/cells/door.ts"], guests: ["exports"] },
  ],
};

const house = {
  "errors.ts": "",
  "cli.ts": "",
  "reads/contract.ts": "",
  "reads/lists.ts": "",
  "reads/paging/pages.ts": "",
  "reads/passes/pass.ts": "",
  "reads/windows/window.ts": "",
  "exports/store.ts": "",
  "exports/cells/door.ts": "",
  "exports/cells/plan.ts": "",
};

function problemsOf(changes: Readonly<Record<string, string>>): string[] {
  return importProblems(new Map(Object.entries({ ...house, ...changes })), rules);
}

test("imports down the layers, inside a room and through a door are allowed", () => {
  const problems = problemsOf({
    "cli.ts": 'import { read } from "./reads/lists.js"; import ts from "typescript";',
    "reads/lists.ts": 'export { pass } from "./passes/pass.js";',
    "reads/passes/pass.ts": 'import "../paging/pages.js"; import "./plan.js";',
    "reads/passes/plan.ts": 'import type { Read } from "../contract.js";',
    "exports/store.ts": 'import { door } from "./cells/door.js";',
    "exports/cells/door.ts": 'import { plan } from "./plan.js";',
  });

  expect(problems).toEqual([]);
});

describe("what is found is", () => {
  test.each([
    {
      what: "a layer above",
      from: "errors.ts",
      text: 'import { main } from "./cli.js";',
      to: "cli.ts",
    },
    {
      what: "another of the same layer",
      from: "reads/contract.ts",
      text: 'import "../exports/store.js";',
      to: "exports/store.ts",
    },
    {
      what: "a type of a room above",
      from: "reads/contract.ts",
      text: typeOf("./paging/pages"),
      to: "reads/paging/pages.ts",
    },
    {
      what: "a room beside",
      from: "reads/passes/pass.ts",
      text: typeOf("../windows/window"),
      to: "reads/windows/window.ts",
    },
    {
      what: "a file above the rooms",
      from: "reads/paging/pages.ts",
      text: 'export * from "../lists.js";',
      to: "reads/lists.ts",
    },
    {
      what: "what is loaded later",
      from: "errors.ts",
      text: 'const late = () => import("./cli.js");',
      to: "cli.ts",
    },
  ])("an import of $what", ({ from, text, to }) => {
    const problems = problemsOf({ [from]: text });

    expect(problems).toEqual([`${from} imports ${to}: imports point down the layers only.`]);
  });

  test("a way past a door, and somebody who may not come in by it", () => {
    const problems = problemsOf({
      "exports/store.ts": 'import { plan } from "./cells/plan.js";',
      "cli.ts": 'import { door } from "./exports/cells/door.js";',
    });

    expect(problems).toEqual([
      "exports/store.ts imports exports/cells/plan.ts: only exports/cells may.",
      "cli.ts imports exports/cells/door.ts: only exports may.",
    ]);
  });

  test("a cycle, of types too, and a file that imports itself", () => {
    const problems = problemsOf({
      "reads/contract.ts": typeOf("./one"),
      "reads/one.ts": 'import { two } from "./two.js";',
      "reads/two.ts": typeOf("./contract"),
      "errors.ts": 'export * from "./errors.js";',
    });

    expect(problems.sort()).toEqual([
      "A cycle: errors.ts import one another.",
      "A cycle: reads/contract.ts, reads/one.ts, reads/two.ts import one another.",
    ]);
  });

  test("a folder without a place, and a place without a folder", () => {
    const { "cli.ts": _gone, ...others } = house;
    const problems = importProblems(
      new Map(Object.entries({ ...others, "new/one.ts": "" })),
      rules,
    );

    expect(problems).toEqual([
      "src/: new has no place in scripts/import-rules.ts.",
      "src/: cli.ts of scripts/import-rules.ts is not there.",
    ]);
  });
});

function typeOf(file: string): string {
  return `import type { Something } from "${file}.js";`;
}
