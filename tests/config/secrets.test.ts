import { expect, test } from "@jest/globals";
import { secretsIn } from "../../src/config/secrets.js";

test("the secrets of a config are the texts that the schema calls so, also inside of settings", () => {
  const config = {
    api_key: "key of the account",
    user_agent: "known",
    pseudonymise: { salt: "a salt for these tests", fields: ["profiles.email"] },
  };

  expect(secretsIn(config)).toEqual(["key of the account", "a salt for these tests"]);
});

test("the name of the sandbox is no secret", () => {
  expect(secretsIn({ api_key: "sandbox" })).toEqual([]);
});
