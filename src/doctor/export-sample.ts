import { Readable } from "node:stream";
import picomatch from "picomatch";
import type { Config } from "../config/load.js";
import { describeError, SourceError, TapError } from "../errors.js";
import { decode } from "../exports/formats/decode.js";
import type { ExportObject, ObjectStore } from "../exports/stores/store.js";
import { patternOf } from "../reads/listing/export-objects.js";
import { firstNames } from "./export-columns.js";

/** Objects are looked at in all, whatever the number of shapes that their names have. */
const mostObjects = 5;

/** What looking at an export takes. */
interface SampleContext {
  readonly config: Readonly<Config>;
  /** Throws where there is no export. */
  readonly store: () => ObjectStore;
  readonly signal: AbortSignal;
}

/** What the first bytes of one object have shown. */
export interface SampledObject {
  readonly object: ExportObject;
  readonly shape: string;
  /** Why its bytes did not come. */
  readonly refused?: TapError;
  /** Why the tap cannot read what it is. */
  readonly foreign?: TapError;
  /** Such as "CSV, gzip". */
  readonly format?: string;
  /** The names in its first line; values, where it has no header. */
  readonly names?: readonly string[];
}

/** What a stream has in the export. */
export interface ExportSample {
  readonly listed: readonly ExportObject[];
  readonly matching: readonly ExportObject[];
  readonly pattern: string;
  readonly objects: readonly SampledObject[];
}

/** Lists the export and looks at some of the objects that the pattern of a stream lets through. */
export async function sampleExport(context: SampleContext, stream: string): Promise<ExportSample> {
  const listed: ExportObject[] = [];
  for await (const object of context.store().list()) {
    context.signal.throwIfAborted();
    listed.push(object);
  }
  const pattern = patternOf(context.config, stream);
  const matches = picomatch(pattern, { nocase: true });
  const matching = listed.filter(({ key }) => matches(key));
  // Where nothing matches, what is there may tell which pattern would.
  const chosen = representatives(matching.length > 0 ? matching : listed);
  const objects: SampledObject[] = [];
  for (const object of chosen) objects.push(await lookAt(context, object));
  return { listed, matching, pattern, objects };
}

/** The newest object of each shape of name; then, where there is room, the oldest and the largest of all. */
function representatives(objects: readonly ExportObject[]): readonly ExportObject[] {
  const byAge = [...objects].sort((one, other) => other.modifiedMs - one.modifiedMs);
  const byShape = new Map<string, ExportObject>();
  for (const object of byAge) {
    const shape = shapeOf(object.key);
    if (!byShape.has(shape)) byShape.set(shape, object);
  }
  const [largest] = [...objects].sort((one, other) => other.size - one.size);
  const ends = [byAge.at(-1), largest].filter((object) => object !== undefined);
  return [...new Set([...byShape.values(), ...ends])].slice(0, mostObjects);
}

/** A glob for a name and all that differ from it in dates and numbers. */
export function shapeOf(key: string): string {
  return key
    .replace(/[^\w./-]/g, "?")
    .replace(/\d[\dTZ:_-]*/g, "*")
    .replace(/\*(?:[-_]?\*)+/g, "*");
}

async function lookAt(
  { config, store, signal }: SampleContext,
  object: ExportObject,
): Promise<SampledObject> {
  const shape = shapeOf(object.key);
  const head: { first?: Buffer } = {};
  try {
    const bytes = await store().open(object, signal);
    const decoded = await decode(Readable.from(noting(bytes, head)), object.key);
    decoded.stream.destroy();
    const isGzip = head.first?.[0] === 0x1f && head.first[1] === 0x8b;
    const kind = /^\uFEFF?\s*\{/.test(decoded.start) ? "JSON lines" : "CSV";
    const names = firstNames(decoded.start, config.export_delimiter);
    return { object, shape, names, format: isGzip ? `${kind}, gzip` : kind };
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof TapError ? error : brokenOff(object, error);
    return { object, shape, [head.first === undefined ? "refused" : "foreign"]: reason };
  }
}

function brokenOff({ key }: ExportObject, error: unknown): SourceError {
  return new SourceError(`${key} cannot be unpacked (${describeError(error)}).`, { cause: error });
}

async function* noting(bytes: Readable, head: { first?: Buffer }): AsyncGenerator<Buffer> {
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    head.first ??= chunk;
    yield chunk;
  }
}

/** Why an object failed, for people. */
export function reasonOf({ refused, foreign }: SampledObject): string {
  return describeError(refused ?? foreign);
}
