import { AssumptionError, NotFoundError } from "../errors.js";
import type { JsonObject } from "../values/json.js";
import type { Endpoint, PathId } from "./endpoint.js";

/**
 * An endpoint once for each id by which its path may name a parent, the likeliest first. That one of them answers 404 for a parent
 * tells little, since parents go: that it does for all of them tells that the next is right.
 */
export function namings(endpoint: Endpoint): readonly Endpoint[] {
  const { parent } = endpoint;
  if (parent?.pathIds === undefined) return [endpoint];
  return parent.pathIds.map((id) => ({ ...endpoint, parent: { ...parent, pathIds: [id] } }));
}

/**
 * The ways of `namings` that may be tried one after the other. Where one id of a parent is the other id of another parent, an answer
 * may be that of the wrong one: then parents whose ids mean them alone are asked until one answers, and its way is the only one.
 * Throws AssumptionError where none does, naming the setting.
 */
export async function safeNamings(
  endpoint: Endpoint,
  parents: readonly JsonObject[],
  ask: (way: Endpoint, parent: JsonObject) => Promise<unknown>,
): Promise<readonly Endpoint[]> {
  const ways = namings(endpoint);
  if (ways.length < 2) return ways;
  const clear = unambiguous(parents, endpoint.parent?.pathIds ?? []);
  if (clear.length === parents.length) return ways;
  for (const way of ways)
    for (const parent of clear) if (await answers(() => ask(way, parent))) return [way];
  throw undecided(endpoint);
}

/**
 * The endpoint by the id that its path takes: the first by which any of the parents answers. Throws AssumptionError where none
 * does.
 */
export async function settledNaming(
  endpoint: Endpoint,
  parents: readonly JsonObject[],
  ask: (way: Endpoint, parent: JsonObject) => Promise<unknown>,
): Promise<Endpoint> {
  const ways = await safeNamings(endpoint, parents, ask);
  const [only] = ways;
  if (ways.length === 1 && only !== undefined) return only;
  for (const way of ways)
    for (const parent of parents) if (await answers(() => ask(way, parent))) return way;
  if (parents.length === 0) return endpoint;
  const { name, path, parent } = endpoint;
  throw new AssumptionError(
    `GET ${path} answered 404 for all ${parents.length} ${parent?.noun ?? "row"}s: there is no such endpoint.`,
    { hint: `Set endpoints.${name}.path to the right one.` },
  );
}

/** What asking by the first way gives that is not 404. Throws NotFoundError where every way is. */
export async function askByAny<T>(
  endpoint: Endpoint,
  ask: (way: Endpoint) => Promise<T>,
): Promise<T> {
  let missing: unknown;
  for (const way of namings(endpoint)) {
    try {
      return await ask(way);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      missing ??= error;
    }
  }
  throw missing;
}

/** The parents that share no id with another one. */
function unambiguous(
  parents: readonly JsonObject[],
  ids: readonly PathId[],
): readonly JsonObject[] {
  const owners = new Map<string, Set<JsonObject>>();
  const idsOf = (parent: JsonObject): readonly string[] =>
    ids.map(({ of }) => of(parent)).filter((id) => id !== undefined);
  for (const parent of parents)
    for (const id of idsOf(parent)) owners.set(id, (owners.get(id) ?? new Set()).add(parent));
  return parents.filter((parent) => idsOf(parent).every((id) => owners.get(id)?.size === 1));
}

async function answers(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}

function undecided({ name, path, parent }: Endpoint): AssumptionError {
  const names = (parent?.pathIds ?? []).map((id) => `"${id.name}"`).join(" or ");
  const noun = parent?.noun ?? "row";
  return new AssumptionError(
    `GET ${path} takes one of two ids of a ${noun}, and each ${noun} that answers has an id that another one has as its other id.`,
    { hint: `Set endpoints.${name}.${parent?.part ?? "id"} to ${names}.` },
  );
}
