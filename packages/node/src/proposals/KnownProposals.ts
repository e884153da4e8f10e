import type { CommittedProposal, L1Event } from "@trellis/l1";
import { type Proposal, proposalId, type RollupDomain, type SignedProposal, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Chain } from "../chain/Chain.ts";
import type { ChainChange, ChainListener } from "../chain/ChainFollower.ts";
import { isOfDuty } from "../chain/dutyHeights.ts";
import { acceptedProof } from "./acceptedProof.ts";
import { KnownProposal } from "./KnownProposal.ts";

/** Most proposals kept. Gossip admits only funded proposers, with a few proposals each. */
const MAX_RECORDS = 512;

/** The running rounds' proposals, and earlier ones that are still needed for pay. */
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

  /** Adds a signed proposal; returns the existing record if it is known. */
  addSigned(signed: SignedProposal): KnownProposal {
    const id = toHex(proposalId(this.#domain, signed.proposal));
    return this.#proposals.get(id) ?? this.#add(new KnownProposal(id, signed.proposal));
  }

  /** Adds a proposal that is committed on L1, with its transcript's root. */
  addCommitted(committed: CommittedProposal): KnownProposal {
    const { proposalId: id, proposal, transcriptRoot } = committed;
    const known = this.#proposals.get(id) ?? new KnownProposal(id, proposal);
    known.setCommitted(transcriptRoot);
    return this.#proposals.has(id) ? known : this.#add(known);
  }

  /**
   * Adds L1's commitments: those of running rounds, and those of rounds that ended while this node was down. For the latter, peers may
   * still send who proved which node, which this node's seats need for pay and contests.
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

  /** Removes proposals that no duty and no reorganisation of L1 can need any more. */
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
      // A reorganisation of L1 may reopen the round that has just ended.
      const isLast = height === last || (height === status.height && round + 1 === status.round);
      return isLast && chain.commitment(id) !== undefined;
    });
  }

  /** Removes all proposals for which `isNeeded` is false. */
  retain(isNeeded: (known: KnownProposal) => boolean): void {
    for (const known of this.#proposals.values()) {
      if (!isNeeded(known)) this.#proposals.delete(known.id);
    }
  }

  /**
   * Clears what was derived from the old chain after L1 has reorganised. Peers' messages stay.
   * @param chain - the new chain. A block stays as it is if its round ended there with the proof that is known here.
   */
  reset(chain: Pick<Chain, "proven" | "commitment" | "isRunning">): void {
    for (const known of this.#proposals.values()) {
      if (!chain.isRunning(known.proposal) && acceptedProof(chain, known) !== undefined) continue;
      known.reset();
      const committed = chain.commitment(known.id);
      if (committed !== undefined) known.setCommitted(committed.transcriptRoot);
    }
  }

  /** Removes the oldest proposal that is neither committed nor this node's, so that a flood of bids pushes out only unpaid ones. */
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
