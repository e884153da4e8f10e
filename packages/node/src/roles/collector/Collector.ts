import {
  type L1Client,
  type L1Sender,
  l1Calls,
  MAX_CLAIMS,
  type Mined,
  type RewardClaim,
  rewardClaims,
} from "@trellis/l1";
import { BoundedMap, nodeNumber } from "@trellis/protocol";
import type { Logger } from "pino";
import type { Hex } from "viem";
import type { ProvenBlock } from "../../chain/Chain.ts";
import { DUTY_HEIGHTS } from "../../chain/dutyHeights.ts";
import { ownSeats } from "../../chain/ownSeats.ts";
import { acceptedProof } from "../../proposals/acceptedProof.ts";
import { contributionTreeOf } from "../../proposals/contributionTreeOf.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import { BackgroundTasks } from "../../tasks/BackgroundTasks.ts";
import { Backoff } from "../../tasks/Backoff.ts";
import type { Clock } from "../../tasks/Clock.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import type { Role } from "../Role.ts";
import { refusal } from "../refusal.ts";

/** Pauses after a call that failed. */
const RETRY = { firstMs: 2_000, maxMs: 300_000 };
/** Most waiting claims and refunds. */
const MAX_DUE = 8_192;
/** Refusals that a later attempt cannot change. */
const FINAL_REFUSALS = new Set([
  "NoReward",
  "NotRefundable",
  "UnnamedNode",
  "WrongContributions",
  "CommitmentMismatch",
]);

/** The parts of its node that a collector uses. */
export interface CollectorView extends ProposalsView {
  readonly sender: L1Sender;
  readonly l1: L1Client;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly log: Logger;
}

/** A reward to claim, or a bid to have refunded. */
interface Due {
  readonly key: string;
  /** Calls L1 for everything still owed. Returns the L1 block of the last call, or undefined if nothing is owed. */
  readonly run: () => Promise<bigint | undefined>;
  /** L1 block of the last call. Once the view contains it, the view shows whether the call is still in effect. */
  sentIn?: bigint;
}

/** Collects what L1 owes this node: refunds of its account's bids (P8.1, P3.3) and rewards of its seats (P8.3 … P8.5). */
export class Collector implements Role {
  readonly #view: CollectorView;
  readonly #isOwnSeat: (seat: number) => boolean;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  readonly #due = new Map<string, Due>();
  /** Heights whose rewards are planned, and commitments whose refund is planned. */
  readonly #planned = new BoundedMap<string, true>(MAX_DUE);
  #reading = 0;
  #stopped = false;

  /** @param seatSecretKeys - keys whose seats' rewards this node claims. */
  constructor(view: CollectorView, seatSecretKeys: readonly Uint8Array[]) {
    this.#view = view;
    this.#isOwnSeat = ownSeats(view.chain, seatSecretKeys);
    this.#backoff = new Backoff(view.clock, RETRY);
    this.#tasks = new BackgroundTasks((error, key) => {
      if (!this.#stopped) view.log.info({ error, task: key }, "refunds and claims were interrupted");
    });
  }

  update(): void {
    const { chain } = this.#view;
    if (this.#stopped || !chain.isReady) return;
    if (chain.readings !== this.#reading) {
      // L1 has reorganised: earlier claims and refunds may be undone, so all of them are planned again.
      this.#reading = chain.readings;
      this.#planned.clear();
      this.#due.clear();
      this.#backoff.clear();
    }
    this.#planRefunds();
    for (const { height } of chain.finals.slice(-DUTY_HEIGHTS)) this.#planClaims(height);
    if (this.#due.size > 0) this.#tasks.run("dues", () => this.#collect());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#tasks.settled();
  }

  /** Emits an event about a call. @returns the L1 block that contains it. */
  #emitMined(action: string, { hash, gasUsed, blockNumber }: Mined, proposalId: Hex): bigint {
    this.#view.emit({ event: "l1_transaction", action, hash, gas: gasUsed, proposalId });
    return blockNumber;
  }

  /** P8.1, P3.3: bids of ended rounds that neither won nor were refunded. */
  #planRefunds(): void {
    const { chain, sender, l1 } = this.#view;
    for (const { proposalId, proposal } of chain.refundable(sender.address)) {
      if (!this.#plan(proposalId)) continue;
      this.#owe(`refund ${proposalId}`, async () => {
        if (!chain.refundable(sender.address).some((bid) => bid.proposalId === proposalId)) return undefined;
        const mined = await sender.send(l1Calls.refund(l1.addresses, proposal));
        return this.#emitMined("refund", mined, proposalId);
      });
    }
  }

  /** P8.3 … P8.5: what this node's seats proved in all proven blocks of a final height, in one call. */
  #planClaims(height: bigint): void {
    const { chain } = this.#view;
    const blocks = chain
      .provenAt(height)
      .filter(({ provenBitmap }) => provenBitmap.seats().some(this.#isOwnSeat));
    if (blocks.length === 0 || !this.#plan(`claims ${height} ${blocks[0]!.proposalId}`)) return;
    this.#owe(`claims ${height}`, () => this.#claim(height));
  }

  /**
   * Claims the rewards that can be claimed now.
   * @returns the L1 block of the last call, if there is one
   * @throws if an accepted proof has not come yet, so that the rest is claimed later
   */
  async #claim(height: bigint): Promise<bigint | undefined> {
    const { chain, sender, l1 } = this.#view;
    let isMissing = false;
    const claims: RewardClaim[] = [];
    for (const block of chain.provenAt(height)) {
      if (!block.provenBitmap.seats().some(this.#isOwnSeat)) continue;
      const own = this.#claimsOf(block);
      if (own === undefined) isMissing = true;
      else if (own.length > 0 && (await l1.read("rollup", "rewardPoolOf", [block.proposalId])).amount > 0n) {
        for (const claim of own) {
          const number = BigInt(nodeNumber(claim.contribution.node));
          if (!(await l1.read("rollup", "isClaimed", [claim.proposalId, number]))) claims.push(claim);
        }
      }
    }
    let sentIn: bigint | undefined;
    for (let first = 0; first < claims.length && !this.#stopped; first += MAX_CLAIMS) {
      const some = claims.slice(first, first + MAX_CLAIMS);
      const mined = await sender.send(l1Calls.claimRewards(l1.addresses, some));
      sentIn = this.#emitMined("claimRewards", mined, some[0]!.proposalId);
    }
    if (isMissing) throw new Error(`an accepted block proof of height ${height} has not come yet`);
    return sentIn;
  }

  /** Claims of the own seats; undefined until the accepted proof has come. */
  #claimsOf({ proposalId }: ProvenBlock): RewardClaim[] | undefined {
    const { chain, proposals } = this.#view;
    const known = proposals.get(proposalId);
    const committed = chain.commitment(proposalId);
    const accepted = acceptedProof(chain, known);
    if (known === undefined || committed === undefined || accepted === undefined) return undefined;
    const tree = contributionTreeOf(accepted.message, known.proposal.depth);
    return rewardClaims(committed, tree, this.#isOwnSeat);
  }

  /** Plans something once. @returns false if it was planned before. */
  #plan(id: string): boolean {
    if (this.#planned.has(id)) return false;
    this.#planned.set(id, true);
    return true;
  }

  #owe(key: string, run: Due["run"]): void {
    if (this.#due.size < MAX_DUE) this.#due.set(key, { key, run });
  }

  /**
   * Runs one after the other, so that a block proof never waits for more than one of them. Failed ones are tried again later. A mined
   * call counts as done once the view contains its block: if L1 reorganises before that, only the missing call shows it.
   */
  async #collect(): Promise<void> {
    for (const due of [...this.#due.values()]) {
      const { key, run } = due;
      // After a reorganisation another entry may have the same key.
      const isStillDue = (): boolean => this.#due.get(key) === due;
      if (this.#stopped) return;
      if (!isStillDue() || !this.#backoff.isDue(key)) continue;
      if (due.sentIn !== undefined && this.#view.chain.view.block.number < due.sentIn) continue;
      try {
        const sentIn = await run();
        if (sentIn !== undefined) due.sentIn = sentIn;
        else if (isStillDue()) this.#due.delete(key);
        this.#backoff.succeeded(key);
      } catch (error) {
        this.#view.log.info({ error, due: key }, "a refund or claim did not go through");
        if (!isStillDue()) continue;
        if (FINAL_REFUSALS.has(refusal(error) ?? "")) this.#due.delete(key);
        else this.#backoff.failed(key);
      }
    }
  }
}
