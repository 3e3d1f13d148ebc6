import { startSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.js";

/** A small sandbox without a rate limit that stands still on 2026-02-01, unless the options say otherwise. */
export async function serve(
  options: SandboxOptions,
  use: (sandbox: Sandbox) => Promise<void> | void,
): Promise<void> {
  const sandbox = await startSandbox({
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
export function ask(sandbox: Sandbox, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${sandbox.baseUrl}${path}`, {
    headers: { "X-Ometria-Auth": sandbox.apiKey },
    ...init,
  });
}

/** The rows of an answer that is an array of objects. */
export async function rows<T = Record<string, unknown>>(
  sandbox: Sandbox,
  path: string,
): Promise<T[]> {
  const answer = await ask(sandbox, path);
  return (await answer.json()) as T[];
}
