import type { SandboxRequest } from "../../src/sandbox/api/http-server.js";

/** What happens to a request instead of, or before, the ordinary answer. */
export type FaultAction =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** The ordinary answer, so much later. */
  | { readonly kind: "delay"; readonly ms: number }
  /** The ordinary answer, its connection closed after so many bytes of the body (0: after the headers). */
  | { readonly kind: "cut"; readonly afterBytes: number }
  /** The connection is closed without an answer. */
  | { readonly kind: "reset" }
  /** 200 with this text as body. */
  | { readonly kind: "body"; readonly body: string };

export interface Fault {
  /** Which requests it is for: `path` is the beginning of one, such as `/v2/profiles`. Absent = all. */
  readonly match?: { readonly path: string } | ((request: SandboxRequest) => boolean);
  /** How many requests it hits; 1 by default. */
  readonly times?: number;
  readonly action: FaultAction;
}

/** The scripted faults of a sandbox. A request meets the first one that matches it and is not used up. */
export interface Faults {
  add(...faults: Fault[]): void;
  clear(): void;
  /** How many more requests will be hit, if they come. */
  remaining(): number;
  /** The action for a request, which uses it up once. */
  take(request: SandboxRequest): FaultAction | undefined;
}

/** Makes an empty script. */
export function createFaults(): Faults {
  let script: { fault: Fault; left: number }[] = [];
  return {
    add: (...faults) => {
      script.push(...faults.map((fault) => ({ fault, left: fault.times ?? 1 })));
    },
    clear: () => {
      script = [];
    },
    remaining: () => script.reduce((sum, { left }) => sum + left, 0),
    take: (request) => {
      const entry = script.find(({ fault, left }) => left > 0 && matches(fault, request));
      if (entry === undefined) {
        return undefined;
      }
      entry.left -= 1;
      return entry.fault.action;
    },
  };
}

/** How much later than usual the answer comes, in milliseconds. */
export function delayOf(action: FaultAction | undefined): number {
  return action?.kind === "delay" ? action.ms : 0;
}

function matches({ match }: Fault, request: SandboxRequest): boolean {
  if (match === undefined) {
    return true;
  }
  return typeof match === "function" ? match(request) : request.path.startsWith(match.path);
}
