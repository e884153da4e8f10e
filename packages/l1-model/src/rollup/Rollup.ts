import { escalatedBond, ProverBitmap, type Round, splitReward } from "@trellis/protocol";
import type { Call } from "../calls/Call.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import { Auction } from "./Auction.ts";
import { BlockData } from "./BlockData.ts";
import { Bridge } from "./Bridge.ts";
import { ProposerAccounts } from "./ProposerAccounts.ts";
import { ProvenBlocks } from "./ProvenBlocks.ts";
import { ProverPay } from "./ProverPay.ts";
import type { RollupInit } from "./RollupInit.ts";
import type { RollupSettings } from "./RollupSettings.ts";
import type { Ranked, RoundStatus, Status } from "./Status.ts";
import { Withdrawals } from "./Withdrawals.ts";
import { ZERO_HASH } from "./zeroHash.ts";

const NO_SEATS = ProverBitmap.EMPTY.words();
const NO_ROUND: RoundStatus = {
  roundId: 0n,
  height: 0n,
  round: 0,
  windowOpen: false,
  windowStart: 0n,
  commitEnd: 0n,
  commitments: 0,
  alpha: 0,
  proverSetRoot: ZERO_HASH,
  activeBitmap: NO_SEATS,
};

/** Rollup.sol, put together of its parts; how a round ends (P8) and what may be asked of it. */
export class Rollup {
  readonly settings: RollupSettings;
  readonly accounts: ProposerAccounts;
  readonly auction: Auction;
  readonly bridge: Bridge;
  readonly data: BlockData;
  readonly proven: ProvenBlocks;
  readonly pay: ProverPay;
  readonly withdrawals: Withdrawals;
  readonly #init: RollupInit;

  constructor(init: RollupInit) {
    this.#init = init;
    this.settings = init.settings;
    this.accounts = new ProposerAccounts(init);
    this.auction = new Auction(init, this.accounts);
    this.bridge = new Bridge(init);
    this.data = new BlockData(init);
    this.proven = new ProvenBlocks(init, this.auction, this.bridge, this.data);
    this.pay = new ProverPay(init, this.auction.commitments);
    this.withdrawals = new Withdrawals(init, this.bridge, this.auction.commitments);
  }

  /** P3.3, P8: the best proven block becomes the head, or the height restarts. */
  finalize(call: Call): void {
    const { token, address } = this.#init;
    const { running } = this.auction.rounds;
    refuseIf(running.windows === undefined, "RoundNotOpen");
    const { commitEnd, proofEnd } = running.windows!;
    // Without a commitment no proof can come.
    const isLed = this.auction.commitments.hasChild(running.id, this.auction.head);
    refuseIf(call.time < (isLed ? proofEnd! : commitEnd), "ProofWindowStillOpen");
    const { best } = this.proven;
    const burned = this.auction.settleLeader();
    if (best === undefined) {
      this.auction.restart();
      token.burn(address, burned);
      return;
    }
    const { commitments } = this.auction;
    commitments.change(best.proposalId, { settled: true, won: true });
    const block = commitments.at(best.proposalId);
    const reward = splitReward(
      this.settings.blockReward,
      block.committedProvers,
      block.provenCommittedProvers,
      best.proverShareBps,
    );
    this.proven.setStateRoot(best.stateAfter);
    this.bridge.messages.setConsumed(best.messageCount);
    this.bridge.release(0, best.fees);
    const bond = escalatedBond(this.settings.bond, block.failures);
    this.accounts.credit(best.proposer, bond + best.fees + reward.proposer);
    this.accounts.forgive(best.proposer);
    this.pay.owe(running.id, {
      proverReward: reward.provers,
      height: running.height,
      finalAt: call.time,
      provers: best.provers,
      rankedProvers: best.rankedProvers,
      winnerProvers: block.provenProvers,
    });
    this.#init.emit("Finalized", {
      height: running.height,
      proposalId: best.proposalId,
      proposer: best.proposer,
      stateRoot: best.stateAfter,
      messagesConsumed: best.messageCount,
      burned: block.burnBid,
      proverReward: reward.provers,
      proposerReward: reward.proposer,
      fees: best.fees,
    });
    this.auction.advance(call, best.proposalId);
    token.burn(address, burned + block.burnBid);
    token.mint(address, reward.proposer);
  }

  /** As of a time, since windows open by it (P3.4). */
  status(time: bigint): Status {
    const { running } = this.auction.rounds;
    const { best } = this.proven;
    const above = this.auction.above(time);
    return {
      ...this.#statusOf(running),
      proofStart: running.windows?.proofStart ?? 0n,
      proofEnd: running.windows?.proofEnd ?? 0n,
      head: this.auction.head,
      stateRoot: this.proven.stateRoot,
      best: best?.proposalId ?? ZERO_HASH,
      bestScore: best === undefined ? 0n : this.auction.commitments.scoreOf(best.proposalId, running.alpha),
      messagesQueued: this.bridge.messages.queued,
      messagesConsumed: this.bridge.messages.consumed,
      settings: this.settings,
      next: above === undefined ? NO_ROUND : this.#statusOf(above),
    };
  }

  /** Commitments of the running round in order of arrival, after them those of the round above. */
  ranking(): Ranked[] {
    const { running, next } = this.auction.rounds;
    return (next === undefined ? [running] : [running, next]).flatMap((round) => this.#rowsOf(round));
  }

  #rowsOf({ id, alpha }: Round): Ranked[] {
    const { commitments } = this.auction;
    return commitments.entered(id).map((proposalId) => {
      const { roundId, burnBid, committedProvers, proven, provenProvers } = commitments.at(proposalId);
      const score = commitments.scoreOf(proposalId, alpha);
      return { proposalId, roundId, burnBid, committedProvers, proven, provenProvers, score };
    });
  }

  #statusOf({ id, height, round, alpha, windows }: Round): RoundStatus {
    const { registry } = this.#init;
    const { proverSetRoot, active } = this.auction.snapshotOf(id) ?? registry;
    return {
      roundId: id,
      height,
      round,
      windowOpen: windows !== undefined,
      windowStart: windows?.start ?? 0n,
      commitEnd: windows?.commitEnd ?? 0n,
      commitments: this.auction.commitments.entered(id).length,
      alpha,
      proverSetRoot,
      activeBitmap: active.words(),
    };
  }
}
