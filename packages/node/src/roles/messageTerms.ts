import type { L1Client } from "@trellis/l1";
import { longestRound } from "@trellis/l1";
import { BoundedMap, halvings, placesAskedFor } from "@trellis/protocol";
import type { MessageTerms } from "@trellis/strategy";
import type { Chain } from "../chain/Chain.ts";
import { dueMessages } from "../chain/dueMessages.ts";
import type { RoundView } from "../chain/RoundView.ts";

/** Most answers remembered. */
const MAX_KNOWN = 16;

/** R10: what L1 asks of the messages in a round's blocks. Each answer takes a few questions to L1, and is remembered. */
export class MessageTermsReader {
  readonly #chain: Chain;
  readonly #l1: Pick<L1Client, "read">;
  readonly #known = new BoundedMap<string, MessageTerms>(MAX_KNOWN);

  constructor({ chain, l1 }: { readonly chain: Chain; readonly l1: Pick<L1Client, "read"> }) {
    this.#chain = chain;
    this.#l1 = l1;
  }

  /**
   * The terms of a running round.
   * @param consumed - messages that were consumed up to the block below.
   * @param openedAt - when its proposal window opened or is assumed to open, L1 seconds.
   * @throws TRL-L1-010, TRL-L1-011 if L1 does not answer.
   */
  async of({ isNext }: Pick<RoundView, "isNext">, consumed: bigint, openedAt: bigint): Promise<MessageTerms> {
    const { head, readings } = this.#chain;
    const key = `${readings}/${head.proposalId}/${isNext}/${consumed}/${openedAt}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { messagesQueued: queued } = this.#chain.view.status;
    const { inclusionDelay } = this.#chain.settings;
    const due = await dueMessages((index) => this.#l1.read("bridge", "messageQueuedAt", [index]), {
      consumed,
      queued,
      inclusionDelay,
      windowStart: openedAt,
    });
    const asked = placesAskedFor(isNext ? 0 : await this.#halved(openedAt));
    const terms = { due, asked };
    if (this.#chain.head === head) this.#known.set(key, terms);
    return terms;
  }

  /** P3.4: the block below the next round is not final yet, so nothing is halved there. */
  async #halved(openedAt: bigint): Promise<number> {
    const { head, settings } = this.#chain;
    const { finalAt } = await this.#l1.read("rollup", "headAt", [Number(head.height)]);
    return halvings(openedAt, BigInt(finalAt), BigInt(longestRound(settings)));
  }
}
