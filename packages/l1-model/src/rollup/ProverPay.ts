import { bitmapHash, fairPart, nodeNumber, nodePay, type ProverBitmap, unclePart } from "@trellis/protocol";
import type { Hex } from "viem";
import { JournalMap } from "../calls/JournalMap.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import { authorisedHash } from "./authorisedHash.ts";
import type { Commitments } from "./Commitments.ts";
import { type ContributionProof, contributionsRoot } from "./contributionsRoot.ts";
import { decodeEntry } from "./decodeEntry.ts";
import { nodeWeights } from "./nodeWeights.ts";
import type { RollupInit } from "./RollupInit.ts";

/** What the provers of a proven block share, once its round is final; depth 0: nothing is owed to them. */
export interface RewardPool {
  /** Wei. */
  readonly amount: bigint;
  readonly depth: number;
  readonly height: bigint;
}

/** Claims for several nodes of one block. */
export interface RewardClaim {
  readonly proposalId: Hex;
  readonly transcriptRoot: Uint8Array;
  readonly committedBitmap: ProverBitmap;
  readonly contributions: readonly ContributionProof[];
}

/** What a round that ended with a block leaves to its provers. */
export interface RoundReward {
  readonly proverReward: bigint;
  readonly height: bigint;
  readonly finalAt: bigint;
  /** Of all proven proposals together. */
  readonly provers: number;
  /** Of the best U + 1 together, the winner's included. */
  readonly rankedProvers: number;
  readonly winnerProvers: number;
}

const NOTHING: RewardPool = { amount: 0n, depth: 0, height: 0n };

/** Provers' pay (P8.3, P8.4, P8.5). ProverPay.sol. */
export class ProverPay {
  readonly #init: RollupInit;
  readonly #commitments: Commitments;
  readonly #rewards: JournalMap<bigint, RoundReward>;
  readonly #claimed: JournalMap<string, true>;

  constructor(init: RollupInit, commitments: Commitments) {
    this.#init = init;
    this.#commitments = commitments;
    this.#rewards = new JournalMap(init.journal);
    this.#claimed = new JournalMap(init.journal);
  }

  /** Keeps what a round leaves to its provers. */
  owe(roundId: bigint, reward: RoundReward): void {
    this.#rewards.set(roundId, reward);
  }

  /** When a round ended with a block; 0: it still runs, or ended without. */
  finalAt(roundId: bigint): bigint {
    return this.#rewards.get(roundId)?.finalAt ?? 0n;
  }

  isClaimed(proposalId: Hex, number: number): boolean {
    return this.#claimed.has(`${proposalId} ${number}`);
  }

  poolOf(proposalId: Hex): RewardPool {
    const { uncleReward, fairPay } = this.#init.settings;
    const block = this.#commitments.get(proposalId);
    const round = block === undefined ? undefined : this.#rewards.get(block.roundId);
    if (block === undefined || round === undefined || !block.proven) return NOTHING;
    const isUncle = block.ranked && !block.won;
    if (!(block.won || isUncle || fairPay)) return NOTHING;
    const { provenProvers: provers } = block;
    let amount = 0n;
    if (fairPay) amount = fairPart(round.proverReward, provers, round.provers);
    else if (block.won) amount = round.proverReward;
    if (isUncle) {
      const uncleProvers = round.rankedProvers - round.winnerProvers;
      amount += unclePart(uncleReward, provers, uncleProvers, round.winnerProvers);
    }
    return { amount, depth: block.depth, height: round.height };
  }

  /** Passes over what was claimed before. */
  claimRewards(claims: readonly RewardClaim[]): void {
    for (const claim of claims) this.#claim(claim);
  }

  #claim({ proposalId, transcriptRoot, committedBitmap, contributions }: RewardClaim): void {
    const { settings, registry, token } = this.#init;
    const pool = this.poolOf(proposalId);
    refuseIf(pool.depth === 0, "NoReward");
    const { authorised, contributionsHash } = this.#commitments.at(proposalId);
    refuseIf(
      authorisedHash(transcriptRoot, bitmapHash(committedBitmap)) !== authorised,
      "CommitmentMismatch",
    );
    for (const proof of contributions) {
      refuseIf(contributionsRoot(proof, pool.depth) !== contributionsHash, "WrongContributions");
      const { node, seat } = decodeEntry(proof.entry);
      const number = nodeNumber(node);
      refuseIf(seat === null, "UnnamedNode");
      if (this.isClaimed(proposalId, number)) continue;
      this.#claimed.set(`${proposalId} ${number}`, true);
      const isCommitted = committedBitmap.has(seat!);
      const { uncommittedFactorBps } = settings;
      const amount = nodePay(
        pool.amount,
        nodeWeights(settings),
        node,
        pool.depth,
        isCommitted,
        uncommittedFactorBps,
      );
      const payout = registry.payoutOf(seat!);
      this.#init.emit("RewardClaimed", {
        proposalId,
        seat: seat!,
        payout,
        nodeNumber: BigInt(number),
        amount,
      });
      token.mint(payout, amount);
    }
  }
}
