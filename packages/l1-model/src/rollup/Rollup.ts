import type { RollupSettings } from "@trellis/protocol";
import {
  authorisedHash,
  halvings,
  type NodeWeights,
  nodeCount,
  SEAT_WORD_BYTES,
  score,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { Commitment } from "../auction/Commitment.ts";
import { NO_BLOCK } from "../auction/Rounds.ts";
import { contextOf } from "../bridge/BlockFacts.ts";
import type { Call } from "../calls/Call.ts";
import { JournalCell } from "../calls/JournalCell.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refusal, refuseIf } from "../calls/refuseIf.ts";
import { isField } from "../vault/isField.ts";
import { longestRound } from "../vault/longestRound.ts";
import { KeptProofs } from "./KeptProofs.ts";
import type { ProofSubmission } from "./ProofSubmission.ts";
import { PublishedData } from "./PublishedData.ts";
import type { RollupInit } from "./RollupInit.ts";

/** The final block at a height: `Head` in IRollup.sol. */
export interface RollupHead {
  readonly proposalId: Hex;
  readonly stateRoot: bigint;
  readonly messagesConsumed: bigint;
  readonly height: number;
  /** When it became final; at genesis when the rollup was deployed. */
  readonly finalAt: bigint;
}

/** The best proven proposal of a round: `Best` in IRollup.sol. */
export interface BestProposal {
  readonly proposalId: Hex;
  readonly stateAfter: bigint;
  readonly proposer: Hex;
  readonly messageCount: bigint;
  readonly roundId: number;
  readonly fees: bigint;
  readonly provers: number;
}

/** L1 keeps the heads and the best blocks of this many heights and rounds. */
const RING = 64;

/** The deployment's weights by kind of node. */
export function weightsOf({ leafWeight, mergeWeight, rootWeight }: RollupSettings): NodeWeights {
  return { leaf: BigInt(leafWeight), merge: BigInt(mergeWeight), root: BigInt(rootWeight) };
}

/** Proofs, states, finality: Rollup.sol. Methods that take a {@link Call} are its functions. */
export class Rollup {
  readonly data: PublishedData;
  readonly proven: KeptProofs;
  readonly #init: RollupInit;
  readonly #heads: JournalMap<number, RollupHead>;
  readonly #height: JournalCell<number>;
  readonly #best: JournalMap<number, BestProposal>;
  /** R12: round from which on nothing is proven; 0: the rollup goes on. */
  readonly #stoppedFrom: JournalCell<number>;

  constructor(init: RollupInit) {
    const { journal } = init;
    this.#init = init;
    this.data = new PublishedData(init);
    this.proven = new KeptProofs(journal, weightsOf(init.settings));
    this.#heads = new JournalMap(journal);
    this.#height = new JournalCell(journal, 0);
    this.#best = new JournalMap(journal);
    this.#stoppedFrom = new JournalCell(journal, 0);
  }

  get isStopped(): boolean {
    return this.#stoppedFrom.value !== 0;
  }

  /** The last final block; height 0 before the first. */
  get head(): RollupHead {
    return this.#headAt(this.#height.value)!;
  }

  /** Best proven proposal of a round of the last 64. */
  bestOf(roundId: number): BestProposal | undefined {
    return this.#init.auction.rounds.running.id - roundId < RING ? this.#best.get(roundId) : undefined;
  }

  /** P7.1, R2 */
  submitProof(call: Call, submission: ProofSubmission): void {
    const { auction, bridge, verdicts, registry } = this.#init;
    const { proposal, transcriptRoot, committed } = submission;
    const id = auction.proposalIdOf(proposal);
    const commitment = auction.commitmentOf(id);
    if (commitment === undefined) throw refusal("UnknownCommitment");
    const round = auction.rounds.roundOf(commitment.roundId);
    refuseIf(this.isStopped && round.id >= this.#stoppedFrom.value, "Stopped");
    const record = auction.rounds.recordOf(round.id)!;
    refuseIf(record.proofEnd === 0n, "ParentNotFinal");
    refuseIf(call.time >= record.proofEnd, "ProofWindowClosed");
    refuseIf(call.time < round.proofStart, "ProofWindowNotOpen");
    const below = this.#headAt(round.height - 1);
    if (below?.proposalId !== commitment.parent) throw refusal("WrongParent");
    const authorised = toHex(authorisedHash(transcriptRoot, committed));
    refuseIf(authorised !== commitment.authorised, "CommitmentMismatch");
    const { stateAfter, statesRoot, messageCount, fees, seatWords, tally } = submission;
    refuseIf(!isField(stateAfter) || !isField(statesRoot), "NotAField");
    const { messagesConsumed, stateRoot: stateBefore } = below;
    const halved = halvings(round.start, below.finalAt, longestRound(this.#init.settings));
    bridge.messages.require(messagesConsumed, messageCount, round.start, halved, proposal.depth);
    // R2: once a block of the height is final, no other takes fees.
    refuseIf(this.#height.value < round.height && fees > bridge.escrowOf(0), "FeesExceedEscrow");
    refuseIf(seatWords.length !== SEAT_WORD_BYTES * nodeCount(proposal.depth), "WrongDataLength");
    const { root: transactionsRoot, dataAt } = this.data.of(call, submission, round.start);
    refuseIf(!verdicts.acceptsProof(submission.proof), "InvalidProof");

    const { proverSetRoot, active } = record;
    const facts = {
      transactionsRoot,
      proverSetRoot,
      statesRoot,
      stateBefore,
      stateAfter,
      messageCount,
      fees,
    };
    const provers = submission.provers.and(committed).and(active);
    const context = contextOf(facts);
    const isBest = this.proven.keep(id, { context, dataAt, roundId: round.id, provers, tally, seatWords });
    registry.noteProven(call, provers);
    const count = provers.count();
    if (isBest) this.#rank(id, commitment, submission, count);
    this.#init.emit("BlockProven", {
      proposalId: id,
      height: proposal.height,
      kept: this.proven.at(id).kept.length - 1,
      isBest,
      stateAfter,
      statesRoot,
      tally,
      fees,
      messageCount,
      provers: submission.provers.words(),
      score: score(count, commitment.burnBid, commitment.alpha),
      data: toHex(submission.data),
      chunks: submission.chunks.map(toHex),
      seatWords: toHex(seatWords),
    });
  }

  /** P3.3, P8.1, R16: ends the running round: the best proven proposal becomes the head, or the height restarts. */
  finalize(call: Call): void {
    refuseIf(this.isStopped, "Stopped");
    const { auction, bridge } = this.#init;
    const best = this.bestOf(auction.rounds.running.id);
    if (best === undefined) {
      auction.close(call, undefined);
      return;
    }
    const { proposalId, provers, stateAfter, messageCount, proposer, fees } = best;
    const { dataAt } = this.proven.at(proposalId);
    const { height } = auction.rounds.running;
    this.#heads.set(height, {
      proposalId,
      stateRoot: stateAfter,
      messagesConsumed: messageCount,
      height,
      finalAt: call.time,
    });
    this.#height.value = height;
    this.proven.setFinal(proposalId, call.time);
    this.#init.emit("Finalized", {
      height: BigInt(height),
      proposalId,
      proposer,
      stateRoot: stateAfter,
      messagesConsumed: messageCount,
      fees,
    });
    auction.close(call, { proposalId, provers, dataAt });
    bridge.consume(messageCount, fees, proposer);
  }

  /** R12, by the bridge: no more blocks. */
  stop(): void {
    this.#stoppedFrom.value = this.#init.auction.rounds.running.id;
  }

  #headAt(height: number): RollupHead | undefined {
    if (this.#height.value - height >= RING) return undefined;
    if (height !== 0) return this.#heads.get(height);
    const { genesisStateRoot: stateRoot, deployedAt } = this.#init;
    return { proposalId: NO_BLOCK, stateRoot, messagesConsumed: 0n, height: 0, finalAt: deployedAt };
  }

  /** P7.2: at equal scores the earlier proof stays. A better proof of the best is the best. */
  #rank(id: Hex, commitment: Commitment, submission: ProofSubmission, provers: number): void {
    const { roundId, alpha, burnBid, proposer } = commitment;
    const best = this.#best.get(roundId);
    if (best !== undefined && best.proposalId !== id) {
      const other = this.#init.auction.commitmentOf(best.proposalId)!;
      if (score(provers, burnBid, alpha) <= score(best.provers, other.burnBid, alpha)) return;
    }
    const { stateAfter, messageCount, fees } = submission;
    this.#best.set(roundId, { proposalId: id, stateAfter, proposer, messageCount, roundId, fees, provers });
  }
}
