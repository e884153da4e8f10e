import { poseidon2Hash } from "@trellis/field";
import type { Commitment, GossipContext, ProposalTerms } from "@trellis/gossip";
import { transactionRowSteps } from "@trellis/ledger";
import type { Reveal } from "@trellis/protocol";
import {
  FIELD_MODULUS,
  isPackable,
  LEAF_TRANSACTIONS,
  NOOP,
  type Proposal,
  proposalId,
  type RollupDomain,
  rollupId,
  type Transaction,
  type TreeNode,
  TrellisError,
  toBigInt,
  toBytes,
  toHex,
} from "@trellis/protocol";
import type { SignedDigest } from "@trellis/protocol/keys";
import { inRevealOrder, revealTurn } from "@trellis/strategy";
import type { Hex } from "viem";
import type { Chain } from "../chain/Chain.ts";
import type { RoundView } from "../chain/RoundView.ts";
import type { KnownProposals } from "../proposals/KnownProposals.ts";
import { provisionalScore } from "../proposals/knownBids.ts";
import type { RevealBook } from "../proposals/RevealBook.ts";
import { revealTimes } from "../proposals/revealTimes.ts";
import type { LedgerThread } from "../transactions/LedgerThread.ts";
import type { PendingTransactions } from "../transactions/PendingTransactions.ts";

/** The transaction already waits: it may have to be relayed again. */
const WAITING = "TRL-LED-053";

/** Answers the queries of gossip's validators from this node's view of L1 and L2. Changes nothing: the intake stores messages. */
export class GossipAnswers implements GossipContext {
  readonly domain: RollupDomain;
  readonly #chain: Chain;
  readonly #proposals: KnownProposals;
  readonly #reveals: Pick<RevealBook, "isTranscript">;
  readonly #pending: Pick<PendingTransactions, "faultOf" | "isChecked">;
  readonly #thread: Pick<LedgerThread, "run" | "firstUnsigned" | "firstForged">;

  constructor(components: {
    readonly domain: RollupDomain;
    readonly chain: Chain;
    readonly proposals: KnownProposals;
    readonly reveals: Pick<RevealBook, "isTranscript">;
    readonly pending: Pick<PendingTransactions, "faultOf" | "isChecked">;
    readonly thread: Pick<LedgerThread, "run" | "firstUnsigned" | "firstForged">;
  }) {
    this.domain = components.domain;
    this.#chain = components.chain;
    this.#proposals = components.proposals;
    this.#reveals = components.reveals;
    this.#pending = components.pending;
    this.#thread = components.thread;
  }

  get settings(): ProposalTerms {
    const { minBurnBid, bond, bondBps, minProverShareBps } = this.#chain.settings;
    return { minBurnBid, bond, bondBps, minProverShareBps };
  }

  now(): bigint {
    return this.#chain.now;
  }

  currentHeight(): { height: bigint; round: number } {
    const { height, round } = this.#chain.running;
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

  proverKey(seat: number, proposal: Proposal | undefined): Uint8Array | undefined {
    const round = this.#snapshotOf(proposal);
    return round && this.#chain.seats.key(seat, round.proverSetRoot);
  }

  isActive(seat: number, proposal: Proposal | undefined): boolean {
    return this.#snapshotOf(proposal)?.active.has(seat) === true;
  }

  firstForged(signatures: readonly SignedDigest[]): Promise<number | undefined> {
    return this.#thread.firstForged(signatures);
  }

  proposal(proposalId: Uint8Array): Proposal | undefined {
    return this.#proposals.get(toHex(proposalId))?.proposal;
  }

  committed(proposalId: Uint8Array): Commitment | undefined {
    const record = this.#chain.commitment(toHex(proposalId));
    return record && { transcriptRoot: BigInt(record.transcriptRoot), committed: record.committed };
  }

  isRevealTime(proposalId: Uint8Array): boolean {
    const start = this.#chain.roundOfCommitment(toHex(proposalId))?.windows.proofStart;
    return start !== undefined && this.#chain.now >= start;
  }

  /** R17: of the running round's commitments by their turns; of earlier rounds', at any time: their order decides nothing any more. */
  revealFrom(proposalId: Uint8Array): bigint | undefined {
    const chain = this.#chain;
    const id = toHex(proposalId);
    const start = chain.roundOfCommitment(id)?.windows.proofStart;
    if (start === undefined || chain.now < start) return undefined;
    const times = revealTimes(chain);
    const place = this.#revealOrder().indexOf(id);
    if (place >= 0 && times !== undefined) return revealTurn(place, times).from;
    const isOfRunningRound = chain.ranking.some((row) => row.proposalId === id);
    return isOfRunningRound ? undefined : start;
  }

  isProofWindowOver(proposal: Proposal): boolean {
    return this.#chain.isProofWindowOver(proposal);
  }

  namedSeat(proposalId: Uint8Array, node: TreeNode): number | null | undefined {
    const known = this.#proposals.get(toHex(proposalId));
    if (known?.transcript === undefined) return undefined;
    return known.bound(node)?.seat ?? null;
  }

  admissionFault(transaction: Transaction): string | undefined {
    const fault = this.#pending.faultOf(transaction);
    return fault?.code === WAITING ? undefined : fault?.reason;
  }

  /** @throws TRL-NOD-014 if a sender's key is not known here, which is not a fault of the transaction. */
  async areSigned(transactions: readonly Transaction[]): Promise<boolean> {
    const { state } = this.#chain.head;
    const checks = transactions
      .filter((tx) => !this.#pending.isChecked(tx))
      .map((tx) => {
        const sender = state.account(tx.from)?.key;
        if (sender !== undefined) return { tx, sender };
        throw new TrellisError("TRL-NOD-014", "the sender's account is gone; has L1 reorganised?", {
          from: tx.from,
        });
      });
    return (await this.#thread.firstUnsigned(rollupId(this.domain), checks)) === undefined;
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

  isTranscript(reveal: Reveal, depth: number, transcriptRoot: bigint): Promise<boolean> {
    return this.#reveals.isTranscript(reveal, depth, transcriptRoot);
  }

  /** The running round's commitments in the order in which they reveal. */
  #revealOrder(): Hex[] {
    const { alpha } = this.#chain.running;
    const bids = this.#chain.ranking.map((row) => ({
      id: row.proposalId,
      provisional: provisionalScore(row, alpha),
      block: this.#proposals.get(row.proposalId)?.isBad ? ("impossible" as const) : ("unknown" as const),
    }));
    return inRevealOrder(bids).map(({ id }) => id);
  }

  /** P2.3: seats and keys at the snapshot of a proposal's round; of the newest one if the proposal is not known. */
  #snapshotOf(proposal: Proposal | undefined): Pick<RoundView, "active" | "proverSetRoot"> | undefined {
    const { rounds } = this.#chain;
    if (proposal === undefined) return rounds.at(-1);
    const { height, round } = proposal;
    return (
      rounds.find((open) => open.height === height && open.round === round) ??
      this.#chain.roundOfCommitment(toHex(proposalId(this.domain, proposal)))
    );
  }
}
