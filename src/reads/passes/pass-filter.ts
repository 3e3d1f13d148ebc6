import { askedAtLargest } from "../asked.js";
import type { ReadContext } from "../contract.js";
import type { Endpoint } from "../endpoint.js";
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
    const context = this.#context;
    const asked = await askedAtLargest(context.client(), this.#endpoint, (parent) =>
      context.table(parent.endpoint, parent.query),
    );
    return asked === undefined ? "untold" : judgeFilter(asked, this.#startedAt);
  }
}
