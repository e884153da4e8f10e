import {
  bitmapHash,
  contestPay,
  covers,
  fromHex,
  isNodeOf,
  keccak256,
  merkleRoot,
  nodeNumber,
  nodePay,
  type Proposal,
  type ProverBitmap,
  proposalId as proposalIdOf,
  type RollupDomain,
  sha256,
  slashAmount,
  toHex,
  voteDigest,
  voteNumber,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import type { Emit } from "../calls/EventLog.ts";
import type { Journal } from "../calls/Journal.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import type { Verdicts } from "../calls/Verdicts.ts";
import type { Registry } from "../registry/Registry.ts";
import type { Commitment } from "../rollup/Commitment.ts";
import type { ContributionProof } from "../rollup/contributionsRoot.ts";
import { decodeEntry } from "../rollup/decodeEntry.ts";
import { nodeWeights } from "../rollup/nodeWeights.ts";
import type { Rollup } from "../rollup/Rollup.ts";
import { type Case, CLEARED, NO_CASE, REPORTED, SLASHED, VOID } from "./Case.ts";
import type { CourtEvents } from "./CourtEvents.ts";
import type { CourtSettings } from "./CourtSettings.ts";
import type { ShownNode, TranscriptProof } from "./Evidence.ts";
import { otherContributor } from "./otherContributor.ts";
import { requireContribution } from "./requireContribution.ts";
import { requireEntry } from "./requireEntry.ts";
import { SlashCount } from "./SlashCount.ts";

/** What the court works with. */
export interface CourtInit {
  readonly journal: Journal;
  readonly emit: Emit<CourtEvents>;
  readonly verdicts: Verdicts;
  readonly settings: CourtSettings;
  readonly domain: RollupDomain;
  readonly address: Hex;
  readonly rollup: Rollup;
  readonly registry: Registry;
}

/** P9: SlashingCourt.sol. Methods that take a {@link Call} are its functions; each throws a Refusal named as there. */
export class Court {
  readonly settings: CourtSettings;
  readonly #init: CourtInit;
  /** By proposal, node and seat. */
  readonly #cases: JournalMap<string, Case>;
  /** Votes that were used twice, by proposal, vote and seat. */
  readonly #void: JournalMap<string, true>;
  /** P9.3: seats of a block that get no pay for a contest: they had it, or the block's own pay is theirs. */
  readonly #isPaid: JournalMap<string, true>;
  /** P9.3: contests of a block that were paid. */
  readonly #contestsPaid: JournalMap<Hex, number>;
  readonly #slashes: SlashCount;

  constructor(init: CourtInit) {
    const { journal } = init;
    this.#init = init;
    this.settings = init.settings;
    this.#cases = new JournalMap(journal);
    this.#void = new JournalMap(journal);
    this.#isPaid = new JournalMap(journal);
    this.#contestsPaid = new JournalMap(journal);
    this.#slashes = new SlashCount(journal, init.settings.repeatPeriod);
  }

  caseOf(proposalId: Hex, node: number, seat: number): Case {
    return this.#cases.get(key(proposalId, node, seat)) ?? NO_CASE;
  }

  /** Slashes of a seat that count as repeats now. */
  repeatsOf(seat: number, time: bigint): number {
    return this.#slashes.repeatsOf(seat, time);
  }

  /** P9.1 */
  report(
    call: Call,
    proposalId: Hex,
    transcriptRoot: Uint8Array,
    hashOfBitmap: Uint8Array,
    named: TranscriptProof,
    contribution: ContributionProof,
  ): void {
    const block = this.#final(proposalId);
    refuseIf(call.time > this.#reportEnd(block), "ReportWindowClosed");
    requireEntry(block.authorised, block.depth, transcriptRoot, hashOfBitmap, named);
    const { seat, node, vote, signature } = named.entry;
    refuseIf(!covers(vote, node), "VoteDoesNotCover");
    const number = nodeNumber(node);
    const backupPlusOne = otherContributor(block, contribution, named.entry);
    refuseIf(this.caseOf(proposalId, number, seat).state !== 0, "WrongState");
    const { domain, registry, verdicts } = this.#init;
    this.#cases.set(key(proposalId, number, seat), {
      state: REPORTED,
      reportedAt: Number(call.time),
      backupPlusOne,
      vote: voteNumber(vote),
      inTime: false,
    });
    this.#init.emit("Reported", {
      proposalId,
      seat,
      nodeNumber: BigInt(number),
      backupPlusOne,
      contestEnd: call.time + BigInt(this.settings.contestWindow),
    });
    const seatKey = registry.hold(this.#own(call), seat);
    const digest = voteDigest(domain, fromHex(proposalId), vote);
    refuseIf(!verdicts.acceptsSignature(seatKey, digest, signature), "InvalidVote");
  }

  /** P9.3 */
  contest(
    call: Call,
    proposalId: Hex,
    blockDataHash: Uint8Array,
    proverSetRoot: Uint8Array,
    node: ShownNode,
  ): void {
    const block = this.#proven(proposalId);
    refuseIf(toHex(keccak256(blockDataHash, proverSetRoot)) !== block.context, "WrongContext");
    refuseIf(node.dataSiblings.length !== node.depth, "WrongPathLength");
    const reached = merkleRoot(node.dataHash, node.index, node.dataSiblings, sha256);
    refuseIf(toHex(reached) !== toHex(blockDataHash), "WrongData");
    refuseIf(!isNodeOf(node, block.depth), "NoSuchNode");
    const number = nodeNumber(node);
    const { seat, node: named } = decodeEntry(node.entry);
    refuseIf(seat === null || nodeNumber(named) !== number, "WrongNode");
    const known = this.caseOf(proposalId, number, seat!);
    const isReported = known.state === REPORTED;
    refuseIf(!isReported && known.state !== 0, "WrongState");
    refuseIf(isReported && call.time > this.#contestEnd(known), "ContestWindowClosed");
    refuseIf(!this.#init.verdicts.acceptsProof(node.proof), "InvalidProof");
    const { running } = this.#init.rollup.auction.rounds;
    const inTime = running.id === block.roundId && call.time < running.windows!.proofEnd!;
    this.#cases.set(key(proposalId, number, seat!), { ...known, state: CLEARED, inTime });
    this.#init.emit("Cleared", { proposalId, seat: seat!, nodeNumber: BigInt(number), inTime });
    if (isReported) this.#init.registry.release(this.#own(call), seat!);
  }

  /** P9.2 */
  settle(call: Call, proposalId: Hex, number: number, seat: number): void {
    const { registry, rollup } = this.#init;
    const known = this.caseOf(proposalId, number, seat);
    refuseIf(known.state !== REPORTED, "WrongState");
    refuseIf(call.time <= this.#contestEnd(known), "ContestWindowOpen");
    const place = key(proposalId, number, seat);
    if (this.#void.has(key(proposalId, known.vote, seat))) {
      this.#cases.set(place, { ...known, state: VOID });
      this.#init.emit("Voided", { proposalId, seat, nodeNumber: BigInt(number) });
      registry.release(this.#own(call), seat);
      return;
    }
    this.#cases.set(place, { ...known, state: SLASHED });
    const repeats = this.#slashes.count(seat, rollup.auction.commitments.at(proposalId).roundId, call.time);
    const amount = slashAmount(registry.settings.stake, this.settings.slashBps, repeats);
    const { backupPlusOne } = known;
    registry.release(this.#own(call), seat);
    const backup = backupPlusOne === 0 ? undefined : registry.payoutOf(backupPlusOne - 1);
    const taken = registry.slash(this.#own(call), seat, amount, this.settings.backupBps, backup);
    this.#init.emit("Slashed", {
      proposalId,
      seat,
      nodeNumber: BigInt(number),
      amount: taken,
      repeats,
      backupPlusOne,
    });
  }

  /** P9.5 */
  reportDoubleVote(
    call: Call,
    proposal: Proposal,
    transcriptRoot: Uint8Array,
    hashOfBitmap: Uint8Array,
    first: TranscriptProof,
    second: TranscriptProof,
  ): void {
    const { domain, rollup } = this.#init;
    const proposalId = toHex(proposalIdOf(domain, proposal));
    const block = rollup.auction.commitments.get(proposalId);
    for (const named of [first, second]) {
      requireEntry(block?.authorised, block?.depth ?? 0, transcriptRoot, hashOfBitmap, named);
    }
    const { entry } = first;
    refuseIf(nodeNumber(entry.node) === nodeNumber(second.entry.node), "SameNode");
    const vote = voteNumber(entry.vote);
    refuseIf(vote !== voteNumber(second.entry.vote) || entry.seat !== second.entry.seat, "DifferentVotes");
    const place = key(proposalId, vote, entry.seat);
    refuseIf(this.#void.has(place), "VoteIsVoid");
    this.#void.set(place, true);
    const { settled, proposer, failures } = block!;
    // Not before the round has ended: bid and bond come back first, and the bond is taken from there.
    if (!settled) rollup.auction.refund(proposal);
    const fined = rollup.accounts.fine(this.#own(call), proposer, failures);
    this.#init.emit("VoteUsedTwice", { proposalId, seat: entry.seat, proposer, vote, fined });
  }

  /** P9.3 */
  claimContestPay(
    call: Call,
    proposalId: Hex,
    transcriptRoot: Uint8Array,
    committedBitmap: ProverBitmap,
    named: TranscriptProof,
    contribution: ContributionProof,
  ): void {
    const { registry, rollup } = this.#init;
    const block = this.#final(proposalId);
    refuseIf(call.time <= this.#reportEnd(block), "ReportWindowOpen");
    requireEntry(block.authorised, block.depth, transcriptRoot, bitmapHash(committedBitmap), named);
    const { seat, node, vote } = named.entry;
    const number = nodeNumber(node);
    refuseIf(!this.caseOf(proposalId, number, seat).inTime, "NotInTime");
    refuseIf(this.#void.has(key(proposalId, voteNumber(vote), seat)), "VoteIsVoid");
    otherContributor(block, contribution, named.entry);
    refuseIf(!committedBitmap.has(seat), "SeatNotCommitted");
    refuseIf(this.#isPaid.has(`${proposalId} ${seat}`), "SeatIsPaid");
    refuseIf(!block.won, "NotWon");
    const missing = block.committedProvers - block.provenCommittedProvers;
    const paid = this.#contestsPaid.get(proposalId) ?? 0;
    refuseIf(paid === missing, "NobodyMissing");
    this.#isPaid.set(`${proposalId} ${seat}`, true);
    this.#contestsPaid.set(proposalId, paid + 1);
    const { settings } = rollup;
    const pool = rollup.pay.poolOf(proposalId);
    const share = nodePay(pool.amount, nodeWeights(settings), node, pool.depth, true, 0);
    const amount = contestPay(share, settings.blockReward, block.committedProvers);
    const payout = registry.payoutOf(seat);
    this.#init.emit("ContestPaid", { proposalId, seat, payout, nodeNumber: BigInt(number), amount });
    rollup.accounts.payContest(this.#own(call), payout, amount);
  }

  /** P9.3 */
  refuseContestPay(proposalId: Hex, contribution: ContributionProof): void {
    const block = this.#final(proposalId);
    requireContribution(block, contribution);
    const { seat, node } = decodeEntry(contribution.entry);
    refuseIf(seat === null, "UnnamedNode");
    refuseIf(this.#isPaid.has(`${proposalId} ${seat}`), "SeatIsPaid");
    this.#isPaid.set(`${proposalId} ${seat}`, true);
    this.#init.emit("ContestPayRefused", {
      proposalId,
      seat: seat!,
      nodeNumber: BigInt(nodeNumber(node)),
    });
  }

  /** The court's own call to another contract. */
  #own({ time }: Call): Call {
    return { from: this.#init.address, time };
  }

  #proven(proposalId: Hex): Commitment {
    const block = this.#init.rollup.auction.commitments.get(proposalId);
    refuseIf(block?.proven !== true, "NotProven");
    return block!;
  }

  #final(proposalId: Hex): Commitment {
    const block = this.#proven(proposalId);
    refuseIf(this.#init.rollup.pay.finalAt(block.roundId) === 0n, "RoundNotFinal");
    return block;
  }

  #reportEnd({ roundId }: Commitment): bigint {
    return this.#init.rollup.pay.finalAt(roundId) + BigInt(this.settings.reportWindow);
  }

  #contestEnd({ reportedAt }: Case): bigint {
    return BigInt(reportedAt + this.settings.contestWindow);
  }
}

const key = (proposalId: Hex, what: number, seat: number): string => `${proposalId} ${what} ${seat}`;
