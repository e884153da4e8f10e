import { proposalId, type RollupDomain, type SignedProposal, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import { BlockRecord } from "./BlockRecord.ts";
import type { CommittedProposal } from "./Chain.ts";

/** Proposals of one round that are kept; gossip lets only funded proposers in, a few proposals each. */
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
    return this.#records.get(id) ?? this.#add(new BlockRecord(id, signed.proposal, signed));
  }

  /** Takes in a proposal that L1 shows. */
  addCommitted(committed: CommittedProposal): BlockRecord {
    return (
      this.#records.get(committed.proposalId) ??
      this.#add(new BlockRecord(committed.proposalId, committed.proposal))
    );
  }

  /** Forgets proposals for heights below `height`. */
  forgetBelow(height: bigint): void {
    for (const record of this.#records.values()) {
      if (record.proposal.height < height) this.#records.delete(record.id);
    }
  }

  #add(record: BlockRecord): BlockRecord {
    if (this.#records.size >= MAX_RECORDS) this.#records.delete(this.#records.keys().next().value!);
    this.#records.set(record.id, record);
    return record;
  }
}
