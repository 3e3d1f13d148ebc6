/** The name that SQL targets would give to a field: "Shoe size" and "shoeSize" are `shoe_size`. */
export function snakeCase(text: string): string {
  return trimmed(words(text));
}

/** The same of a name with `*` in it, which stay as they are. */
export function snakeCasePattern(pattern: string): string {
  return trimmed(pattern.split("*").map(words).join("*"));
}

function words(text: string): string {
  return text
    .replace(/(\p{Ll}|\p{N})(?=\p{Lu})/gu, "$1_")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_");
}

function trimmed(name: string): string {
  return name.replace(/^_|_$/g, "");
}
