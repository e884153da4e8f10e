import type { L1Event } from "@trellis/l1";
import { proposalId, type RollupDomain, type SignedProposal, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Chain, CommittedProposal } from "../chain/Chain.ts";
import { isOfDuty } from "../chain/dutyHeights.ts";
import { acceptedProof } from "./acceptedProof.ts";
import { BlockRecord } from "./BlockRecord.ts";

/** Proposals that are kept; gossip lets only funded proposers in, a few proposals each. */
const MAX_RECORDS = 512;

/** The proposals of the running round, and those of earlier ones that are still needed for pay. */
export class BlockRecords {
  readonly #domain: RollupDomain;
  readonly #records = new Map<Hex, BlockRecord>();

  constructor(domain: RollupDomain) {
    this.#domain = domain;
  }

  get(id: Hex): BlockRecord | undefined {
    return this.#records.get(id);
  }

  all(): BlockRecord[] {
    return [...this.#records.values()];
  }

  /** Takes a signed proposal in; the same record if it is known. */
  addSigned(signed: SignedProposal): BlockRecord {
    const id = toHex(proposalId(this.#domain, signed.proposal));
    return this.#records.get(id) ?? this.#add(new BlockRecord(id, signed.proposal));
  }

  /** Takes in a proposal that L1 shows, with the transcript that L1 took. */
  addCommitted(committed: CommittedProposal): BlockRecord {
    const { proposalId: id, proposal, transcriptRoot } = committed;
    const record = this.#records.get(id) ?? new BlockRecord(id, proposal);
    record.setCommitted(transcriptRoot);
    return this.#records.has(id) ? record : this.#add(record);
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

  /** Forgets all but what `isNeeded` names. */
  retain(isNeeded: (record: BlockRecord) => boolean): void {
    for (const record of this.#records.values()) {
      if (!isNeeded(record)) this.#records.delete(record.id);
    }
  }

  /**
   * L1 has reorganised: what was worked out from the old chain is worked out again; what was sent stays.
   * @param chain - as it is now. Blocks whose rounds have ended there with the very proof that is known here stand as they are.
   */
  reset(chain: Pick<Chain, "proven" | "commitment" | "isRunning">): void {
    for (const record of this.#records.values()) {
      if (!chain.isRunning(record.proposal) && acceptedProof(chain, record) !== undefined) continue;
      record.reset();
      const committed = chain.commitment(record.id);
      if (committed !== undefined) record.setCommitted(committed.transcriptRoot);
    }
  }

  /** The oldest proposal goes that is neither committed nor this node's: whoever floods bids pushes out only what has paid nothing. */
  #add(record: BlockRecord): BlockRecord {
    if (this.#records.size >= MAX_RECORDS) {
      const all = this.all();
      const victim = all.find(({ isPinned }) => !isPinned) ?? (record.isPinned ? all[0] : undefined);
      if (victim === undefined) return record;
      this.#records.delete(victim.id);
    }
    this.#records.set(record.id, record);
    return record;
  }
}
