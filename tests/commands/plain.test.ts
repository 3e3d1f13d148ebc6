import { expect, test } from "@jest/globals";
import { plainCommandOf } from "../../src/commands/plain.js";

test.each([
  [["--version"], "version"],
  [["--discover"], "discover"],
  [["-d"], "discover"],
  [["--about"], "about"],
  [["--config", "config.json", "--discover"], "discover"],
  [["--config=config.json", "--discover"], "discover"],
  [["-c", "one.json", "-c", "ENV", "--discover", "--config", "three.json"], "discover"],
] as const)("takes %j for a plain command line", (argv, command) => {
  expect(plainCommandOf(argv)).toBe(command);
});

test.each([
  [[]],
  [["--help"]],
  [["--config", "config.json"]],
  [["--config", "--discover"]],
  [["--discover", "--config"]],
  [["--config=", "--discover"]],
  [["--config", "one.json", "two.json", "--discover"]],
  [["--discover", "--about"]],
  [["--discover", "--confg", "config.json"]],
  [["--about", "--format", "json"]],
  [["sandbox", "--version"]],
  [["constructor"]],
])("leaves %j to the parser", (argv) => {
  expect(plainCommandOf(argv)).toBeUndefined();
});
