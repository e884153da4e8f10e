import { BoundedMap } from "@trellis/protocol";
import { claimSeconds } from "@trellis/strategy";
import type { Hex } from "viem";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import { worthProving } from "../../proposals/worthProving.ts";
import type { Clock } from "../../tasks/Clock.ts";

/** Blocks of which something is remembered: a few of each round. */
const MAX_BLOCKS = 64;
/** How often it looks, milliseconds: a deep block has thousands of nodes. */
const PERIOD_MS = 1_000;
const NONE: ReadonlySet<number> = new Set();

/**
 * R8: the nodes that were ready for the time of a claim while their block was the first to be proven. A seat that is bound to such a node
 * could have claimed it. Whether it had to is not asked of nodes of other blocks: provers need not work on them (P6.2).
 */
export class ReadyNodes {
  readonly #view: ProposalsView & { readonly clock: Clock };
  /** Node numbers by block. */
  readonly #ready = new BoundedMap<Hex, Set<number>>(MAX_BLOCKS);
  #leader: { readonly known: KnownProposal; readonly since: number } | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(view: ProposalsView & { readonly clock: Clock }) {
    this.#view = view;
  }

  /** Looks at the block that is to be proven first. Call it regularly. */
  update(): void {
    const { chain, clock } = this.#view;
    const now = clock();
    if (now < this.#lookedAt + PERIOD_MS) return;
    this.#lookedAt = now;
    const [known] = worthProving(this.#view, 1);
    if (known === undefined) {
      this.#leader = undefined;
      return;
    }
    if (this.#leader?.known !== known) this.#leader = { known, since: now };
    const ready = this.#ready.getOrMake(known.id, () => new Set<number>());
    const claimMs = 1_000 * claimSeconds(chain.settings.proofWindow);
    for (const [number, { node }] of known.boundSeats()) {
      const readyAt = known.readySince(node, now);
      if (readyAt !== undefined && now >= Math.max(readyAt, this.#leader.since) + claimMs) ready.add(number);
    }
  }

  /** The numbers of a block's nodes that were ready long enough. */
  of(proposalId: Hex): ReadonlySet<number> {
    return this.#ready.get(proposalId) ?? NONE;
  }
}
