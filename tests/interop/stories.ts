import { afterAll, beforeAll } from "@jest/globals";
import { buildTap, type BuiltTap } from "../support/built-tap.js";
import { forgetAws } from "../support/s3-env.js";
import { checkTables } from "./check-tables.js";
import { playStory } from "./pipeline.js";
import type { Reader } from "./reader.js";
import type { Variant } from "./variants.js";

/** Builds the program before all tests of a file; what it returns pipes it into a reader, and checks what that stored. */
export function builtStories(): (reader: Reader, variant: Variant) => Promise<void> {
  let built: BuiltTap | undefined;
  beforeAll(async () => {
    forgetAws();
    built = await buildTap();
  });
  afterAll(() => built?.remove());
  return (reader, variant) => playStory({ reader, variant }, built?.program ?? [], checkTables);
}
