import {
  afterBlock,
  afterRestart,
  bitmapHash,
  commitmentDigest,
  escalatedBond,
  GENESIS_ROUNDS,
  MAX_DEPTH,
  openRound,
  type Proposal,
  type ProverBitmap,
  proposalId,
  type Round,
  type Rounds,
  roundAbove,
  roundWithCommitment,
  score,
  toBigInt,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import { JournalCell } from "../calls/JournalCell.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { Refusal } from "../calls/Refusal.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import type { SeatSnapshot } from "../registry/SeatSnapshot.ts";
import { authorisedHash } from "./authorisedHash.ts";
import type { Commitment } from "./Commitment.ts";
import { Commitments } from "./Commitments.ts";
import { isField } from "./isField.ts";
import type { ProposerAccounts } from "./ProposerAccounts.ts";
import type { RollupInit } from "./RollupInit.ts";
import { ZERO_HASH } from "./zeroHash.ts";

/** Most that a proposal may promise its provers, 1/10,000. */
const BPS = 10_000;

/** The course of the rounds (P3): when they open and end, what is committed in them, who leads. Auction.sol, Pipeline.sol. */
export class Auction {
  readonly commitments: Commitments;
  readonly #init: RollupInit;
  readonly #accounts: ProposerAccounts;
  readonly #rounds: JournalCell<Rounds>;
  readonly #head: JournalCell<Hex>;
  /** P2.3: by round, from its opening on. */
  readonly #snapshots: JournalMap<bigint, SeatSnapshot>;

  constructor(init: RollupInit, accounts: ProposerAccounts) {
    const { journal } = init;
    this.#init = init;
    this.#accounts = accounts;
    this.commitments = new Commitments(journal);
    this.#rounds = new JournalCell(journal, GENESIS_ROUNDS);
    this.#head = new JournalCell<Hex>(journal, ZERO_HASH);
    this.#snapshots = new JournalMap(journal);
  }

  get rounds(): Rounds {
    return this.#rounds.value;
  }

  /** The last final block. */
  get head(): Hex {
    return this.#head.value;
  }

  /** P3.4: the round on top of the running one, where proposals may be made for it now. */
  above(time: bigint): Round | undefined {
    const isLed = this.commitments.hasChild(this.rounds.running.id, this.head);
    return roundAbove(this.rounds, isLed, time, this.#init.settings);
  }

  /** The round's snapshot; undefined before it is taken. */
  snapshotOf(roundId: bigint): SeatSnapshot | undefined {
    return this.#snapshots.get(roundId);
  }

  /** P5.3 @param signature - empty where the proposer itself calls. @returns the proposal's id. */
  commit(
    call: Call,
    proposal: Proposal,
    transcriptRoot: Uint8Array,
    bitmap: ProverBitmap,
    signature: Uint8Array,
  ): Hex {
    const { settings, domain } = this.#init;
    const { running, next } = this.rounds;
    const above = proposal.height === running.height ? undefined : this.above(call.time);
    const isNext = above !== undefined;
    if (isNext) this.#requireParentAbove(proposal, running);
    const round = above ?? running;
    const isOpen = isNext ? next !== undefined : running.windows !== undefined;
    refuseIf(isOpen && call.time >= round.windows!.commitEnd, "ProposalWindowClosed");
    this.#requireEligible(call, proposal, round);
    refuseIf(!isNext && toHex(proposal.parent) !== this.head, "WrongParent");
    const hash = proposalId(domain, proposal);
    const id = toHex(hash);
    refuseIf(this.commitments.get(id) !== undefined, "AlreadyCommitted");
    const hashOfBitmap = bitmapHash(bitmap);
    const proposer = toHex(proposal.proposer);
    if (signature.length === 0) refuseIf(call.from !== proposer, "NotProposer");
    else {
      const digest = commitmentDigest(domain, hash, transcriptRoot, hashOfBitmap);
      refuseIf(!this.#init.verdicts.acceptsSignature(proposer, digest, signature), "InvalidSignature");
    }
    const committedProvers = bitmap.count();
    refuseIf(committedProvers === 0, "EmptyBitmap");

    const entered = roundWithCommitment(round, isNext, call.time, settings);
    if (!isOpen) this.#announceOpening(entered);
    refuseIf(!bitmap.isSubsetOf(this.snapshotOf(round.id)!.active), "InactiveSeats");
    this.#rounds.value = isNext ? { running, next: entered } : { running: entered, next };
    this.commitments.enter(id, {
      ...UNPROVEN,
      burnBid: proposal.burnBid,
      roundId: round.id,
      committedProvers,
      depth: proposal.depth,
      failures: this.#accounts.escrow(proposer, proposal.burnBid),
      authorised: authorisedHash(transcriptRoot, hashOfBitmap),
      parent: toHex(proposal.parent),
      proposer,
    });
    this.#init.emit("Committed", {
      proposalId: id,
      height: proposal.height,
      proposer,
      proposal: {
        ...proposal,
        parent: toHex(proposal.parent),
        orderCommitment: toHex(proposal.orderCommitment),
        proposer,
      },
      transcriptRoot: toHex(transcriptRoot),
      bitmap: bitmap.words(),
      provers: BigInt(committedProvers),
      score: score(committedProvers, proposal.burnBid, round.alpha),
    });
    return id;
  }

  /** P8.1: bid and bond of a commitment that can win no more go back to its proposer's balance. */
  refund(proposal: Proposal): void {
    const id = toHex(proposalId(this.#init.domain, proposal));
    const commitment = this.commitments.get(id);
    if (commitment === undefined || commitment.settled || !this.#isOver(commitment)) {
      throw new Refusal("NotRefundable");
    }
    const { burnBid, failures, proposer } = commitment;
    const amount = burnBid + escalatedBond(this.#init.settings.bond, failures);
    this.commitments.change(id, { settled: true });
    this.#accounts.credit(proposer, amount);
    this.#init.emit("Refunded", { proposalId: id, proposer, amount });
  }

  /** P9.6: a leader without an accepted proof gets its bid back and loses its bond. @returns what is to be burned. */
  settleLeader(): bigint {
    const leader = this.commitments.leader(this.rounds.running, this.head);
    if (leader === undefined) return 0n;
    const { proven, proposer, burnBid, failures } = this.commitments.at(leader);
    if (proven) return 0n;
    const bond = escalatedBond(this.#init.settings.bond, failures);
    this.commitments.change(leader, { settled: true });
    this.#accounts.fail(proposer, burnBid);
    this.#init.emit("LeaderFailed", { proposalId: leader, proposer, bond });
    return bond;
  }

  /** P3.3: the height starts anew with the next commitment. */
  restart(): void {
    const { running, next } = this.rounds;
    this.#init.emit("RoundRestarted", { height: running.height, round: running.round });
    if (next !== undefined) this.#announceAbandoned(next);
    this.#rounds.value = afterRestart(this.rounds);
  }

  /** P3.1, P3.4: goes on after a final block, which becomes the head. */
  advance(call: Call, head: Hex): void {
    const { next } = this.rounds;
    this.#head.value = head;
    const hasChild = next !== undefined && this.commitments.hasChild(next.id, head);
    const { provenProvers } = this.commitments.at(head);
    const rounds = afterBlock(this.rounds, provenProvers, hasChild, call.time, this.#init.settings);
    this.#rounds.value = rounds;
    const { id: roundId, height, windows } = rounds.running;
    if (roundId === next?.id) {
      const { proofStart, proofEnd } = windows!;
      this.#init.emit("ProofWindowSet", { roundId, height, proofStart: proofStart!, proofEnd: proofEnd! });
      return;
    }
    if (next !== undefined) this.#announceAbandoned(next);
    this.#announceOpening(rounds.running);
  }

  /** Opens the running round's proposal window without a commitment, as a final block does: for tests that begin there. */
  openWindow(time: bigint): void {
    const { running, next } = this.rounds;
    const opened = openRound(running, time, this.#init.settings);
    this.#rounds.value = { running: opened, next };
    this.#announceOpening(opened);
  }

  #requireParentAbove({ height, parent }: Proposal, running: Round): void {
    refuseIf(height !== running.height + 1n, "WrongHeight");
    const below = this.commitments.get(toHex(parent));
    refuseIf(below?.roundId !== running.id || below.settled, "UnknownParent");
  }

  #requireEligible(call: Call, proposal: Proposal, round: Round): void {
    refuseIf(proposal.height !== round.height, "WrongHeight");
    refuseIf(proposal.round !== round.round, "WrongRound");
    refuseIf(call.time > proposal.expiry, "ProposalExpired");
    refuseIf(proposal.depth === 0 || proposal.depth > MAX_DEPTH, "DepthOutOfRange");
    refuseIf(proposal.proverShareBps > BPS, "ShareOutOfRange");
    refuseIf(proposal.burnBid < this.#init.settings.minBurnBid, "BidTooLow");
    refuseIf(!isField(toBigInt(proposal.orderCommitment)), "NotAField");
  }

  /** Whether a commitment can win no more: its round has ended, or its parent has lost (P3.4). */
  #isOver({ roundId, parent }: Commitment): boolean {
    const { running } = this.rounds;
    return roundId < running.id || (roundId === running.id && parent !== this.head);
  }

  /** Takes the round's snapshot (P2.3). */
  #announceOpening(round: Round): void {
    const { start, commitEnd } = round.windows!;
    const snapshot = this.#init.registry.snapshot();
    this.#snapshots.set(round.id, snapshot);
    this.#init.emit("RoundOpened", {
      roundId: round.id,
      height: round.height,
      round: round.round,
      windowStart: start,
      commitEnd,
      proofEnd: commitEnd + BigInt(this.#init.settings.proofWindow),
      proverSetRoot: snapshot.proverSetRoot,
      activeBitmap: snapshot.activeBitmap,
      alpha: round.alpha,
    });
  }

  #announceAbandoned({ id: roundId, height }: Round): void {
    this.#init.emit("RoundAbandoned", { roundId, height });
  }
}

const UNPROVEN = {
  provenProvers: 0,
  provenCommittedProvers: 0,
  proven: false,
  settled: false,
  won: false,
  ranked: false,
  contributionsHash: ZERO_HASH,
  context: ZERO_HASH,
} as const;
