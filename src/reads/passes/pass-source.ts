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
}

/** What a full pass shows beside its rows. */
export interface PassWitness {
  see(rows: readonly JsonObject[], part: string): void;
  /** Yields what it has to tell once the pass is at its end; returns the streams that are incomplete. */
  judge(): AsyncGenerator<ReadEvent<never>, readonly string[]>;
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
  /** What else it asks. */
  readonly alsoAsks?: readonly EndpointFacts[];
  /** What looks at a pass, if it is a full one. */
  readonly witness?: (
    run: PassRun,
    pass: Pass,
    participants: readonly Participant<PassBookmark>[],
  ) => PassWitness;
  /** Whether only full passes can keep a stream right. */
  readonly needsFullPasses?: (participant: Participant, config: Readonly<Config>) => boolean;
  /** What else a full pass changes in a bookmark: one that is complete, or is given up unfinished. */
  readonly alsoKeeps?: (
    participant: Participant<PassBookmark>,
    pass: { readonly start: string },
  ) => Partial<PassBookmark>;
}
