import type { BlockRecord, L1Event } from "@trellis/l1";
import { type Proposal, proposalId, type RollupDomain, type SignedProposal, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Chain } from "../chain/Chain.ts";
import type { ChainChange, ChainListener } from "../chain/ChainFollower.ts";
import { isOfDuty } from "../chain/dutyHeights.ts";
import { isProvable } from "./isProvable.ts";
import { KnownProposal } from "./KnownProposal.ts";

/** Most proposals kept. Gossip admits only funded proposers, with a few proposals each. */
const MAX_RECORDS = 512;

/** The running rounds' proposals, those whose proofs L1 still takes, and proven ones of the last heights. */
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

  /** Adds a proposal that is committed on L1, with its transcript's root and its seats. */
  addCommitted(
    record: Pick<BlockRecord, "proposalId" | "proposal" | "transcriptRoot" | "committed">,
  ): KnownProposal {
    const { proposalId: id, proposal, transcriptRoot, committed } = record;
    const known = this.#proposals.get(id) ?? new KnownProposal(id, proposal);
    known.setCommitted(BigInt(transcriptRoot), committed);
    return this.#proposals.has(id) ? known : this.#add(known);
  }

  /**
   * Adds L1's commitments: those of running rounds, those that may still be proven, and those that were proven while this node was down.
   * For the latter, peers may still send order and transcript.
   */
  takeCommitments(events: readonly L1Event[], chain: Chain): void {
    const records = events.flatMap((event) =>
      event.eventName === "Committed" ? (chain.commitment(event.args.proposalId) ?? []) : [],
    );
    this.#takeRecords(records, chain);
  }

  #takeRecords(records: readonly BlockRecord[], chain: Chain): void {
    for (const record of records) {
      const { proposalId: id, proposal } = record;
      if (
        chain.roundOf(proposal) !== undefined ||
        isProvable(chain, id, proposal) ||
        isOfDuty(chain, id, proposal.height)
      ) {
        this.addCommitted(record);
      }
    }
  }

  onChainChange({ view, chain, isResumed }: ChainChange): void {
    if (view.reset || view.back !== undefined) this.reset(chain);
    if (isResumed) this.#takeRecords(chain.records.all(), chain);
    else this.takeCommitments(view.events, chain);
    this.#retire(chain);
  }

  /** Removes proposals that no duty and no reorganisation of L1 can need any more. */
  #retire(chain: Chain): void {
    const { height, round } = chain.running;
    const last = chain.head.height;
    const isOver = (of: Proposal): boolean =>
      of.height < height || (of.height === height && of.round < round);
    // R16: L1 takes proofs of a round that ended early.
    const isNeeded = ({ id, proposal }: KnownProposal): boolean =>
      !isOver(proposal) || isProvable(chain, id, proposal);
    for (const known of this.#proposals.values()) {
      const { id, proposal } = known;
      if (isNeeded(known)) continue;
      if (proposal.height < last - 1n) known.release();
      else if (chain.proven(id) === undefined) known.execution = undefined;
    }
    this.retain((known) => {
      const { id, proposal } = known;
      if (isNeeded(known) || isOfDuty(chain, id, proposal.height)) return true;
      // A reorganisation of L1 may reopen the round that has just ended.
      const isLast = proposal.height === last || (proposal.height === height && proposal.round + 1 === round);
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
   * @param chain - the new chain. A block that is final there with the state that was computed here stays as it is.
   */
  reset(chain: Pick<Chain, "commitment">): void {
    for (const known of this.#proposals.values()) {
      const record = chain.commitment(known.id);
      // The block may have consumed other messages on the old chain.
      const isSame =
        record?.isFinal === true &&
        record.facts?.stateAfter === known.execution?.stateAfter.root() &&
        known.transcript?.root() === BigInt(record.transcriptRoot);
      if (!isSame) known.reset();
      if (record !== undefined) known.setCommitted(BigInt(record.transcriptRoot), record.committed);
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
