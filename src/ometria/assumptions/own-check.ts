import type { Config } from "../../config/load.js";
import type { EndpointFacts } from "../../reads/endpoint.js";
import type { JsonObject } from "../../values/json.js";
import type { Finding } from "./finding.js";

/** Some rows of an endpoint. */
export interface Sample {
  readonly rows: readonly JsonObject[];
  /** Whether these are all that there are. */
  readonly isWhole: boolean;
}

/** An account, as a check may ask it. */
export interface Account {
  readonly config: Readonly<Config>;
  /** The selected streams that the check matters for. */
  readonly streams: readonly string[];
  /** The rows of one answer, or of the first few pages where the endpoint is paged. */
  readonly sample: (endpoint: EndpointFacts) => Promise<Sample>;
}

/** A question that is true of Ometria alone: of what its rows say, and not of how an endpoint is asked. */
export interface OwnCheck {
  /** Also the name of the assumption. */
  readonly id: string;
  readonly question: string;
  /** It matters for the streams that are read from this endpoint, */
  readonly endpoint: EndpointFacts;
  /** and are this to the read; absent = whatever they are. */
  readonly role?: string;
  readonly run: (account: Account) => Promise<Finding>;
}
