import {
  bitmapHash,
  fromHex,
  keccak256,
  proposalId,
  type Round,
  score,
  smallest,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import { JournalCell } from "../calls/JournalCell.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import type { Auction } from "./Auction.ts";
import { authorisedHash } from "./authorisedHash.ts";
import type { BlockData } from "./BlockData.ts";
import type { BlockSubmission } from "./BlockSubmission.ts";
import type { Bridge } from "./Bridge.ts";
import type { Commitment } from "./Commitment.ts";
import { isField } from "./isField.ts";
import type { RollupInit } from "./RollupInit.ts";

/** What finalising needs of the best proven proposal, and pay of all of its round's. */
export interface BestBlock {
  readonly roundId: bigint;
  readonly proposalId: Hex;
  readonly stateAfter: bigint;
  readonly proposer: Hex;
  readonly proverShareBps: number;
  readonly fees: bigint;
  readonly messageCount: bigint;
  /** P8.4: the best U + 1 proven proposals, in no order. */
  readonly ranked: readonly Hex[];
  /** Distinct provers of all proven proposals together. */
  readonly provers: number;
  /** Of the best U + 1 together. */
  readonly rankedProvers: number;
}

const NOTHING_RANKED: Pick<BestBlock, "ranked" | "rankedProvers"> = { ranked: [], rankedProvers: 0 };

/** Block proofs and who leads by them (P7): `Rollup.submitProof`. */
export class ProvenBlocks {
  readonly #init: RollupInit;
  readonly #auction: Auction;
  readonly #bridge: Bridge;
  readonly #data: BlockData;
  readonly #best: JournalCell<BestBlock | undefined>;
  readonly #stateRoot: JournalCell<bigint>;

  constructor(init: RollupInit, auction: Auction, bridge: Bridge, data: BlockData) {
    this.#init = init;
    this.#auction = auction;
    this.#bridge = bridge;
    this.#data = data;
    this.#best = new JournalCell<BestBlock | undefined>(init.journal, undefined);
    this.#stateRoot = new JournalCell(init.journal, init.genesisStateRoot);
  }

  /** Of the head. */
  get stateRoot(): bigint {
    return this.#stateRoot.value;
  }

  /** The running round's best proven proposal. */
  get best(): BestBlock | undefined {
    const best = this.#best.value;
    return best?.roundId === this.#auction.rounds.running.id ? best : undefined;
  }

  /** The best block has become the head. */
  setStateRoot(stateRoot: bigint): void {
    this.#stateRoot.value = stateRoot;
  }

  /** P7.1 */
  submitProof(call: Call, submission: BlockSubmission): void {
    const { proposal } = submission;
    const round = this.#auction.rounds.running;
    const id = toHex(proposalId(this.#init.domain, proposal));
    const commitment = this.#auction.commitments.get(id);
    refuseIf(commitment !== undefined && commitment.roundId > round.id, "ParentNotFinal");
    refuseIf(commitment?.roundId !== round.id, "UnknownCommitment");
    const { proofStart, proofEnd } = round.windows!;
    refuseIf(call.time < proofStart!, "ProofWindowNotOpen");
    refuseIf(call.time >= proofEnd!, "ProofWindowClosed");
    refuseIf(commitment!.parent !== this.#auction.head, "WrongParent");
    const authorised = authorisedHash(submission.transcriptRoot, bitmapHash(submission.committedBitmap));
    refuseIf(authorised !== commitment!.authorised, "CommitmentMismatch");
    refuseIf(!isField(submission.stateAfter), "NotAField");
    refuseIf(submission.fees > this.#bridge.escrowOf(0), "FeesExceedEscrow");
    const snapshot = this.#auction.snapshotOf(round.id)!;
    const provers = submission.provenBitmap.and(snapshot.active).count();
    refuseIf(commitment!.proven && provers <= commitment!.provenProvers, "AlreadyProven");
    this.#bridge.requireMessages(submission.messageCount, round.windows!.start, proposal.depth);
    const dataHash = this.#data.hashOf(submission, round.windows!.start);
    refuseIf(!this.#init.verdicts.acceptsProof(submission.proof), "InvalidProof");
    const context = toHex(keccak256(dataHash, fromHex(snapshot.proverSetRoot)));

    const reached = this.#rank(id, commitment!, submission, provers, round);
    this.#auction.commitments.change(id, { context });
    this.#init.emit("BlockProven", {
      proposalId: id,
      height: proposal.height,
      stateAfter: submission.stateAfter,
      contributionsHash: toHex(submission.contributionsHash),
      fees: submission.fees,
      messageCount: submission.messageCount,
      provenBitmap: submission.provenBitmap.words(),
      score: reached,
      data: toHex(submission.data),
      dataChunks: (submission.dataChunks ?? []).map(toHex),
    });
  }

  /** Records an accepted proof: its commitment, its place among the best U + 1, and whether it is the best. @returns its score. */
  #rank(id: Hex, before: Commitment, submission: BlockSubmission, provers: number, round: Round): bigint {
    const { commitments } = this.#auction;
    const best = this.best;
    const reached = score(provers, before.burnBid, round.alpha);
    // At equal scores the earlier proof wins (P7.2); a better proof of the best is the best.
    const leads =
      best === undefined ||
      best.proposalId === id ||
      reached > commitments.scoreOf(best.proposalId, round.alpha);
    // A better proof of the same proposal takes the place of the earlier one.
    const more = provers - before.provenProvers;
    const ranking = this.#ranking(id, before, best, reached, provers, round);
    commitments.change(id, {
      proven: true,
      ranked: ranking.ranked.includes(id),
      provenProvers: provers,
      provenCommittedProvers: submission.provenBitmap.and(submission.committedBitmap).count(),
      contributionsHash: toHex(submission.contributionsHash),
    });
    const leader = leads
      ? {
          roundId: round.id,
          proposalId: id,
          stateAfter: submission.stateAfter,
          proposer: before.proposer,
          proverShareBps: submission.proposal.proverShareBps,
          fees: submission.fees,
          messageCount: submission.messageCount,
        }
      : best;
    this.#best.value = { ...leader, ...ranking, provers: (best?.provers ?? 0) + more };
    return reached;
  }

  /** P8.4: the best U + 1 with one more proof. */
  #ranking(
    id: Hex,
    before: Commitment,
    best: BestBlock | undefined,
    reached: bigint,
    provers: number,
    round: Round,
  ): Pick<BestBlock, "ranked" | "rankedProvers"> {
    const { ranked, rankedProvers } = best ?? NOTHING_RANKED;
    if (before.ranked) return { ranked, rankedProvers: rankedProvers + provers - before.provenProvers };
    if (ranked.length <= this.#init.settings.uncles) {
      return { ranked: [...ranked, id], rankedProvers: rankedProvers + provers };
    }
    const { commitments } = this.#auction;
    const scores = ranked.map((other) => commitments.scoreOf(other, round.alpha));
    const lowest = smallest(scores[0]!, ...scores);
    if (reached <= lowest) return { ranked, rankedProvers };
    const place = scores.lastIndexOf(lowest);
    const worst = ranked[place]!;
    commitments.change(worst, { ranked: false });
    return {
      ranked: ranked.with(place, id),
      rankedProvers: rankedProvers + provers - commitments.at(worst).provenProvers,
    };
  }
}
