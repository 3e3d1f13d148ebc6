import type { ReadContext } from "../contract.js";
import { pathOf, type Endpoint } from "../endpoint.js";
import { describeVerdict, judgeFilter, quietly, type FilterVerdict } from "../filter.js";

/** The filter that increments of an endpoint rely on: asked at most once in a run whether it is honoured. */
export class PassFilter {
  /** Its name and format, where the endpoint has one: a filter that has another is another one. */
  readonly name: string | undefined;
  readonly #context: ReadContext;
  readonly #endpoint: Endpoint;
  readonly #startedAt: number;
  #judged: Promise<boolean> | undefined;

  constructor(context: ReadContext, endpoint: Endpoint, startedAt: number) {
    const { since } = endpoint;
    this.name = since === undefined ? undefined : `${since.param} (${since.format})`;
    this.#context = context;
    this.#endpoint = endpoint;
    this.#startedAt = startedAt;
  }

  /** Whether it shows to be honoured; warns where it does not. */
  isHonoured(): Promise<boolean> {
    return (this.#judged ??= this.#judge());
  }

  async #judge(): Promise<boolean> {
    const { name, since } = this.#endpoint;
    if (since === undefined) return false;
    const verdict = await quietly(this.#context, () => this.#ask());
    if (verdict !== undefined && verdict !== "honoured" && verdict !== "untold") {
      this.#context.log.warning(
        `${name}: ${describeVerdict(verdict, since.param)}. Each run reads all rows. See endpoints.${name}.`,
      );
    }
    return verdict === "honoured";
  }

  async #ask(): Promise<FilterVerdict> {
    const endpoint = this.#endpoint;
    const part = await this.#largestPart();
    if (part === undefined) return "untold";
    const path = pathOf(endpoint, part);
    const client = this.#context.client();
    return judgeFilter({
      endpoint,
      path,
      startedAt: this.#startedAt,
      ask: (asked, query) => client.get(asked, query),
    });
  }

  /** The part that is likeliest to have rows; empty where the endpoint has no parts, undefined where there is none. */
  async #largestPart(): Promise<string | undefined> {
    const { parent } = this.#endpoint;
    if (parent === undefined) return "";
    const rows = [...(await this.#context.table(parent.endpoint, parent.query))];
    const [largest] = rows.sort(
      (one, other) => (parent.sizeOf(other) ?? 0) - (parent.sizeOf(one) ?? 0),
    );
    return largest === undefined ? undefined : parent.endpoint.idOf(largest);
  }
}
