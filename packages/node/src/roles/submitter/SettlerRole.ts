import type { Mined, RankedCommitment, RewardClaim } from "@trellis/l1";
import {
  BoundedMap,
  contributionsBitmap,
  fromHex,
  nodeNumber,
  ROOT_NODE,
  roundPhase,
  score,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { ProvenBlock } from "../../chain/Chain.ts";
import { DUTY_HEIGHTS } from "../../chain/dutyHeights.ts";
import { ownSeats } from "../../chain/ownSeats.ts";
import { viewWindows } from "../../chain/viewWindows.ts";
import { acceptedProof } from "../../proposals/acceptedProof.ts";
import { contributionTreeOf } from "../../proposals/contributionTreeOf.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { AcceptedNodeProof } from "../../proposals/NodeProofs.ts";
import { rankedProposals } from "../../proposals/rankedProposals.ts";
import { BackgroundTasks } from "../../tasks/BackgroundTasks.ts";
import { Backoff } from "../../tasks/Backoff.ts";
import { L1Duties } from "../L1Duties.ts";
import type { ActingContext, Role } from "../NodeContext.ts";
import { refusal } from "../refusal.ts";
import { submitInParts } from "./submitInParts.ts";

/** Pauses after what did not go through: while a window runs, and for what is merely owed. */
const RETRY = { firstMs: 1_000, maxMs: 8_000 };
const RETRY_DUE = { firstMs: 2_000, maxMs: 300_000 };
/** Claims and refunds that wait. */
const MAX_DUE = 8_192;
/** Nodes claimed in one call: about 70,000 gas each, below what one transaction may use (2^24). */
const MAX_CLAIMS = 128;
/** Refusals that no later attempt changes. */
const FINAL_REFUSALS = new Set([
  "NoReward",
  "NotRefundable",
  "UnnamedNode",
  "WrongContributions",
  "CommitmentMismatch",
]);

/** A reward to claim, or a bid to get back. */
interface Due {
  readonly key: string;
  readonly run: () => Promise<void>;
}

/**
 * P1.4: what anyone may do on L1: submit block proofs, finalise; and what this node's own account and seats are owed: refunds and
 * rewards. Every call is tried first at no cost, and staggered, so that nobody pays gas for what another has done.
 */
export class SettlerRole implements Role {
  readonly #context: ActingContext;
  readonly #isOwnSeat: (seat: number) => boolean;
  readonly #duties: L1Duties;
  readonly #tasks: BackgroundTasks;
  readonly #dueBackoff: Backoff;
  readonly #due = new Map<string, Due>();
  /** Heights whose rewards are planned, and commitments whose refund is. */
  readonly #planned = new BoundedMap<string, true>(MAX_DUE);
  #roundKey = "";
  #reading = 0;
  #stopped = false;

  /** @param seatSecretKeys - keys whose seats' rewards this node claims. */
  constructor(context: ActingContext, seatSecretKeys: readonly Uint8Array[]) {
    this.#context = context;
    this.#isOwnSeat = ownSeats(context.chain, seatSecretKeys);
    this.#duties = new L1Duties(context, { retry: RETRY });
    this.#dueBackoff = new Backoff(context.clock, RETRY_DUE);
    this.#tasks = new BackgroundTasks((error, key) => {
      if (!this.#stopped) context.log.info({ error, task: key }, "an L1 action did not go through");
    });
  }

  update(): void {
    const { chain } = this.#context;
    if (this.#stopped || !chain.isReady) return;
    if (chain.readings !== this.#reading) {
      // What was claimed and refunded may be undone: L1 is asked again.
      this.#reading = chain.readings;
      this.#planned.clear();
      this.#due.clear();
      this.#dueBackoff.clear();
    }
    const { status } = chain.view;
    const roundKey = String(status.roundId);
    if (roundKey !== this.#roundKey) {
      this.#roundKey = roundKey;
      this.#duties.clear();
    }
    const phase = roundPhase(viewWindows(chain.view), chain.now);
    if (phase === "proof") this.#submitBest();
    // Without a commitment no proof can come: the contract does not wait for one.
    if (phase === "finalisable" || (phase === "proof" && chain.ranking.length === 0)) {
      const key = `finalise ${status.roundId}`;
      const best = this.#context.proposals.get(status.best);
      const isOwn = best !== undefined && this.#isOwn(best);
      if (this.#duties.isMyTurn(key, status.roundId, isOwn)) {
        this.#duties.act(key, { action: "finalize", run: () => this.#context.actions.finalize() });
      }
    }
    this.#planRefunds();
    for (const { height } of chain.finals.slice(-DUTY_HEIGHTS)) this.#planClaims(height);
    if (this.#due.size > 0) this.#tasks.run("dues", () => this.#settleDues());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([this.#duties.stop(), this.#tasks.settled()]);
  }

  #isOwn(known: KnownProposal): boolean {
    return toHex(known.proposal.proposer) === this.#duties.address;
  }

  /** P7.1: block proofs that would lead the ranking, and those that would be paid for as uncles. */
  #submitBest(): void {
    const { chain } = this.#context;
    for (const { known, row } of rankedProposals(this.#context)) {
      const accepted = this.#bestProof(known, row);
      if (accepted === undefined || known.execution === undefined) continue;
      const provers = accepted.bitmap.and(chain.active).count();
      const key = `submit ${known.id} ${provers}`;
      if (this.#duties.isMyTurn(key, known.id, this.#isOwn(known))) {
        const run = () => this.#submit(known, accepted);
        this.#duties.act(key, { action: "submitProof", proposalId: known.id, run });
      }
    }
  }

  /** P7.2: the proof with most provers that may be counted, if L1 would take it and it is worth its gas to this node. */
  #bestProof(known: KnownProposal, row: RankedCommitment): AcceptedNodeProof | undefined {
    const { active, view } = this.#context.chain;
    let best: { accepted: AcceptedNodeProof; provers: number } | undefined;
    for (const accepted of known.proofsOf(ROOT_NODE)) {
      const provers = accepted.bitmap.and(active).count();
      if (best === undefined || provers > best.provers) best = { accepted, provers };
    }
    if (best === undefined || (row.proven && best.provers <= row.provenProvers)) return undefined;
    const reached = score(best.provers, row.burnBid, view.status.alpha);
    if (reached > view.status.bestScore) return best.accepted;
    return this.#isPaidBehind(known, row, best.accepted, reached) ? best.accepted : undefined;
  }

  /** P8.4, P8.5: whether a block that does not lead pays this node's seats; P9.6: or saves the bond of this node's own leading bid. */
  #isPaidBehind(
    known: KnownProposal,
    row: RankedCommitment,
    accepted: AcceptedNodeProof,
    reached: bigint,
  ): boolean {
    const { ranking, view } = this.#context.chain;
    const { status } = view;
    if (this.#isOwn(known) && !row.proven && this.#hasLed(row)) return true;
    if (!accepted.bitmap.seats().some(this.#isOwnSeat)) return false;
    const ahead = ranking.filter((other) => other !== row && other.proven && other.score >= reached).length;
    return status.settings.fairPay || ahead <= status.settings.uncles;
  }

  /** P9.6: whether the commitment leads the provisional ranking; at equal scores the earlier one does. */
  #hasLed(row: RankedCommitment): boolean {
    const { ranking, view } = this.#context.chain;
    const { status } = view;
    const provisional = ({ committedProvers, burnBid }: RankedCommitment): bigint =>
      score(committedProvers, burnBid, status.alpha);
    const own = provisional(row);
    const place = ranking.indexOf(row);
    return ranking.every((other, i) => (i < place ? provisional(other) < own : provisional(other) <= own));
  }

  async #submit(known: KnownProposal, accepted: AcceptedNodeProof): Promise<Mined> {
    const { chain } = this.#context;
    const committed = chain.commitment(known.id)!;
    const execution = known.execution!;
    try {
      return await submitInParts(this.#context, {
        proposal: known.proposal,
        transcriptRoot: fromHex(committed.transcriptRoot),
        committedBitmap: committed.bitmap,
        provenBitmap: contributionsBitmap(accepted.message.contributions),
        stateAfter: execution.stateAfter.root(),
        contributionsHash: accepted.contributionsHash,
        fees: execution.fees,
        messageCount: chain.view.status.messagesConsumed + BigInt(execution.consumed),
        data: execution.data,
        proof: accepted.message.proof,
      });
    } catch (error) {
      // L1 has the last word on what could not be judged here.
      if (refusal(error) === "InvalidProof") known.dropProof(accepted);
      throw error;
    }
  }

  #emitMined(action: string, { hash, gasUsed }: Mined, proposalId?: Hex): void {
    const of = proposalId === undefined ? {} : { proposalId };
    this.#context.emit({ event: "l1_transaction", action, hash, gas: String(gasUsed), ...of });
  }

  /** P8.1, P3.3: bids of ended rounds that neither won nor came back. */
  #planRefunds(): void {
    for (const { proposalId, proposal } of this.#context.chain.refundable(this.#duties.address)) {
      if (!this.#plan(proposalId)) continue;
      this.#owe(`refund ${proposalId}`, async () => {
        this.#emitMined("refund", await this.#context.actions.refund(proposal), proposalId);
      });
    }
  }

  /** P8.3 … P8.5: what this node's seats proved in all proven blocks of a final height, in one call. */
  #planClaims(height: bigint): void {
    const { chain } = this.#context;
    const blocks = chain
      .provenAt(height)
      .filter(({ provenBitmap }) => provenBitmap.seats().some(this.#isOwnSeat));
    if (blocks.length === 0 || !this.#plan(`claims ${height} ${blocks[0]!.proposalId}`)) return;
    this.#owe(`claims ${height}`, () => this.#claim(height));
  }

  /** Waits for proofs that L1 took and that are not here yet. */
  async #claim(height: bigint): Promise<void> {
    const { chain, actions, l1 } = this.#context;
    let isMissing = false;
    const claims: RewardClaim[] = [];
    for (const block of chain.provenAt(height)) {
      if (!block.provenBitmap.seats().some(this.#isOwnSeat)) continue;
      const own = this.#claimsOf(block);
      if (own === undefined) isMissing = true;
      else if (own.length > 0 && (await l1.rewardPoolOf(block.proposalId)).amount > 0n) {
        for (const claim of own) {
          const number = nodeNumber(claim.contribution.node);
          if (!(await l1.isClaimed(claim.proposalId, number))) claims.push(claim);
        }
      }
    }
    for (let first = 0; first < claims.length && !this.#stopped; first += MAX_CLAIMS) {
      const some = claims.slice(first, first + MAX_CLAIMS);
      this.#emitMined("claimRewards", await actions.claimRewards(some), some[0]!.proposalId);
    }
    if (isMissing) throw new Error(`a block proof of height ${height} is not here`);
  }

  /** Claims of the own seats; undefined while the accepted proof is not here. */
  #claimsOf({ proposalId }: ProvenBlock): RewardClaim[] | undefined {
    const { chain, proposals } = this.#context;
    const known = proposals.get(proposalId);
    const committed = chain.commitment(proposalId);
    const accepted = known === undefined ? undefined : acceptedProof(chain, known);
    if (known === undefined || committed === undefined || accepted === undefined) return undefined;
    const tree = contributionTreeOf(accepted.message, known.proposal.depth);
    return tree
      .contributions()
      .filter(({ seat }) => seat !== null && this.#isOwnSeat(seat))
      .map((contribution) => ({
        proposalId,
        transcriptRoot: committed.transcriptRoot,
        committedBitmap: committed.bitmap.words(),
        contribution,
        children: tree.childHashes(contribution.node),
        path: tree.path(contribution.node),
      }));
  }

  /** Whether this is news. */
  #plan(id: string): boolean {
    if (this.#planned.has(id)) return false;
    this.#planned.set(id, true);
    return true;
  }

  #owe(key: string, run: () => Promise<void>): void {
    if (this.#due.size < MAX_DUE) this.#due.set(key, { key, run });
  }

  /** One after the other, so that a block proof never waits for more than one of them. What fails is tried again later. */
  async #settleDues(): Promise<void> {
    for (const due of [...this.#due.values()]) {
      const { key, run } = due;
      // After a reorganisation it is another, under the same key.
      const isStillDue = (): boolean => this.#due.get(key) === due;
      if (this.#stopped) return;
      if (!isStillDue() || !this.#dueBackoff.isDue(key)) continue;
      try {
        await run();
        if (isStillDue()) this.#due.delete(key);
        this.#dueBackoff.succeeded(key);
      } catch (error) {
        this.#context.log.info({ error, due: key }, "what is owed cannot be had yet");
        if (!isStillDue()) continue;
        if (FINAL_REFUSALS.has(refusal(error) ?? "")) this.#due.delete(key);
        else this.#dueBackoff.failed(key);
      }
    }
  }
}
