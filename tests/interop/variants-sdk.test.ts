import { jest } from "@jest/globals";
import { testVariants } from "./stories.js";

jest.setTimeout(180_000);

testVariants(({ family }) => family === "sdk");
