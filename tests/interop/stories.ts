import { test } from "@jest/globals";
import { forgetAws } from "../support/s3-env.js";
import { checkTables } from "./check-tables.js";
import { playStory } from "./pipeline.js";
import { readers, type Reader } from "./reader.js";
import { variants, type Variant } from "./variants.js";

/** Pipes the tap into a reader, and checks what that stored. */
export function play(reader: Reader, variant: Variant): Promise<void> {
  forgetAws();
  return playStory({ reader, variant }, checkTables);
}

/** One of each family of targets; `npm run test:long` tries every reader. */
const usual = ["pipelinewise-target-postgres", "meltanolabs-target-postgres"];
const isAll = process.env["TAP_OMETRIA_TEST_INTEROP"] === "all";

/** Declares the tests of all variants with some readers: a file of tests for each half, so that they run side by side. */
export function testVariants(isOurs: (reader: Reader) => boolean): void {
  const tried = readers
    .filter((reader) => isOurs(reader) && (isAll || usual.includes(reader.name)))
    .flatMap((reader) => variants.map((variant) => ({ reader, variant })));
  test.each(tried)(
    "$reader.name takes what is asked for, and no more: $variant.name",
    async ({ reader, variant }) => {
      await play(reader, variant);
    },
  );
}
