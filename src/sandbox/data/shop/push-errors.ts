import { createRandom } from "../random.js";
import { toDate, toPostgres } from "../timestamps.js";
import type { WorldState } from "../world-state.js";

/** A record that Ometria would not take, as `GET /push/_errors` shows it. */
export interface PushError {
  readonly request_id: string;
  readonly record_type: string;
  readonly record_id: string;
  readonly record: Readonly<Record<string, unknown>>;
  readonly timestamp: string;
  readonly message: { readonly error_message: string; readonly error_path: string };
}

const mostShown = 100;
const paths = ["root > lastname", "root > date_of_birth", "root > properties > shoe size"];

/** The latest errors, newest first: about every ninth person could not be taken when they were first pushed. */
export function showPushErrors({ everyone, options }: WorldState): PushError[] {
  const errors = everyone.flatMap(({ record: person }, number) => {
    if (number % 9 !== 4) {
      return [];
    }
    const random = createRandom(`${options.seed}/push/${number}`);
    const at = Date.parse(person.dates.acquired);
    const error: PushError = {
      request_id: uuid(random.hex(32)),
      record_type: "contact",
      record_id: person.customer_id ?? `n${number}`,
      record: {
        "@type": "contact",
        "@collection": "customers",
        "@source": "api",
        account: 239,
        customer_id: person.customer_id,
        lastname: person.lastname,
        timestamp_acquired: toDate(at),
      },
      timestamp: toPostgres(at + 1_000).replace("+00", ".705677+00"),
      message: { error_message: "not a valid value", error_path: random.pick(paths) },
    };
    return [{ at, error }];
  });
  return errors
    .sort((a, b) => b.at - a.at)
    .slice(0, mostShown)
    .map(({ error }) => error);
}

function uuid(hex: string): string {
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
