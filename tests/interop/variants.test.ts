import { jest, test } from "@jest/globals";
import { readers } from "./reader.js";
import { builtStories } from "./stories.js";
import { variants } from "./variants.js";

jest.setTimeout(180_000);

const play = builtStories();

/** One of each family of targets; `npm run test:long` tries every reader. */
const usual = ["pipelinewise-target-postgres", "meltanolabs-target-postgres"];
const isAll = process.env["TAP_OMETRIA_TEST_INTEROP"] === "all";
const tried = readers
  .filter(({ name }) => isAll || usual.includes(name))
  .flatMap((reader) => variants.map((variant) => ({ reader, variant })));

test.each(tried)(
  "$reader.name stores what the sandbox holds of what is asked for: $variant.name",
  async ({ reader, variant }) => {
    await play(reader, variant);
  },
);
