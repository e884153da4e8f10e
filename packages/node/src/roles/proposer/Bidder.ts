import { randomBytes } from "node:crypto";
import { poseidon2Hash } from "@trellis/field";
import type { Gossip } from "@trellis/gossip";
import type { AccountSigner, L1Client, L1Sender } from "@trellis/l1";
import {
  FIELD_MODULUS,
  fromHex,
  type Proposal,
  proposalMessage,
  TrellisError,
  toBigInt,
  toBytes,
} from "@trellis/protocol";
import { affordableBid, type BondedTerms, commitTime, coverBond, proposalExpiry } from "@trellis/strategy";
import type { Logger } from "pino";
import type { RoundView } from "../../chain/RoundView.ts";
import type { ProposerSettings } from "../../config/Configuration.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import type { Clock } from "../../tasks/Clock.ts";
import type { RetriedTasks } from "../../tasks/RetriedTasks.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import { BlockBuilder, type BuilderInit, type BuilderView, type BuiltBlock } from "./BlockBuilder.ts";
import { blockBase } from "./blockBase.ts";
import type { OwnBlocks } from "./OwnBlocks.ts";
import { VoteArrivals } from "./ProposingTimes.ts";

/** The parts of the node that a bidder uses. */
export interface BidderView extends BuilderView, ProposalsView {
  readonly l1: L1Client;
  readonly sender: L1Sender;
  readonly gossip: Gossip;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly log: Logger;
}

export interface BidderInit extends BuilderInit {
  readonly settings: Pick<ProposerSettings, "depth" | "queue" | "bondRiskBps">;
  /** Of the account that the proposals are by. */
  readonly signer: AccountSigner;
  readonly blocks: OwnBlocks;
  readonly tasks: RetriedTasks;
  /** Aborts when the node stops. */
  readonly signal: AbortSignal;
}

/** P4.1: builds a block for a round, bids for it and publishes the proposal. */
export class Bidder {
  readonly #view: BidderView;
  readonly #init: BidderInit;
  readonly #builder: BlockBuilder;

  constructor(view: BidderView, init: BidderInit) {
    this.#view = view;
    this.#init = init;
    this.#builder = new BlockBuilder(view, init);
  }

  /**
   * Proposes a block for a round. Does nothing until there is a block to build on (P3.4).
   * @param key - task key. The task pauses if the balance on L1 does not cover the least bid.
   * @throws TRL-NOD-021 if gossip does not take the proposal now; errors of L1, of the signer and of the strategy.
   */
  async propose(round: RoundView, key: string): Promise<void> {
    const { chain, l1, sender } = this.#view;
    const { settings, signal } = this.#init;
    const base = blockBase(this.#view, round);
    if (base === undefined) return;
    const startedAt = this.#view.clock();
    const proposer = sender.address;
    const { minBurnBid, minProverShareBps, proposalWindow, bond, bondBps } = chain.settings;
    const rule = { bond, bondBps };
    const affordable = affordableBid(await l1.read("auction", "balanceOf", [proposer]), rule);
    const built = await this.#builder.build(base, round, { minBurnBid, affordable }, signal);
    const wanted = built.plan.terms;
    if (wanted === undefined) {
      this.#reportPoverty(key, affordable);
      return;
    }
    // R6: L1 takes no smaller part for the provers.
    const proverShareBps = Math.max(wanted.proverShareBps, minProverShareBps);
    const terms = coverBond({ ...wanted, proverShareBps }, minBurnBid, settings.bondRiskBps, rule);
    // If the base has changed meanwhile, the next update builds on the new one.
    if (signal.aborted || !base.isCurrent()) return;
    const secret = toBigInt(Uint8Array.from(randomBytes(32))) % FIELD_MODULUS;
    const proposal: Proposal = {
      height: round.height,
      round: round.round,
      parent: fromHex(base.proposalId),
      depth: built.depth,
      orderCommitment: toBytes(poseidon2Hash([secret, built.block.txsRoot]), 32),
      proverShareBps: terms.proverShareBps,
      burnBid: terms.burnBid,
      proposer: fromHex(proposer),
      expiry: proposalExpiry({ now: chain.now, proposalWindow }),
    };
    await this.#publish(proposal, terms, built, { secret: toBytes(secret, 32), startedAt });
  }

  async #publish(
    proposal: Proposal,
    terms: BondedTerms,
    built: BuiltBlock,
    { secret, startedAt }: { readonly secret: Uint8Array; readonly startedAt: number },
  ): Promise<void> {
    const { chain, domain, gossip, proposals, clock } = this.#view;
    const signature = await this.#init.signer.sign(proposalMessage(domain, proposal));
    const signed = { proposal, signature };
    // Published before it is stored: gossip judges own messages like others', and would refuse a known one as a repetition.
    const { verdict } = await gossip.publish("proposal", signed);
    if (verdict.result !== "accept") {
      throw new TrellisError("TRL-NOD-021", `gossip does not relay this node's proposal: ${verdict.reason}`);
    }
    const publishedAt = clock();
    const round = chain.roundOf(proposal);
    // Meanwhile the round has ended.
    if (round === undefined) return;
    const known = proposals.addSigned(signed);
    known.isPinned = true;
    // After a reorganisation of L1 it has to be executed again.
    if (built.base.isCurrent()) known.execution = built.block;
    const { proposalWindow } = chain.settings;
    this.#init.blocks.put(round, {
      known,
      signed,
      order: { proposalId: fromHex(known.id), secret, transactions: built.plan.transactions },
      commitAt: commitTime({ windows: round.windows, now: chain.now, proposalWindow }),
      times: { building: (publishedAt - startedAt) / 1_000, arrivals: new VoteArrivals(publishedAt) },
      messages: { below: built.base.consumed, consumed: built.block.consumed },
      isUnfit: false,
      transcript: undefined,
      committedIn: undefined,
      isRevealed: false,
      isPublished: false,
    });
    this.#report(known.id, proposal, terms, built);
  }

  #report(
    proposalId: `0x${string}`,
    { height, round, depth, burnBid, proverShareBps }: Proposal,
    { expectedProfit }: BondedTerms,
    { plan: { transactions, swaps }, block: { fees } }: BuiltBlock,
  ): void {
    const { sender, emit } = this.#view;
    emit({
      event: "proposed",
      proposalId,
      height,
      round,
      depth,
      transactions: transactions.length,
      burnBid,
      proverShareBps,
      proposer: sender.address,
      strategy: this.#init.strategy.name,
      expectedProfit,
      fees,
      backrun: swaps.reduce((sum, { profit }) => sum + profit, 0n),
      swaps: swaps.map(({ asset, amount, out, profit }) => ({ asset, amount, out, profit })),
    });
  }

  /** Emits a problem once a round. Further failures are only logged. */
  #reportPoverty(key: string, affordable: bigint): void {
    const { log, emit } = this.#view;
    const { tasks } = this.#init;
    const message = "not enough balance on L1 to bid; deposit more";
    log.warn({ affordable: String(affordable) }, message);
    if (tasks.failures(key) === 0) emit({ event: "problem", code: "TRL-NOD-020", message });
    tasks.failed(key);
  }
}
