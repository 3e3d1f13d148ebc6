import fc from "fast-check";
import { tries } from "./tries.js";

/** Properties are tried with the same cases every time, unless the environment asks for others, or for more of them. */
fc.configureGlobal({
  seed: Number(process.env["TAP_OMETRIA_TEST_SEED"] ?? 20260101),
  numRuns: tries(100),
});
