import {
  addressOf,
  contributionsBitmap,
  fromHex,
  nodeKey,
  nodeNumber,
  publicKeyOf,
  roundPhase,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { BackgroundTasks } from "./BackgroundTasks.ts";
import { type BlockRecord, contributionTreeOf } from "./BlockRecord.ts";
import type { FinalBlock } from "./Chain.ts";
import type { ActingContext, Role } from "./NodeContext.ts";
import { rankedRecords } from "./rankedRecords.ts";
import { stagger } from "./stagger.ts";
import { viewWindows } from "./viewWindows.ts";

/** Others step in within this time after who is first in turn could have acted. */
const SPREAD_MS = 6_000;
/** What is not one's own is left to its owner for this long. */
const COURTESY_MS = 4_000;
const MAX_CLAIM_ATTEMPTS = 5;

/** A reward to claim, or a bid to get back. */
interface Due {
  readonly key: string;
  readonly run: () => Promise<void>;
  attempts: number;
}

/**
 * P1.4: what anyone may do on L1: submit block proofs, finalise; and what this node's own account is owed: refunds and rewards.
 * Every call is tried first at no cost, and staggered, so that nobody pays gas for what another has done.
 */
export class SettlerRole implements Role {
  readonly #context: ActingContext;
  readonly #seatKeys: ReadonlySet<string>;
  readonly #tasks: BackgroundTasks;
  /** performance.now() since when an occasion to act has been there. */
  readonly #since = new Map<string, number>();
  #due: Due[] = [];
  #stopped = false;

  /** @param seatSecretKeys - keys whose seats' rewards this node claims. */
  constructor(context: ActingContext, seatSecretKeys: readonly Uint8Array[]) {
    this.#context = context;
    this.#seatKeys = new Set(seatSecretKeys.map((key) => toHex(addressOf(publicKeyOf(key)))));
    this.#tasks = new BackgroundTasks((error, key) =>
      context.log.info({ error, task: key }, "an L1 action did not go through"),
    );
  }

  update(): void {
    const { chain } = this.#context;
    if (this.#stopped || !chain.isReady) return;
    const { status } = chain.view;
    const phase = roundPhase(viewWindows(chain.view), chain.now);
    if (phase === "proof") {
      for (const { record, row } of rankedRecords(this.#context)) {
        const accepted = record.blockProof();
        if (row.proven || accepted === undefined || record.execution === undefined) continue;
        const isOwn = toHex(record.proposal.proposer) === this.#address;
        if (this.#isMyTurn(`submit ${record.id}`, record.id, isOwn)) {
          this.#tasks.run(`submit ${record.id}`, () => this.#submit(record));
        }
      }
    }
    if (phase === "finalisable") {
      const key = `finalise ${status.roundId}`;
      const best = this.#context.records.get(status.best);
      const isOwn = best !== undefined && toHex(best.proposal.proposer) === this.#address;
      if (this.#isMyTurn(key, status.roundId, isOwn)) this.#tasks.run(key, () => this.#finalise());
    }
    for (const due of this.#due.splice(0)) {
      this.#tasks.run(due.key, async () => {
        try {
          await due.run();
        } catch (error) {
          due.attempts++;
          if (due.attempts < MAX_CLAIM_ATTEMPTS) this.#due.push(due);
          throw error;
        }
      });
    }
  }

  /** Notes what a final block owes to this node. */
  onFinal(block: FinalBlock): void {
    this.#since.clear();
    for (const record of this.#context.records.all()) {
      if (record.proposal.height !== block.height) continue;
      const isOwn = toHex(record.proposal.proposer) === this.#address;
      const isCommitted = this.#context.chain.commitment(record.id) !== undefined;
      if (record.id === block.proposalId) this.#planClaims(record);
      else if (isOwn && isCommitted) this.#planRefund(record);
    }
  }

  /** P3.3: a round ended without proof; its bids come back. */
  onRestart(height: bigint, round: number): void {
    this.#since.clear();
    for (const record of this.#context.records.all()) {
      if (record.proposal.height !== height || record.proposal.round !== round) continue;
      const isOwn = toHex(record.proposal.proposer) === this.#address;
      if (isOwn && this.#context.chain.commitment(record.id) !== undefined) this.#planRefund(record);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#tasks.settled();
  }

  get #address(): Hex {
    return this.#context.actions.sender.address.toLowerCase() as Hex;
  }

  #isMyTurn(key: string, occasion: Hex | bigint, isOwn: boolean): boolean {
    const since = this.#since.get(key) ?? performance.now();
    this.#since.set(key, since);
    const delay = isOwn ? 0 : COURTESY_MS + stagger(this.#address, occasion, SPREAD_MS);
    return performance.now() >= since + delay;
  }

  async #submit(record: BlockRecord): Promise<void> {
    const { chain, actions, emit } = this.#context;
    const accepted = record.blockProof();
    const committed = chain.commitment(record.id);
    const { execution } = record;
    if (accepted === undefined || committed === undefined || execution === undefined) return;
    const mined = await actions.submitProof({
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
    emit({
      event: "l1_transaction",
      action: "submitProof",
      hash: mined.hash,
      gas: String(mined.gasUsed),
      proposalId: record.id,
    });
  }

  async #finalise(): Promise<void> {
    const { actions, emit } = this.#context;
    const mined = await actions.finalize();
    emit({ event: "l1_transaction", action: "finalize", hash: mined.hash, gas: String(mined.gasUsed) });
  }

  #planRefund(record: BlockRecord): void {
    this.#due.push({
      key: `refund ${record.id}`,
      attempts: 0,
      run: async () => {
        const { actions, emit } = this.#context;
        const mined = await actions.refund(record.proposal);
        emit({
          event: "l1_transaction",
          action: "refund",
          hash: mined.hash,
          gas: String(mined.gasUsed),
          proposalId: record.id,
        });
      },
    });
  }

  /** P8.3: one claim for each node that a seat of this node proved. */
  #planClaims(record: BlockRecord): void {
    const { chain, actions, emit, l1 } = this.#context;
    const proven = chain.proven(record.id);
    const committed = chain.commitment(record.id);
    const accepted = proven === undefined ? undefined : record.blockProof(fromHex(proven.contributionsHash));
    if (accepted === undefined || committed === undefined) return;
    const tree = contributionTreeOf(accepted.message, record.proposal.depth);
    for (const contribution of tree.contributions()) {
      const { seat, node } = contribution;
      const key = seat === null ? undefined : chain.seats.key(seat);
      if (key === undefined || !this.#seatKeys.has(toHex(addressOf(key)))) continue;
      this.#due.push({
        key: `claim ${record.id} ${nodeKey(node)}`,
        attempts: 0,
        run: async () => {
          if (await l1.isClaimed(record.id, nodeNumber(node))) return;
          const mined = await actions.claimReward({
            proposalId: record.id,
            transcriptRoot: committed.transcriptRoot,
            committedBitmap: committed.bitmap.words(),
            contribution,
            children: tree.childHashes(node),
            path: tree.path(node),
          });
          emit({
            event: "l1_transaction",
            action: "claimReward",
            hash: mined.hash,
            gas: String(mined.gasUsed),
            proposalId: record.id,
          });
        },
      });
    }
  }
}
