import type { CommittedProposal, L1Event } from "@trellis/l1";
import { type Proposal, proposalId, type RollupDomain, type SignedProposal, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Chain } from "../chain/Chain.ts";
import type { ChainChange, ChainListener } from "../chain/ChainFollower.ts";
import { isOfDuty } from "../chain/dutyHeights.ts";
import { acceptedProof } from "./acceptedProof.ts";
import { KnownProposal } from "./KnownProposal.ts";

/** Proposals that are kept; gossip lets only funded proposers in, a few proposals each. */
const MAX_RECORDS = 512;

/** The proposals of the running round, and those of earlier ones that are still needed for pay. */
export class KnownProposals implements ChainListener {
  readonly #domain: RollupDomain;
  readonly #proposals = new Map<Hex, KnownProposal>();

  constructor(domain: RollupDomain) {
    this.#domain = domain;
  }

  get(id: Hex): KnownProposal | undefined {
    return this.#proposals.get(id);
  }

  all(): KnownProposal[] {
    return [...this.#proposals.values()];
  }

  /** Takes a signed proposal in; the same record if it is known. */
  addSigned(signed: SignedProposal): KnownProposal {
    const id = toHex(proposalId(this.#domain, signed.proposal));
    return this.#proposals.get(id) ?? this.#add(new KnownProposal(id, signed.proposal));
  }

  /** Takes in a proposal that L1 shows, with the transcript that L1 took. */
  addCommitted(committed: CommittedProposal): KnownProposal {
    const { proposalId: id, proposal, transcriptRoot } = committed;
    const known = this.#proposals.get(id) ?? new KnownProposal(id, proposal);
    known.setCommitted(transcriptRoot);
    return this.#proposals.has(id) ? known : this.#add(known);
  }

  /**
   * Takes in what L1 shows committed: of the rounds that run, and of those that ended while this node was down, of which peers may still
   * tell who proved what, for the own seats' pay and defence.
   */
  takeCommitments(
    events: readonly L1Event[],
    chain: Pick<Chain, "commitment" | "roundOf" | "head" | "proven">,
  ): void {
    for (const event of events) {
      if (event.eventName !== "Committed") continue;
      const committed = chain.commitment(event.args.proposalId);
      if (committed === undefined) continue;
      const { proposalId: id, proposal } = committed;
      if (chain.roundOf(proposal) !== undefined || isOfDuty(chain, id, proposal.height)) {
        this.addCommitted(committed);
      }
    }
  }

  onChainChange({ view, chain }: ChainChange): void {
    if (view.reset) this.reset(chain);
    this.takeCommitments(view.events, chain);
    this.#retire(chain);
  }

  /** Forgets what neither a duty nor a reorganisation of L1 can ask for any more. */
  #retire(chain: Chain): void {
    const { status } = chain.view;
    const last = chain.head.height;
    const isOver = ({ height, round }: Proposal): boolean =>
      height < status.height || (height === status.height && round < status.round);
    for (const known of this.#proposals.values()) {
      const { id, proposal } = known;
      const isProven = chain.proven(id) !== undefined;
      if (proposal.height < last - 1n || (isOver(proposal) && !isProven)) known.execution = undefined;
    }
    this.retain(({ id, proposal }) => {
      const { height, round } = proposal;
      if (!isOver(proposal) || isOfDuty(chain, id, height)) return true;
      // A reorganisation of L1 may bring the round back that has just ended.
      const isLast = height === last || (height === status.height && round + 1 === status.round);
      return isLast && chain.commitment(id) !== undefined;
    });
  }

  /** Forgets all but what `isNeeded` names. */
  retain(isNeeded: (known: KnownProposal) => boolean): void {
    for (const known of this.#proposals.values()) {
      if (!isNeeded(known)) this.#proposals.delete(known.id);
    }
  }

  /**
   * L1 has reorganised: what was worked out from the old chain is worked out again; what was sent stays.
   * @param chain - as it is now. Blocks whose rounds have ended there with the very proof that is known here stand as they are.
   */
  reset(chain: Pick<Chain, "proven" | "commitment" | "isRunning">): void {
    for (const known of this.#proposals.values()) {
      if (!chain.isRunning(known.proposal) && acceptedProof(chain, known) !== undefined) continue;
      known.reset();
      const committed = chain.commitment(known.id);
      if (committed !== undefined) known.setCommitted(committed.transcriptRoot);
    }
  }

  /** The oldest proposal goes that is neither committed nor this node's: whoever floods bids pushes out only what has paid nothing. */
  #add(known: KnownProposal): KnownProposal {
    if (this.#proposals.size >= MAX_RECORDS) {
      const all = this.all();
      const victim = all.find(({ isPinned }) => !isPinned) ?? (known.isPinned ? all[0] : undefined);
      if (victim === undefined) return known;
      this.#proposals.delete(victim.id);
    }
    this.#proposals.set(known.id, known);
    return known;
  }
}
