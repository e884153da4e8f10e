import { poseidon2Hash } from "@trellis/field";
import type { CommittedTranscript, GossipContext, ProposalTerms } from "@trellis/gossip";
import { transactionRowSteps, verifyTransaction } from "@trellis/ledger";
import {
  bitmapHash,
  FIELD_MODULUS,
  fromHex,
  isPackable,
  LEAF_TRANSACTIONS,
  NOOP,
  type NodeProof,
  type Proposal,
  type RollupDomain,
  rollupId,
  type Transaction,
  type TreeNode,
  TrellisError,
  toBigInt,
  toBytes,
  toHex,
} from "@trellis/protocol";
import type { Chain } from "../chain/Chain.ts";
import type { KnownProposals } from "../proposals/KnownProposals.ts";
import type { ProofBook } from "../proposals/ProofBook.ts";
import type { LedgerThread } from "../transactions/LedgerThread.ts";
import type { PendingTransactions } from "../transactions/PendingTransactions.ts";

/** The transaction already waits: it may have to be relayed again. */
const WAITING = "TRL-LED-053";

/** Answers the queries of gossip's validators from this node's view of L1 and L2. Changes nothing: the intake stores messages. */
export class GossipAnswers implements GossipContext {
  readonly domain: RollupDomain;
  readonly #chain: Chain;
  readonly #proposals: KnownProposals;
  readonly #book: Pick<ProofBook, "judge">;
  readonly #pending: Pick<PendingTransactions, "faultOf" | "isChecked">;
  readonly #thread: Pick<LedgerThread, "run">;

  constructor(components: {
    readonly domain: RollupDomain;
    readonly chain: Chain;
    readonly proposals: KnownProposals;
    readonly book: Pick<ProofBook, "judge">;
    readonly pending: Pick<PendingTransactions, "faultOf" | "isChecked">;
    readonly thread: Pick<LedgerThread, "run">;
  }) {
    this.domain = components.domain;
    this.#chain = components.chain;
    this.#proposals = components.proposals;
    this.#book = components.book;
    this.#pending = components.pending;
    this.#thread = components.thread;
  }

  get settings(): ProposalTerms {
    const { minBurnBid, bond } = this.#chain.view.status.settings;
    return { minBurnBid, bond };
  }

  now(): bigint {
    return this.#chain.now;
  }

  currentHeight(): { height: bigint; round: number } {
    const { height, round } = this.#chain.view.status;
    return { height, round };
  }

  isOpen({ height, round }: Pick<Proposal, "height" | "round">): boolean {
    return this.#chain.rounds.some((open) => open.height === height && open.round === round);
  }

  isParent(parent: Uint8Array, height: bigint): boolean {
    return this.#chain.rounds.some(
      (open) =>
        open.height === height && this.#chain.roundOf({ height, round: open.round, parent }) !== undefined,
    );
  }

  proposerBalance(address: Uint8Array): bigint {
    return this.#chain.funds.balanceOf(toHex(address));
  }

  proverKey(seat: number): Uint8Array | undefined {
    return this.#chain.seats.key(seat);
  }

  isActive(seat: number): boolean {
    return this.#chain.rounds.some(({ active }) => active.has(seat));
  }

  proposal(proposalId: Uint8Array): Proposal | undefined {
    return this.#proposals.get(toHex(proposalId))?.proposal;
  }

  committed(proposalId: Uint8Array): CommittedTranscript | undefined {
    const committed = this.#chain.commitment(toHex(proposalId));
    if (committed === undefined) return undefined;
    return { transcriptRoot: fromHex(committed.transcriptRoot), bitmapHash: bitmapHash(committed.bitmap) };
  }

  isRevealTime(proposalId: Uint8Array): boolean {
    const committed = this.#chain.commitment(toHex(proposalId));
    const { status } = this.#chain.view;
    return (
      committed !== undefined &&
      status.windowOpen &&
      this.#chain.isRunning(committed.proposal) &&
      this.#chain.now >= status.proofStart
    );
  }

  isNamed(proposalId: Uint8Array, node: TreeNode, seat: number): boolean {
    return this.#proposals.get(toHex(proposalId))?.namedFor(node)?.seat === seat;
  }

  admissionFault(transaction: Transaction): string | undefined {
    const fault = this.#pending.faultOf(transaction);
    return fault?.code === WAITING ? undefined : fault?.reason;
  }

  /** @throws TRL-NOD-014 if the sender's key is not known here, which is not a fault of the transaction. */
  async verifyTransaction(transaction: Transaction): Promise<boolean> {
    const sender = this.#chain.head.state.account(transaction.from);
    if (sender === undefined) {
      throw new TrellisError("TRL-NOD-014", "the sender's account is gone; has L1 reorganised?", {
        from: transaction.from,
      });
    }
    if (this.#pending.isChecked(transaction)) return true;
    return verifyTransaction(rollupId(this.domain), transaction, sender.key);
  }

  async orderCommitment(
    secret: Uint8Array,
    transactions: readonly Transaction[],
    depth: number,
  ): Promise<Uint8Array | undefined> {
    const places = 2 ** depth * LEAF_TRANSACTIONS;
    const value = toBigInt(secret);
    if (transactions.length > places || value >= FIELD_MODULUS) return undefined;
    if (!transactions.every(isPackable)) return undefined;
    const padded = [...transactions];
    while (padded.length < places) padded.push(NOOP);
    const rows = await this.#thread.run(transactionRowSteps(rollupId(this.domain), padded));
    return toBytes(poseidon2Hash([value, rows.at(-1)![0]!]), 32);
  }

  verifyNodeProof(proof: NodeProof): Promise<"valid" | "invalid" | "deferred"> {
    return this.#book.judge(proof);
  }
}
