import type { IncomingMessage, ServerResponse } from "node:http";
import type { Config } from "../../src/config/load.js";
import type { Simulator } from "../simulator/simulator.js";
import type { HttpServer } from "../support/http-server.js";
import type { StreamName } from "../support/truth-rows.js";

/** What a fault is made with. */
export interface FaultScene {
  readonly sandbox: Simulator;
  /** A server of another origin: nothing may ever come to it. */
  readonly elsewhere: HttpServer;
  /** Writes an object of the export, modified inside of the run's range. */
  readonly put: (key: string, content: string | Buffer) => void;
  /** Path of an object of the export. */
  readonly pathOf: (key: string) => string;
  /** Acts once, after the next listing of the export and before any object of it is read. */
  readonly afterListing: (act: () => void) => void;
}

/** Answers a request in the place of the sandbox; false leaves it to the sandbox. */
export type FrontAnswer = (
  request: IncomingMessage,
  response: ServerResponse,
  scene: FaultScene,
) => boolean;

/** Answers a request for `url`. */
export type FaultAnswerMaker = (response: ServerResponse, url: string, scene: FaultScene) => void;

/** Something that goes wrong, and what has to come of a run that meets it. */
export interface Fault {
  readonly happens: string;
  /** The streams of the run; by default those of the API that need one read each. */
  readonly streams?: readonly StreamName[];
  readonly config?: Partial<Config>;
  /** Makes it happen. */
  readonly make?: (scene: FaultScene) => void;
  /** Stands between the tap and the sandbox; makes a new one for each run. */
  readonly front?: () => FrontAnswer;
  readonly exitCode: 0 | 3 | 4 | 5;
  /** Streams that come out incomplete; every row of all others arrives, whatever the exit code. */
  readonly incomplete?: readonly StreamName[];
  /** What the log says; with another exit code than 0, the last of them stands in its one critical line. */
  readonly says?: readonly RegExp[];
  /** How often the log says that a request is tried again, as do the counters of the summary; `any`: more than never. */
  readonly retries?: number | "any";
  /** How many of them for a 429. */
  readonly throttled?: number;
}

/** Bad data of one stream. All that it holds of people holds this word, which no log may show. */
export const privateWord = "PRIVATE-4711";

export interface BadData {
  readonly happens: string;
  readonly stream: StreamName;
  readonly make: (scene: FaultScene) => void;
  /** What arrives beside the rows of the sandbox, or `instead` of them. */
  readonly arrives: readonly Readonly<Record<string, unknown>>[];
  readonly instead?: boolean;
  /** Rows that are rejected. */
  readonly rejected?: number;
  readonly exitCode: 0 | 4 | 5;
  readonly says?: RegExp;
}

/** An object of the export that cannot be read, until it is mended. */
export interface BrokenObject {
  readonly happens: string;
  readonly break: (scene: FaultScene) => void;
  /** What the log and the state say. */
  readonly says: RegExp;
  /** False where the object of the next listing is another one, so that nothing is left to try again. */
  readonly lasts: boolean;
}
