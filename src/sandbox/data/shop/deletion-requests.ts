import { createHash } from "node:crypto";
import { createRandom, type Random } from "../random.js";
import { toPostgres } from "../timestamps.js";
import { openingAt, type WorldState } from "../world-state.js";

/** A request to forget somebody, as `GET /data-deletion-requests` shows it. */
export interface DeletionRequest {
  readonly id: string;
  readonly action: "anonymise";
  readonly comment: string | null;
  readonly identities: readonly { readonly hashed_identifier: string }[];
  readonly source: {
    readonly api_request_id: string;
    readonly origin: "api";
    readonly user: { readonly email: string | null; readonly name: string | null };
  };
  readonly summary: string | null;
  readonly timestamp_created: string;
  readonly timestamp_completed: string | null;
}

const day = 86_400_000;
const everyMs = 4 * day;
const doneAfterMs = 6 * day;
const beforeOpening = 12;

/**
 * A request every few days, of people who were there at the opening, oldest first. Nobody is taken away for it: all that
 * the sandbox holds stays what it was.
 */
export function showDeletionRequests(state: WorldState, now: number): DeletionRequest[] {
  const { everyone, options } = state;
  const requests: DeletionRequest[] = [];
  for (let number = 0; ; number += 1) {
    const at = openingAt + (number - beforeOpening) * everyMs;
    const email = everyone[number * 5]?.record.email;
    // A person who came later would be the subject of a request that was made before.
    if (at > now || number * 5 >= options.profiles) {
      return requests;
    }
    const random = createRandom(`${options.seed}/deletion/${number}`);
    if (typeof email === "string") {
      requests.push(requestOf(random, { email, at, isDone: at + doneAfterMs <= now }));
    }
  }
}

function requestOf(
  random: Random,
  { email, at, isDone }: { email: string; at: number; isDone: boolean },
): DeletionRequest {
  return {
    id: uuid(random),
    action: "anonymise",
    comment: random.chance(0.3) ? "Asked by telephone" : null,
    identities: [{ hashed_identifier: anonymous(email) }],
    source: {
      api_request_id: uuid(random),
      origin: "api",
      user: { email: "privacy@shop.example.com", name: "Privacy team" },
    },
    summary: isDone ? "1 profile anonymised" : null,
    timestamp_created: exactly(random, at),
    timestamp_completed: isDone ? exactly(random, at + doneAfterMs) : null,
  };
}

/** What stands for an address: which hash it is the vendor does not say, but MD5 has 32 digits. */
function anonymous(email: string): string {
  return `${createHash("md5").update(email.toLowerCase()).digest("hex")}@anonymous.ometria`;
}

/** `2017-02-04 10:18:12.833949+00` */
function exactly(random: Random, ms: number): string {
  const fraction = String(random.integer(0, 999_999)).padStart(6, "0");
  return toPostgres(ms).replace("+00", `.${fraction}+00`);
}

function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join("-");
}
