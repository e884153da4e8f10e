import type { Mined, RankedCommitment } from "@trellis/l1";
import {
  addressOf,
  contributionsBitmap,
  fromHex,
  nodeKey,
  nodeNumber,
  publicKeyOf,
  ROOT_NODE,
  roundPhase,
  score,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { BackgroundTasks } from "./BackgroundTasks.ts";
import { Backoff } from "./Backoff.ts";
import type { BlockRecord } from "./BlockRecord.ts";
import type { CommittedProposal } from "./Chain.ts";
import { contributionTreeOf } from "./contributionTreeOf.ts";
import type { ActingContext, Role } from "./NodeContext.ts";
import type { AcceptedNodeProof } from "./NodeProofs.ts";
import { rankedRecords } from "./rankedRecords.ts";
import { refusal } from "./refusal.ts";
import { stagger } from "./stagger.ts";
import { viewWindows } from "./viewWindows.ts";

/** What is not one's own is left to its owner for this long. */
const COURTESY_MS = 4_000;
/** Others step in within this time after that. */
const SPREAD_MS = 6_000;
/** With shorter proof windows, seconds, both shrink in proportion. */
const LEISURELY_WINDOW = 120;
/** Pauses after what did not go through: while a window runs, and for what is merely owed. */
const RETRY = { firstMs: 1_000, maxMs: 8_000 };
const RETRY_DUE = { firstMs: 2_000, maxMs: 300_000 };
/** Claims and refunds that wait. */
const MAX_DUE = 8_192;
/** Refusals that no later attempt changes. */
const FINAL_REFUSALS = new Set([
  "AlreadyClaimed",
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
 * P1.4: what anyone may do on L1: submit block proofs, finalise; and what this node's own account is owed: refunds and rewards.
 * Every call is tried first at no cost, and staggered, so that nobody pays gas for what another has done.
 */
export class SettlerRole implements Role {
  readonly #context: ActingContext;
  readonly #seatKeys: ReadonlySet<string>;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  readonly #dueBackoff: Backoff;
  /** Since when an occasion to act has been there, by the node's clock. */
  readonly #since = new Map<string, number>();
  /** L1 block in which a call was mined; until it is in the view, the view still asks for it. */
  readonly #minedIn = new Map<string, bigint>();
  readonly #due = new Map<string, Due>();
  /** Final blocks whose rewards have been looked up, and commitments whose refund is planned. */
  readonly #planned = new Set<Hex>();
  #roundKey = "";
  #stopped = false;

  /** @param seatSecretKeys - keys whose seats' rewards this node claims. */
  constructor(context: ActingContext, seatSecretKeys: readonly Uint8Array[]) {
    this.#context = context;
    this.#seatKeys = new Set(seatSecretKeys.map((key) => toHex(addressOf(publicKeyOf(key)))));
    this.#backoff = new Backoff(context.clock, RETRY);
    this.#dueBackoff = new Backoff(context.clock, RETRY_DUE);
    this.#tasks = new BackgroundTasks((error, key) => {
      this.#backoff.failed(key);
      if (!this.#stopped) context.log.info({ error, task: key }, "an L1 action did not go through");
    });
  }

  update(): void {
    const { chain } = this.#context;
    if (this.#stopped || !chain.isReady) return;
    const { status } = chain.view;
    const roundKey = String(status.roundId);
    if (roundKey !== this.#roundKey) {
      this.#roundKey = roundKey;
      this.#since.clear();
      this.#minedIn.clear();
      this.#backoff.clear();
    }
    const phase = roundPhase(viewWindows(chain.view), chain.now);
    if (phase === "proof") this.#submitBest();
    // Without a commitment no proof can come: the contract does not wait for one.
    if (phase === "finalisable" || (phase === "proof" && status.commitments === 0)) {
      const key = `finalise ${status.roundId}`;
      const best = this.#context.records.get(status.best);
      const isOwn = best !== undefined && this.#isOwn(best);
      if (this.#isMyTurn(key, status.roundId, isOwn)) this.#act(key, () => this.#finalise());
    }
    this.#planRefunds();
    for (const { proposalId } of chain.finals.slice(-2)) this.#planClaims(proposalId);
    if (this.#due.size > 0) this.#tasks.run("dues", () => this.#settleDues());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#tasks.settled();
  }

  get #address(): Hex {
    return this.#context.actions.sender.address.toLowerCase() as Hex;
  }

  #isOwn(record: BlockRecord): boolean {
    return toHex(record.proposal.proposer) === this.#address;
  }

  #isMyTurn(key: string, occasion: Hex | bigint, isOwn: boolean): boolean {
    const { chain, clock } = this.#context;
    const since = this.#since.get(key) ?? clock();
    this.#since.set(key, since);
    const haste = Math.min(1, chain.view.status.settings.proofWindow / LEISURELY_WINDOW);
    const delay = isOwn ? 0 : (COURTESY_MS + stagger(this.#address, occasion, SPREAD_MS)) * haste;
    return clock() >= since + delay;
  }

  /** One call at a time for a key; again only when it failed, or when L1 shows that it did not last. */
  #act(key: string, run: () => Promise<Mined>): void {
    const minedIn = this.#minedIn.get(key);
    if (minedIn !== undefined && this.#context.chain.view.block.number < minedIn) return;
    if (!this.#backoff.isDue(key)) return;
    this.#tasks.run(key, async () => {
      this.#minedIn.set(key, (await run()).blockNumber);
      this.#backoff.succeeded(key);
    });
  }

  /** P7.1: block proofs that would lead the ranking. */
  #submitBest(): void {
    const { chain } = this.#context;
    for (const { record, row } of rankedRecords(this.#context)) {
      const accepted = this.#bestProof(record, row);
      if (accepted === undefined || record.execution === undefined) continue;
      const provers = accepted.bitmap.and(chain.active).count();
      const key = `submit ${record.id} ${provers}`;
      if (this.#isMyTurn(key, record.id, this.#isOwn(record))) {
        this.#act(key, () => this.#submit(record, accepted));
      }
    }
  }

  /** P7.2: the proof with most provers that may be counted, if L1 would take it and it would lead. */
  #bestProof(record: BlockRecord, row: RankedCommitment): AcceptedNodeProof | undefined {
    const { active, view } = this.#context.chain;
    let best: { accepted: AcceptedNodeProof; provers: number } | undefined;
    for (const accepted of record.proofsOf(ROOT_NODE)) {
      const provers = accepted.bitmap.and(active).count();
      if (best === undefined || provers > best.provers) best = { accepted, provers };
    }
    if (best === undefined || (row.proven && best.provers <= row.provenProvers)) return undefined;
    return score(best.provers, row.burnBid) > view.status.bestScore ? best.accepted : undefined;
  }

  async #submit(record: BlockRecord, accepted: AcceptedNodeProof): Promise<Mined> {
    const { chain, actions } = this.#context;
    const committed = chain.commitment(record.id)!;
    const execution = record.execution!;
    let mined: Mined;
    try {
      mined = await actions.submitProof({
        proposal: record.proposal,
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
      if (refusal(error) === "InvalidProof") record.dropProof(accepted);
      throw error;
    }
    this.#emitMined("submitProof", mined, record.id);
    return mined;
  }

  async #finalise(): Promise<Mined> {
    const mined = await this.#context.actions.finalize();
    this.#emitMined("finalize", mined);
    return mined;
  }

  #emitMined(action: string, { hash, gasUsed }: Mined, proposalId?: Hex): void {
    const of = proposalId === undefined ? {} : { proposalId };
    this.#context.emit({ event: "l1_transaction", action, hash, gas: String(gasUsed), ...of });
  }

  /** P8.1, P3.3: bids of ended rounds that neither won nor came back. */
  #planRefunds(): void {
    for (const { proposalId, proposal } of this.#context.chain.refundable(this.#address)) {
      if (!this.#plan(proposalId)) continue;
      this.#owe(`refund ${proposalId}`, async () => {
        this.#emitMined("refund", await this.#context.actions.refund(proposal), proposalId);
      });
    }
  }

  /** P8.3: one claim for each node that a seat of this node proved. Waits for the proof that L1 took, if it is not here yet. */
  #planClaims(proposalId: Hex): void {
    const { chain, records } = this.#context;
    const record = records.get(proposalId);
    const proven = chain.proven(proposalId);
    const committed = chain.commitment(proposalId);
    if (record === undefined || proven === undefined || committed === undefined) return;
    const hash = fromHex(proven.contributionsHash);
    const accepted = record
      .proofsOf(ROOT_NODE)
      .find(({ contributionsHash }) => Buffer.compare(contributionsHash, hash) === 0);
    if (accepted === undefined || !this.#plan(proposalId)) return;
    this.#oweClaims(record, accepted, committed);
  }

  #oweClaims(record: BlockRecord, accepted: AcceptedNodeProof, committed: CommittedProposal): void {
    const { chain, actions, l1 } = this.#context;
    const tree = contributionTreeOf(accepted.message, record.proposal.depth);
    for (const contribution of tree.contributions()) {
      const { seat, node } = contribution;
      const key = seat === null ? undefined : chain.seats.key(seat);
      if (key === undefined || !this.#seatKeys.has(toHex(addressOf(key)))) continue;
      this.#owe(`claim ${record.id} ${nodeKey(node)}`, async () => {
        if (await l1.isClaimed(record.id, nodeNumber(node))) return;
        const mined = await actions.claimReward({
          proposalId: record.id,
          transcriptRoot: committed.transcriptRoot,
          committedBitmap: committed.bitmap.words(),
          contribution,
          children: tree.childHashes(node),
          path: tree.path(node),
        });
        this.#emitMined("claimReward", mined, record.id);
      });
    }
  }

  /** Whether this is news. */
  #plan(id: Hex): boolean {
    if (this.#planned.has(id)) return false;
    if (this.#planned.size >= MAX_DUE) this.#planned.delete(this.#planned.values().next().value!);
    this.#planned.add(id);
    return true;
  }

  #owe(key: string, run: () => Promise<void>): void {
    if (this.#due.size < MAX_DUE) this.#due.set(key, { key, run });
  }

  /** One after the other, so that a block proof never waits for more than one of them. What fails is tried again later. */
  async #settleDues(): Promise<void> {
    for (const { key, run } of [...this.#due.values()]) {
      if (this.#stopped) return;
      if (!this.#dueBackoff.isDue(key)) continue;
      try {
        await run();
        this.#due.delete(key);
        this.#dueBackoff.succeeded(key);
      } catch (error) {
        this.#context.log.info({ error, due: key }, "what is owed cannot be had yet");
        if (FINAL_REFUSALS.has(refusal(error) ?? "")) this.#due.delete(key);
        else this.#dueBackoff.failed(key);
      }
    }
  }
}
