import type { Sandbox } from "../../src/sandbox/sandbox.js";

/** What a scene lets the tap ask although the vendor does not describe it: parts of the sandbox's violations. */
export type Allowed = readonly string[];

/** Throws, and says what was asked, unless a sandbox was asked only what the vendor describes, or what is allowed. */
export function expectNoViolations({ violations }: Sandbox, allowed: Allowed = []): void {
  const isAllowed = (violation: string) => allowed.some((part) => violation.includes(part));
  const found = violations.filter((violation) => !isAllowed(violation));
  if (found.length === 0) return;
  throw new Error(`The sandbox was asked what the vendor does not describe:\n${found.join("\n")}`);
}
