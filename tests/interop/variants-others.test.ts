import { testVariants } from "./stories.js";

testVariants(({ family }) => family !== "sdk");
