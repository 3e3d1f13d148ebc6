/** A JSON object whose content nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

// Jest runs tests in a context of its own, where a look-up of a global is slow enough to matter for 100,000 records.
const { isArray } = Array;

/** Tells whether a parsed JSON value is an object: neither an array nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !isArray(value);
}

/**
 * Merges a newer Singer state into an older one exactly as Meltano does, into a new object, and throws where Meltano
 * would crash: a non-empty object that meets a null, a scalar or an array. An *empty* object that meets one of them
 * is no crash there, but is lost: what was stored stays (meltano:src/meltano/core/utils `merge`).
 */
export function meltanoMerge(older: JsonObject, newer: JsonObject): JsonObject {
  return mergeAt(older, newer, "state");
}

function mergeAt(older: JsonObject, newer: JsonObject, path: string): JsonObject {
  const merged = new Map(Object.entries(older));
  for (const [key, value] of Object.entries(newer)) {
    merged.set(
      key,
      isJsonObject(value) ? mergeInto(merged.get(key), value, `${path}.${key}`) : value,
    );
  }
  return Object.fromEntries(merged);
}

function mergeInto(stored: unknown, value: JsonObject, path: string): unknown {
  // Only a key that is absent becomes an object: a stored null is a value, as it is to Python's setdefault.
  if (stored === undefined) return mergeAt({}, value, path);
  if (isJsonObject(stored)) return mergeAt(stored, value, path);
  if (Object.keys(value).length === 0) return stored;
  throw new Error(
    `Meltano crashes: at ${path} an object meets ${JSON.stringify(stored).slice(0, 60)}`,
  );
}
