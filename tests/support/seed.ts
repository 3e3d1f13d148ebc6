import fc from "fast-check";

/** Properties are tried with the same cases every time, unless the environment asks for others. */
fc.configureGlobal({ seed: Number(process.env["TAP_OMETRIA_TEST_SEED"] ?? 20260101) });
