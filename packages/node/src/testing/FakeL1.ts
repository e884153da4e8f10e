import type {
  BlockProofSubmission,
  L1Event,
  L1View,
  Mined,
  ProposalStruct,
  RankedCommitment,
  RewardPool,
  RollupStatus,
} from "@trellis/l1";
import { State } from "@trellis/ledger";
import {
  afterBlock,
  afterRestart,
  dataHash,
  GENESIS_ROUNDS,
  openRound,
  type Proposal,
  ProverBitmap,
  proposalId,
  type QueuedMessage,
  type RollupDomain,
  type Round,
  type Rounds,
  roundAbove,
  roundWithCommitment,
  SeatTree,
  score,
  type TreeNode,
  TrellisError,
  toHex,
  transactionOf,
} from "@trellis/protocol";
import type { Hex } from "viem";

const ZERO: Hex = `0x${"0".repeat(64)}`;
/** Owner of the accounts that deposits open unless a test says otherwise. */
export const ACCOUNT_OWNER: Hex = `0x${"0a".repeat(20)}`;
const GENESIS_TIME = 1_000_000n;
/** No round on top of the running one. */
const NO_ROUND = {
  roundId: 0n,
  height: 0n,
  round: 0,
  windowOpen: false,
  windowStart: 0n,
  commitEnd: 0n,
  commitments: 0,
  alpha: 0,
  proverSetRoot: ZERO,
  activeBitmap: ProverBitmap.of([]).words() as unknown as RollupStatus["activeBitmap"],
};

interface Snapshot {
  readonly proverSetRoot: Hex;
  readonly active: ProverBitmap;
}

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
    pipelined: false,
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
  #rounds: Rounds = GENESIS_ROUNDS;
  #active = ProverBitmap.of([]);
  /** P2.3: by round, from its opening on. */
  #snapshots = new Map<bigint, Snapshot>();
  #events: L1Event[] = [];
  #ranking: RankedCommitment[] = [];
  #unsettled = new Set<Hex>();
  #proposals = new Map<Hex, Proposal>();
  #roundOf = new Map<Hex, bigint>();
  #proofs = new Map<Hex, BlockProofSubmission>();
  #seen = 0;
  readonly #opened = new Set<number>();

  /** @param clock - milliseconds. */
  constructor(domain: RollupDomain, clock: () => number, settings: Partial<RollupStatus["settings"]> = {}) {
    this.domain = domain;
    this.#clock = clock;
    this.settings = { ...this.settings, ...settings };
    this.status = {
      head: ZERO,
      stateRoot: State.empty().root(),
      best: ZERO,
      bestScore: 0n,
      messagesQueued: 0n,
      messagesConsumed: 0n,
      settings: this.settings,
    } as RollupStatus;
    this.#show();
  }

  get now(): bigint {
    return GENESIS_TIME + BigInt(Math.floor(this.#clock() / 1_000));
  }

  /** The next view: events since the last one, or all of them after a reorganisation. */
  view(reset = this.#seen === 0 && this.block === 1n): L1View {
    this.block++;
    this.#show();
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

  /**
   * Remembers the chain as it is.
   * @returns what takes it back there, as a reorganisation does; the next view is to be a reset. Calls stay counted.
   */
  remember(): () => void {
    const maps = [this.claimed, this.cases, this.balances, this.published, this.#snapshots] as const;
    const more = [this.#unsettled, this.#proposals, this.#roundOf, this.#proofs] as const;
    const contents = [...maps, ...more].map((one) => [...one]);
    const [events, ranking, queued] = [[...this.#events], [...this.#ranking], [...this.queuedAt]];
    const [status, rounds, active] = [this.status, this.#rounds, this.#active];
    return () => {
      for (const [i, one] of [...maps, ...more].entries()) {
        one.clear();
        for (const entry of contents[i]!) {
          if (one instanceof Set) one.add(entry as never);
          else (one as Map<unknown, unknown>).set(...(entry as [unknown, unknown]));
        }
      }
      this.#events = [...events];
      this.#ranking = [...ranking];
      this.queuedAt.splice(0, this.queuedAt.length, ...queued);
      [this.status, this.#rounds, this.#active] = [status, rounds, active];
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
    this.#show();
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
    this.balances.set(account, (this.balances.get(account) ?? 0n) + amount);
    this.emit("BalanceDeposited", { account, amount });
  }

  /** Opens the proposal window now, as finalising does. */
  open(): void {
    this.#rounds = { ...this.#rounds, running: openRound(this.#rounds.running, this.now, this.settings) };
    this.#snapshot(this.#rounds.running);
    this.#show();
    this.emit("RoundOpened", { roundId: this.status.roundId });
  }

  commit(proposal: Proposal, transcriptRoot: Uint8Array, bitmap: ProverBitmap): Mined {
    const id = toHex(proposalId(this.domain, proposal));
    this.#called("commit", id);
    const { running } = this.#rounds;
    const above = proposal.height === running.height ? undefined : this.#above();
    const round = above ?? running;
    if (proposal.height !== round.height) throw refused("WrongHeight");
    if (round.windows !== undefined && this.now >= round.windows.commitEnd) {
      throw refused("ProposalWindowClosed");
    }
    if (proposal.round !== round.round) throw refused("WrongRound");
    const parent = toHex(proposal.parent);
    if (above === undefined && parent !== this.status.head) throw refused("WrongParent");
    if (above !== undefined && this.#roundOf.get(parent) !== running.id) throw refused("UnknownParent");
    if (this.#proposals.has(id)) throw refused("AlreadyCommitted");
    if (this.now > proposal.expiry) throw refused("ProposalExpired");
    if (!bitmap.isSubsetOf(this.#snapshotOf(round).active)) throw refused("InactiveSeats");
    const isOpening = !this.#snapshots.has(round.id);
    const entered = roundWithCommitment(round, above !== undefined, this.now, this.settings);
    this.#rounds =
      above === undefined ? { ...this.#rounds, running: entered } : { ...this.#rounds, next: entered };
    this.#snapshot(entered);
    if (isOpening) this.emit("RoundOpened", { roundId: round.id });
    this.#proposals.set(id, proposal);
    this.#roundOf.set(id, round.id);
    this.#unsettled.add(id);
    const committedProvers = bitmap.count();
    this.#ranking.push({
      proposalId: id,
      roundId: round.id,
      burnBid: proposal.burnBid,
      committedProvers,
      proven: false,
      provenProvers: 0,
      score: score(committedProvers, proposal.burnBid, round.alpha),
    } as RankedCommitment);
    this.#show();
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
    const { running } = this.#rounds;
    if (known?.roundId !== running.id) throw refused("UnknownCommitment");
    if (this.now >= this.status.proofEnd) throw refused("ProofWindowClosed");
    if (!this.#isAlive(id)) throw refused("WrongParent");
    const chunks = submission.dataChunks ?? [];
    if (chunks.some((hash) => (this.published.get(toHex(hash)) ?? 0n) < this.status.windowStart)) {
      throw refused("DataNotPublished");
    }
    const provers = submission.provenBitmap.and(this.#snapshotOf(running).active).count();
    if (known.proven && provers <= known.provenProvers) throw refused("AlreadyProven");
    const reached = score(provers, known.burnBid, running.alpha);
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
    const { running, next } = this.#rounds;
    const end = this.#isLed() ? status.proofEnd : status.commitEnd;
    if (!status.windowOpen || this.now < end) throw refused("ProofWindowStillOpen");
    if (status.best === ZERO) {
      this.emit("RoundRestarted", { height: status.height, round: status.round });
      if (next !== undefined) this.emit("RoundAbandoned", { roundId: next.id, height: next.height });
      this.#turn(afterRestart(this.#rounds));
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
    const provers = this.#ranking.find(({ proposalId }) => proposalId === status.best)!.provenProvers;
    const hasChild = [...this.#proposals].some(
      ([id, { parent }]) => this.#roundOf.get(id) === next?.id && toHex(parent) === status.best,
    );
    this.#set({
      head: status.best,
      stateRoot: submission.stateAfter,
      best: ZERO,
      bestScore: 0n,
      messagesConsumed: submission.messageCount,
    });
    const rounds = afterBlock(this.#rounds, provers, hasChild, this.now, this.settings);
    if (rounds.running.id === next?.id) {
      const { id: roundId, height, windows } = rounds.running;
      this.emit("ProofWindowSet", { roundId, height, ...windows });
    } else {
      if (next !== undefined) this.emit("RoundAbandoned", { roundId: next.id, height: running.height + 1n });
      this.#snapshot(rounds.running);
      this.emit("RoundOpened", { roundId: rounds.running.id });
    }
    this.#turn(rounds);
    return this.#mined();
  }

  refund(proposal: Proposal): Mined {
    const id = toHex(proposalId(this.domain, proposal));
    this.#called("refund", id);
    if (this.#isRunning(id) || !this.#unsettled.delete(id)) throw refused("NotRefundable");
    const amount = proposal.burnBid + this.settings.bond;
    this.emit("Refunded", { proposalId: id, proposer: toHex(proposal.proposer), amount });
    return this.#mined();
  }

  claimRewards(claims: readonly { readonly proposalId: Hex; readonly node: TreeNode }[]): Mined {
    this.#called("claimRewards", claims[0]?.proposalId);
    for (const { proposalId, node } of claims) this.claimed.add(`${proposalId} ${node.depth}/${node.index}`);
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
    ProposalStruct,
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

  /** Whether the proposal can still win. */
  #isRunning(id: Hex): boolean {
    const roundId = this.#roundOf.get(id)!;
    const { id: running } = this.#rounds.running;
    return roundId > running || (roundId === running && this.#isAlive(id));
  }

  #isAlive(id: Hex): boolean {
    return toHex(this.#proposals.get(id)!.parent) === this.status.head;
  }

  /** Whether the running round has a commitment on the head. */
  #isLed(): boolean {
    const { running } = this.#rounds;
    return this.#ranking.some(
      ({ proposalId, roundId }) => roundId === running.id && this.#isAlive(proposalId),
    );
  }

  #above(): Round | undefined {
    return roundAbove(this.#rounds, this.#isLed(), this.now, this.settings);
  }

  /** Goes on to other rounds. */
  #turn(rounds: Rounds): void {
    this.#rounds = rounds;
    this.#ranking = this.#ranking.filter(({ roundId }) => roundId === rounds.running.id);
    this.#show();
  }

  /** A seat that may not be counted any more. */
  deactivate(seat: number): void {
    this.#active = ProverBitmap.of(this.#active.seats().filter((other) => other !== seat));
    this.#snapshots.clear();
    this.#show();
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

  /** Keeps the first. */
  #snapshot(round: Round): void {
    this.#snapshots.set(round.id, this.#snapshotOf(round));
  }

  #snapshotOf({ id }: Round): Snapshot {
    return this.#snapshots.get(id) ?? { proverSetRoot: toHex(this.#tree.root()), active: this.#active };
  }

  /** Brings the status up to the rounds. */
  #show(): void {
    const { running } = this.#rounds;
    const above = this.#above();
    this.#set({ ...this.#statusOf(running), next: above === undefined ? NO_ROUND : this.#statusOf(above) });
  }

  #statusOf(round: Round) {
    const { id: roundId, height, alpha, windows } = round;
    const { proverSetRoot, active } = this.#snapshotOf(round);
    return {
      roundId,
      height,
      round: round.round,
      alpha,
      windowOpen: windows !== undefined,
      windowStart: windows?.start ?? 0n,
      commitEnd: windows?.commitEnd ?? 0n,
      proofStart: windows?.proofStart ?? 0n,
      proofEnd: windows?.proofEnd ?? 0n,
      commitments: this.#ranking.filter((row) => row.roundId === roundId).length,
      proverSetRoot,
      activeBitmap: active.words() as unknown as RollupStatus["activeBitmap"],
    };
  }

  #set(changes: Partial<RollupStatus>): void {
    this.status = { ...this.status, ...changes };
  }
}

/** What the L1 package makes of a revert. */
export function refused(error: string): TrellisError {
  return new TrellisError("TRL-L1-010", `the contract refuses with ${error}()`, { error });
}
