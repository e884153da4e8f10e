import type {
  BlockProofSubmission,
  L1Event,
  L1View,
  Mined,
  proposalStruct,
  RankedCommitment,
  RewardClaim,
  RewardPool,
  RollupStatus,
} from "@trellis/l1";
import { State } from "@trellis/ledger";
import {
  dataHash,
  GENESIS_ALPHA,
  type Proposal,
  ProverBitmap,
  proposalId,
  type QueuedMessage,
  type RollupDomain,
  SeatTree,
  score,
  TrellisError,
  toHex,
  transactionOf,
} from "@trellis/protocol";
import type { Hex } from "viem";

const ZERO: Hex = `0x${"0".repeat(64)}`;
/** Owner of the accounts that deposits open unless a test says otherwise. */
export const ACCOUNT_OWNER: Hex = `0x${"0a".repeat(20)}`;
const GENESIS_TIME = 1_000_000n;
/** P9.2: seconds. */
const CONTEST_WINDOW = 100n;

/** Commands that tests may make fail. */
export type FakeAction =
  | "commit"
  | "submitProof"
  | "publishData"
  | "finalize"
  | "refund"
  | "claimRewards"
  | "report"
  | "contest"
  | "settle"
  | "claimContestPay"
  | "refuseContestPay"
  | "reportDoubleVote";

/** The rollup's contract as far as a node sees it: rounds, commitments, proofs, finality. Checks what roles rely on being checked. */
export class FakeL1 {
  readonly domain: RollupDomain;
  readonly settings: RollupStatus["settings"] = {
    proposalWindow: 60,
    proofWindow: 600,
    inclusionDelay: 60,
    minBurnBid: 100n,
    bond: 1_000n,
    blockReward: 10_000n,
    leafWeight: 1,
    mergeWeight: 3,
    rootWeight: 4,
    uncommittedFactorBps: 5_000,
    targetProvers: 4,
    alphaMin: 16,
    alphaMax: 40,
    uncles: 2,
    uncleReward: 2_000n,
    fairPay: true,
  };
  readonly #clock: () => number;
  readonly #tree = new SeatTree();
  /** Calls that arrived, refused ones too. */
  readonly calls: { readonly action: FakeAction; readonly proposalId: Hex | undefined }[] = [];
  /** Errors that the next calls of an action meet. */
  readonly failures = new Map<FakeAction, Error[]>();
  readonly claimed = new Set<string>();
  /** Until when contests are not paid, seconds of L1. */
  reportEnd = 0n;
  /** What became of the court's cases: `proposal/node/seat`. */
  readonly cases = new Map<string, string>();
  readonly balances = new Map<string, bigint>();
  /** When a chunk of data was published last, by its hash. */
  readonly published = new Map<Hex, bigint>();
  block = 1n;
  status: RollupStatus;
  #active = ProverBitmap.of([]);
  #events: L1Event[] = [];
  #ranking: RankedCommitment[] = [];
  #unsettled = new Set<Hex>();
  #proposals = new Map<Hex, Proposal>();
  #proofs = new Map<Hex, BlockProofSubmission>();
  #seen = 0;
  readonly #opened = new Set<number>();

  /** @param clock - milliseconds. */
  constructor(domain: RollupDomain, clock: () => number) {
    this.domain = domain;
    this.#clock = clock;
    this.status = {
      height: 1n,
      round: 0,
      roundId: 1n,
      commitments: 0,
      alpha: GENESIS_ALPHA,
      windowOpen: false,
      windowStart: 0n,
      commitEnd: 0n,
      proofEnd: 0n,
      proverSetRoot: toHex(this.#tree.root()),
      activeBitmap: this.#active.words() as unknown as RollupStatus["activeBitmap"],
      head: ZERO,
      stateRoot: State.empty().root(),
      best: ZERO,
      bestScore: 0n,
      messagesQueued: 0n,
      messagesConsumed: 0n,
      settings: this.settings,
    } as RollupStatus;
  }

  get now(): bigint {
    return GENESIS_TIME + BigInt(Math.floor(this.#clock() / 1_000));
  }

  /** The next view: events since the last one, or all of them after a reorganisation. */
  view(reset = this.#seen === 0 && this.block === 1n): L1View {
    this.block++;
    const events = reset ? this.#events : this.#events.slice(this.#seen);
    this.#seen = this.#events.length;
    return {
      block: {
        number: this.block,
        hash: `0x${this.block.toString(16).padStart(64, "0")}`,
        timestamp: this.now,
      },
      status: { ...this.status },
      ranking: this.#ranking.map((row) => ({ ...row })),
      events: [...events],
      reset,
    };
  }

  /** All events so far, to be tampered with. */
  get events(): L1Event[] {
    return this.#events;
  }

  emit(eventName: string, args: Record<string, unknown>): void {
    this.#events.push({ eventName, args, blockNumber: this.block } as unknown as L1Event);
  }

  join(publicKey: Uint8Array): void {
    const seat = this.#tree.append(publicKey);
    this.#active = this.#active.or(ProverBitmap.of([seat]));
    this.emit("ProverJoined", {
      seat,
      keyX: toHex(publicKey.slice(0, 32)),
      keyY: toHex(publicKey.slice(32)),
    });
    if (!this.status.windowOpen) this.#snapshot();
  }

  /** P10.3: when each message was queued. */
  readonly queuedAt: bigint[] = [];

  /** Queues a deposit; the first one to an account opens it. */
  deposit(message: QueuedMessage, owner: Hex = ACCOUNT_OWNER): void {
    const { to: accountIndex } = transactionOf(message);
    if (!this.#opened.has(accountIndex)) {
      this.#opened.add(accountIndex);
      this.emit("AccountOpened", { accountIndex, owner, keyX: message.keyX, keyY: message.keyY });
    }
    this.queue(message);
  }

  /** P8.6, P10.3: any message. */
  queue({ packed, keyX, keyY }: QueuedMessage): void {
    this.emit("MessageQueued", { packed: toHex(packed), keyX, keyY });
    this.queuedAt.push(this.now);
    this.#set({ messagesQueued: this.status.messagesQueued + 1n });
  }

  /** P7.1 */
  publishData(chunk: Uint8Array): Mined {
    const hash = toHex(dataHash(chunk));
    this.#called("publishData", hash);
    this.published.set(hash, this.now);
    this.emit("DataPublished", { dataHash: hash, chunk: toHex(chunk) });
    return this.#mined();
  }

  depositBalance(account: Hex, amount: bigint): void {
    this.balances.set(account.toLowerCase(), (this.balances.get(account.toLowerCase()) ?? 0n) + amount);
    this.emit("BalanceDeposited", { account, amount });
  }

  /** Opens the proposal window now, as finalising does. */
  open(): void {
    const { proposalWindow, proofWindow } = this.settings;
    const commitEnd = this.now + BigInt(proposalWindow);
    this.#set({
      windowOpen: true,
      windowStart: this.now,
      commitEnd,
      proofEnd: commitEnd + BigInt(proofWindow),
    });
    this.#snapshot();
    this.emit("RoundOpened", { roundId: this.status.roundId });
  }

  commit(proposal: Proposal, transcriptRoot: Uint8Array, bitmap: ProverBitmap): Mined {
    const id = toHex(proposalId(this.domain, proposal));
    this.#called("commit", id);
    if (this.status.windowOpen && this.now >= this.status.commitEnd) throw refused("ProposalWindowClosed");
    if (this.#proposals.has(id)) throw refused("AlreadyCommitted");
    if (this.now > proposal.expiry) throw refused("ProposalExpired");
    if (!bitmap.isSubsetOf(this.#active)) throw refused("InactiveSeats");
    if (!this.status.windowOpen) this.open();
    this.#proposals.set(id, proposal);
    this.#unsettled.add(id);
    const committedProvers = bitmap.count();
    this.#ranking.push({
      proposalId: id,
      burnBid: proposal.burnBid,
      committedProvers,
      proven: false,
      provenProvers: 0,
      score: score(committedProvers, proposal.burnBid),
    } as RankedCommitment);
    this.#set({ commitments: this.#ranking.length });
    this.emit("Committed", {
      proposalId: id,
      height: proposal.height,
      proposer: toHex(proposal.proposer),
      proposal: {
        ...proposal,
        parent: toHex(proposal.parent),
        orderCommitment: toHex(proposal.orderCommitment),
        proposer: toHex(proposal.proposer),
      },
      transcriptRoot: toHex(transcriptRoot),
      bitmap: bitmap.words(),
    });
    return this.#mined();
  }

  submitProof(submission: BlockProofSubmission): Mined {
    const id = toHex(proposalId(this.domain, submission.proposal));
    this.#called("submitProof", id);
    const row = this.#ranking.findIndex(({ proposalId }) => proposalId === id);
    const known = this.#ranking[row];
    if (known === undefined) throw refused("UnknownCommitment");
    if (this.now >= this.status.proofEnd) throw refused("ProofWindowClosed");
    const chunks = submission.dataChunks ?? [];
    if (chunks.some((hash) => (this.published.get(toHex(hash)) ?? 0n) < this.status.windowStart)) {
      throw refused("DataNotPublished");
    }
    const provers = submission.provenBitmap.and(this.#active).count();
    if (known.proven && provers <= known.provenProvers) throw refused("AlreadyProven");
    const reached = score(provers, known.burnBid);
    this.#ranking[row] = { ...known, proven: true, provenProvers: provers, score: reached };
    this.#proofs.set(id, submission);
    if (reached > this.status.bestScore) this.#set({ best: id, bestScore: reached });
    this.emit("BlockProven", {
      proposalId: id,
      height: submission.proposal.height,
      stateAfter: submission.stateAfter,
      contributionsHash: toHex(submission.contributionsHash),
      messageCount: submission.messageCount,
      provenBitmap: submission.provenBitmap.words(),
      data: toHex(submission.data),
      dataChunks: chunks.map(toHex),
    });
    return this.#mined();
  }

  finalize(): Mined {
    this.#called("finalize", undefined);
    const { status } = this;
    const end = status.commitments === 0 ? status.commitEnd : status.proofEnd;
    if (!status.windowOpen || this.now < end) throw refused("ProofWindowStillOpen");
    this.#ranking = [];
    if (status.best === ZERO) {
      this.emit("RoundRestarted", { height: status.height, round: status.round });
      this.#set({ round: status.round + 1, roundId: status.roundId + 1n, windowOpen: false, commitments: 0 });
      return this.#mined();
    }
    const submission = this.#proofs.get(status.best)!;
    this.#unsettled.delete(status.best);
    this.emit("Finalized", {
      height: status.height,
      proposalId: status.best,
      proposer: toHex(submission.proposal.proposer),
      stateRoot: submission.stateAfter,
      messagesConsumed: submission.messageCount,
      burned: submission.proposal.burnBid,
      proverReward: 5_000n,
      proposerReward: 4_000n,
      fees: submission.fees,
    });
    this.#set({
      height: status.height + 1n,
      round: 0,
      roundId: status.roundId + 1n,
      commitments: 0,
      head: status.best,
      stateRoot: submission.stateAfter,
      best: ZERO,
      bestScore: 0n,
      messagesConsumed: submission.messageCount,
    });
    this.open();
    return this.#mined();
  }

  refund(proposal: Proposal): Mined {
    const id = toHex(proposalId(this.domain, proposal));
    this.#called("refund", id);
    const isRunning = proposal.height === this.status.height && proposal.round === this.status.round;
    if (isRunning || !this.#unsettled.delete(id)) throw refused("NotRefundable");
    const amount = proposal.burnBid + this.settings.bond;
    this.emit("Refunded", { proposalId: id, proposer: toHex(proposal.proposer), amount });
    return this.#mined();
  }

  claimRewards(claims: readonly RewardClaim[]): Mined {
    this.#called("claimRewards", claims[0]?.proposalId);
    for (const { proposalId, contribution } of claims) {
      const { depth, index } = contribution.node;
      this.claimed.add(`${proposalId} ${depth}/${index}`);
    }
    return this.#mined();
  }

  /** P8.4, P8.5: whether the provers of a block are owed anything: of the winner, and of others where they are uncles. */
  rewardPoolOf(id: Hex): RewardPool {
    const isOwed = this.#proofs.has(id) && !this.#isRunning(id);
    return { amount: isOwed ? 1_000n : 0n, depth: isOwed ? 1 : 0, height: 1n };
  }

  /** A call to the court, by the name of its function. */
  court(functionName: string, args: readonly unknown[]): Mined {
    const action = functionName as FakeAction;
    if (action === "reportDoubleVote") return this.#reportDoubleVote(args as never);
    const id = args[0] as Hex;
    this.#called(action, id);
    if (!this.#proofs.has(id)) throw refused("NotProven");
    if (action === "claimContestPay" || action === "refuseContestPay") {
      if (this.now < this.reportEnd && action === "claimContestPay") throw refused("ReportWindowOpen");
      // Entries begin with the node (3 bytes), then seat + 1; a transcript's entry names its seat.
      const seat =
        action === "claimContestPay"
          ? (args[3] as { seat: number }).seat
          : Number.parseInt((args[1] as { entry: Hex }).entry.slice(8, 12), 16) - 1;
      this.emit(action === "claimContestPay" ? "ContestPaid" : "ContestPayRefused", { proposalId: id, seat });
      return this.#mined();
    }
    if (action === "report") {
      const { nodeDepth, nodeIndex, seat } = args[3] as {
        nodeDepth: number;
        nodeIndex: number;
        seat: number;
      };
      const { entry } = args[4] as { entry: Hex };
      if (this.#isRunning(id)) throw refused("RoundNotFinal");
      this.#open(id, 2 ** nodeDepth - 1 + nodeIndex, seat, Number.parseInt(entry.slice(8, 12), 16));
    } else if (action === "contest") {
      const { nodeDepth, nodeIndex, entry } = args[3] as { nodeDepth: number; nodeIndex: number; entry: Hex };
      const seat = Number.parseInt(entry.slice(8, 12), 16) - 1;
      this.#decide(id, 2 ** nodeDepth - 1 + nodeIndex, seat, "Cleared", true);
    } else this.#decide(id, Number(args[1]), args[2] as number, "Slashed", false);
    return this.#mined();
  }

  /** P9.1: a report by somebody else. */
  report(id: Hex, nodeNumber: number, seat: number, backupPlusOne: number): void {
    this.#open(id, nodeNumber, seat, backupPlusOne);
  }

  #open(id: Hex, nodeNumber: number, seat: number, backupPlusOne: number): void {
    const key = `${id}/${nodeNumber}/${seat}`;
    if (this.cases.has(key)) throw refused("WrongState");
    this.cases.set(key, "Reported");
    const contestEnd = this.now + CONTEST_WINDOW;
    this.emit("Reported", {
      proposalId: id,
      seat,
      nodeNumber: BigInt(nodeNumber),
      backupPlusOne,
      contestEnd,
    });
  }

  #decide(id: Hex, nodeNumber: number, seat: number, decision: string, mayBeFirst: boolean): void {
    const key = `${id}/${nodeNumber}/${seat}`;
    const state = this.cases.get(key);
    if (state !== "Reported" && !(mayBeFirst && state === undefined)) throw refused("WrongState");
    this.cases.set(key, decision);
    this.emit(decision, {
      proposalId: id,
      seat,
      nodeNumber: BigInt(nodeNumber),
      inTime: this.#isRunning(id),
    });
  }

  #reportDoubleVote([proposal, , , first]: readonly [
    ReturnType<typeof proposalStruct>,
    Hex,
    Hex,
    { seat: number; voteDepth: number; voteIndex: number; slot: number },
  ]): Mined {
    const id = [...this.#proposals].find(
      ([, known]) => toHex(known.orderCommitment) === proposal.orderCommitment,
    )![0];
    this.#called("reportDoubleVote", id);
    if (this.#isRunning(id)) throw refused("NotRefundable");
    const vote = first.voteDepth * 2 ** 32 + first.voteIndex * 2 ** 16 + first.slot;
    if (this.cases.has(`${id} vote ${vote}`)) throw refused("VoteIsVoid");
    this.cases.set(`${id} vote ${vote}`, "Void");
    this.emit("VoteUsedTwice", { proposalId: id, seat: first.seat, proposer: proposal.proposer, vote });
    return this.#mined();
  }

  #isRunning(id: Hex): boolean {
    const { height, round } = this.#proposals.get(id)!;
    return height === this.status.height && round === this.status.round;
  }

  /** A seat that may not be counted any more. */
  deactivate(seat: number): void {
    this.#active = ProverBitmap.of(this.#active.seats().filter((other) => other !== seat));
    this.#snapshot();
  }

  count(action: FakeAction): number {
    return this.calls.filter((call) => call.action === action).length;
  }

  #called(action: FakeAction, id: Hex | undefined): void {
    this.calls.push({ action, proposalId: id });
    const failure = this.failures.get(action)?.shift();
    if (failure !== undefined) throw failure;
  }

  #mined(): Mined {
    return { hash: ZERO, gasUsed: 21_000n, blockNumber: this.block + 1n, receipt: {} as Mined["receipt"] };
  }

  #snapshot(): void {
    const activeBitmap = this.#active.words() as unknown as RollupStatus["activeBitmap"];
    this.#set({ proverSetRoot: toHex(this.#tree.root()), activeBitmap });
  }

  #set(changes: Partial<RollupStatus>): void {
    this.status = { ...this.status, ...changes };
  }
}

/** What the L1 package makes of a revert. */
export function refused(error: string): TrellisError {
  return new TrellisError("TRL-L1-010", `the contract refuses with ${error}()`, { error });
}
