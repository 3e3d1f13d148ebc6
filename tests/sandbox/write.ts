import { ask } from "../simulator/serve.js";
import type { Simulator } from "../simulator/simulator.js";

/** Sends a write such as `POST /push` with the sandbox's key. */
export async function write(sandbox: Simulator, call: string, body?: unknown) {
  const [method = "", path = ""] = call.split(" ");
  const answer = await ask(sandbox, path, {
    method,
    headers: { "X-Ometria-Auth": sandbox.apiKey },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const address = (name: string) => ({ name, email: `${name}@example.org` });
export const email = {
  subject: "Your order",
  to: address("jane"),
  from: address("shop"),
  template_id: 3,
};
export const contact = { "@type": "contact", id: "c1", email: "jane@example.org" };
export const field = { id: "shoe_size", category: "contact", type: "decimal", title: "Shoe size" };
