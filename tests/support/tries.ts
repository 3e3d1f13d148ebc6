/**
 * How often something is tried with data made at random, of the `whole` count: a quarter, unless the environment says
 * another share (`TAP_OMETRIA_TEST_SHARE`). `npm run test:long` tries all.
 */
export function tries(whole: number): number {
  return Math.ceil(whole * Number(process.env["TAP_OMETRIA_TEST_SHARE"] ?? 0.25));
}
