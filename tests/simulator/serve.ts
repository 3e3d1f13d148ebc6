import { startSimulator, type Simulator, type SimulatorOptions } from "./simulator.js";

/** A small sandbox without a rate limit that stands still on 2026-02-01, unless the options say otherwise. */
export async function serve(
  options: SimulatorOptions,
  use: (sandbox: Simulator) => Promise<void> | void,
): Promise<void> {
  const sandbox = await startSimulator({
    profiles: 300,
    events: 200,
    rate: 0,
    at: Date.UTC(2026, 1, 1),
    ...options,
  });
  try {
    await use(sandbox);
  } finally {
    await sandbox.close();
  }
}

/** Asks the sandbox with its own key. */
export function ask(sandbox: Simulator, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${sandbox.baseUrl}${path}`, {
    headers: { "X-Ometria-Auth": sandbox.apiKey },
    ...init,
  });
}

/** The rows of an answer that is an array of objects. */
export async function rows<T = Record<string, unknown>>(
  sandbox: Simulator,
  path: string,
): Promise<T[]> {
  const answer = await ask(sandbox, path);
  return (await answer.json()) as T[];
}
