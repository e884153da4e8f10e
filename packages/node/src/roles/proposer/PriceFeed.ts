import { TrellisError } from "@trellis/protocol";
import { parsePrice, type ReferencePrice } from "@trellis/strategy";

/** Where a price comes from. */
export interface PriceSource {
  /** For messages: without what might be secret in it. */
  readonly name: string;
  /**
   * Answers JSON with a member `price`, a decimal number as text, and when it was true.
   * @throws anything.
   */
  read(signal: AbortSignal): Promise<{ readonly text: string; readonly atMs: number }>;
}

/** Bytes of an answer that are read; a price needs a few dozen. */
export const MAX_PRICE_BYTES = 4_096;

/**
 * The price of asset 1 in units of asset 0 for one unit, from a source that may be slow, wrong or hostile. The last good price serves
 * until it is too old; beyond that there is none, and a proposer does not trade.
 */
export class PriceFeed {
  readonly #source: PriceSource;
  readonly #maxAgeMs: number;
  readonly #clock: () => number;
  readonly #onProblem: (error: TrellisError) => void;
  #last: { readonly price: ReferencePrice; readonly atMs: number } | undefined;

  /** @param onProblem - told of each reading that gave no price. */
  constructor(
    source: PriceSource,
    init: {
      readonly maxAgeSeconds: number;
      readonly clock: () => number;
      readonly onProblem: (error: TrellisError) => void;
    },
  ) {
    this.#source = source;
    this.#maxAgeMs = init.maxAgeSeconds * 1_000;
    this.#clock = init.clock;
    this.#onProblem = init.onProblem;
  }

  /** The price now, or undefined if there is none that is new enough. Never throws, but for the signal's reason. */
  async price(signal: AbortSignal): Promise<ReferencePrice | undefined> {
    try {
      const { text, atMs } = await this.#source.read(signal);
      this.#last = { price: priceOf(text), atMs };
    } catch (cause) {
      signal.throwIfAborted();
      this.#onProblem(
        new TrellisError(
          "TRL-NOD-024",
          `no price from ${this.#source.name}: ${cause instanceof Error ? cause.message : "it failed"}`,
          {},
          cause,
        ),
      );
    }
    const last = this.#last;
    return last !== undefined && this.#clock() - last.atMs <= this.#maxAgeMs ? last.price : undefined;
  }
}

/** What the answer says; its text is not quoted, it may be anything. */
function priceOf(text: string): ReferencePrice {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("the answer is no JSON");
  }
  const price = typeof value === "object" && value !== null && "price" in value ? value.price : undefined;
  if (typeof price !== "string") throw new Error("the answer has no text named price");
  return parsePrice(price);
}
