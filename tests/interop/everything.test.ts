import { test } from "@jest/globals";
import { readers } from "./reader.js";
import { play } from "./stories.js";
import { everything } from "./variants.js";

test.each(readers)(
  "$name takes a full sync and an increment; what it stored is what the sandbox holds",
  async (reader) => {
    await play(reader, everything);
  },
);
