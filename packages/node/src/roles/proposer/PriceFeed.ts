import { TrellisError } from "@trellis/protocol";
import { parsePrice, type ReferencePrice } from "@trellis/strategy";

/** Where a price comes from. */
export interface PriceSource {
  /** Names the source in messages. Contains nothing secret. */
  readonly name: string;
  /**
   * Returns JSON with a member `price`, a decimal number as text, and the time when the price was true.
   * @throws anything.
   */
  read(signal: AbortSignal): Promise<{ readonly text: string; readonly atMs: number }>;
}

/** Longest response that is read, in bytes. A price needs a few dozen. */
export const MAX_PRICE_BYTES = 4_096;

/**
 * The price of one unit of asset 1 in units of asset 0, from a source that may be slow, wrong or hostile. The last good price is used
 * until it is too old. Then there is no price, and the proposer does not trade.
 */
export class PriceFeed {
  readonly #source: PriceSource;
  readonly #maxAgeMs: number;
  readonly #clock: () => number;
  readonly #onProblem: (error: TrellisError) => void;
  #last: { readonly price: ReferencePrice; readonly atMs: number } | undefined;

  /** @param onProblem - called for each read that gave no price. */
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

  /** The current price, or undefined if none is new enough. @throws only the signal's reason. */
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

/** Reads the price from a response. Errors do not quote the response, which may contain anything. */
function priceOf(text: string): ReferencePrice {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("the answer is not valid JSON");
  }
  const price = typeof value === "object" && value !== null && "price" in value ? value.price : undefined;
  if (typeof price !== "string") throw new Error("the answer has no field `price` with a string");
  return parsePrice(price);
}
