import type { Config } from "../../config/load.js";
import type { JsonObject } from "../../values/json.js";
import type { Participant, ReadContext, ReadEvent } from "../contract.js";
import type { Endpoint, EndpointFacts } from "../endpoint.js";
import type { PassFilter } from "./pass-filter.js";
import type { Pass, PassBookmark, PassSettings } from "./pass-plan.js";

/** A row that a pass has shown. */
export interface PassRow {
  readonly row: JsonObject;
  /** The parent whose rows it is among; empty where the endpoint has no parts. */
  readonly part: string;
  /** RFC 3339 UTC. */
  readonly passStart: string;
  /** The groups that the row is in, where a witness has looked for them. */
  readonly groups?: readonly JsonObject[];
}

/** What looks at the rows of a pass. */
export interface PassWitness {
  /** Streams that the pass leaves incomplete: they get no more of it. What becomes of their bookmarks the witness says. */
  readonly incomplete: ReadonlySet<string>;
  /** Takes the rows of a page, page after page; returns them with what it has found beside them. */
  see(rows: readonly PassRow[]): AsyncGenerator<ReadEvent<never>, readonly PassRow[]>;
  /** Yields what it has to tell once the pass is at its end. */
  judge(): AsyncGenerator<ReadEvent<never>>;
}

/** One run's reading of an endpoint by passes. */
export interface PassRun {
  readonly context: ReadContext;
  readonly endpoint: Endpoint;
  readonly settings: PassSettings;
  readonly filter: PassFilter;
}

export interface PassSource {
  readonly name: string;
  readonly endpoint: EndpointFacts;
  /** What looks at a pass; undefined where nothing has to. */
  readonly witness?: (
    run: PassRun,
    pass: Pass,
    participants: readonly Participant<PassBookmark>[],
  ) => PassWitness | undefined;
  /** The parents whose rows are read; undefined = all of them. */
  readonly only?: (context: ReadContext) => Promise<ReadonlySet<string> | undefined>;
  /** Whether only full passes can keep a stream right. */
  readonly needsFullPasses?: (participant: Participant, config: Readonly<Config>) => boolean;
  /** What else a full pass changes in a bookmark: one that is complete, or is given up unfinished. */
  readonly alsoKeeps?: (
    participant: Participant<PassBookmark>,
    pass: { readonly start: string },
  ) => Partial<PassBookmark>;
}
