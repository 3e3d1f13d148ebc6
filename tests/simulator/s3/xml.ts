export type XmlContent = string | number | boolean | readonly XmlElement[];

/** The name of an element and what is in it. */
export type XmlElement = readonly [name: string, content: XmlContent];

const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

/** An answer, in S3's namespace. */
export function writeResult([name, content]: XmlElement): string {
  return `${declaration}<${name} xmlns="${namespace}">${writeContent(content)}</${name}>`;
}

/** An error, which S3 gives no namespace. */
export function writeError(elements: readonly XmlElement[]): string {
  return `${declaration}${writeElement(["Error", elements])}`;
}

/**
 * A key as S3 writes it where `encoding-type=url` was asked for: like a form, so that a space becomes `+`, but for `/`, which stays.
 */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll(/[!'()~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+");
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function writeElement([name, content]: XmlElement): string {
  return `<${name}>${writeContent(content)}</${name}>`;
}

function writeContent(content: XmlContent): string {
  return typeof content === "object" ? content.map(writeElement).join("") : escape(String(content));
}

/** Control characters become references, as in S3's own answers, though XML 1.0 has no place for most of them. */
function escape(text: string): string {
  return text.replaceAll(
    // eslint-disable-next-line no-control-regex
    /[&<>"\u0000-\u001f]/g,
    (letter) => entities[letter] ?? `&#x${letter.charCodeAt(0).toString(16)};`,
  );
}
