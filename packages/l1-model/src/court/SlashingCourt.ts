import type { CourtSettings } from "@trellis/protocol";
import {
  authorisedHash,
  decodeTranscriptEntry,
  fromHex,
  isNodeOf,
  isVacant,
  type Level,
  levelAt,
  type NodeWeights,
  nodeKind,
  nodeNumber,
  penalty,
  type RollupDomain,
  raisedLevel,
  smallest,
  startClaimDigest,
  statesPathRoot,
  type TreeNode,
  toHex,
  totalWeight,
  transcriptPathRoot,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { Auction } from "../auction/Auction.ts";
import { contextOf } from "../bridge/BlockFacts.ts";
import type { Call } from "../calls/Call.ts";
import type { Emit } from "../calls/EventLog.ts";
import type { Journal } from "../calls/Journal.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refusal, refuseIf } from "../calls/refuseIf.ts";
import type { Verdicts } from "../calls/Verdicts.ts";
import type { ProverRegistry } from "../registry/ProverRegistry.ts";
import type { Pool } from "../rewards/Pool.ts";
import type { Rewards } from "../rewards/Rewards.ts";
import type { Rollup } from "../rollup/Rollup.ts";
import type { Case, MissedNode, NodeAnswer, Report } from "./Case.ts";
import type { CourtEvents } from "./CourtEvents.ts";

/** What the court works with. */
export interface CourtInit {
  readonly journal: Journal;
  readonly emit: Emit<CourtEvents>;
  readonly verdicts: Verdicts;
  readonly settings: CourtSettings;
  readonly uncleWindow: number;
  readonly weights: NodeWeights;
  readonly domain: RollupDomain;
  readonly registry: ProverRegistry;
  readonly auction: Auction;
  readonly rollup: Rollup;
  readonly rewards: Rewards;
}

const OPEN = 1;
const SETTLED = 2;
const TRANSCRIPT_DEPTH = 12;
const NO_LEVEL: Level = { level: 0, at: 0n };

/** R8: SlashingCourt.sol. Methods that take a {@link Call} are its functions. */
export class SlashingCourt {
  readonly settings: CourtSettings;
  readonly #init: CourtInit;
  readonly #cases: JournalMap<string, Case>;
  /** By seat and generation. */
  readonly #levels: JournalMap<string, Level>;

  constructor(init: CourtInit) {
    this.#init = init;
    this.settings = init.settings;
    this.#cases = new JournalMap(init.journal);
    this.#levels = new JournalMap(init.journal);
  }

  caseOf(proposalId: Hex, seat: number): Case | undefined {
    return this.#cases.get(`${proposalId} ${seat}`);
  }

  /** Level of a seat's generation at the time `snapshotAt`, now. */
  levelOf(seat: number, snapshotAt: bigint, now: bigint): number {
    const level = this.#levels.get(this.#levelKey(seat, snapshotAt)) ?? NO_LEVEL;
    return levelAt(level, now, this.settings);
  }

  report(call: Call, { proposalId, seat, transcriptRoot, committed, nodes }: Report): void {
    const { auction, registry } = this.#init;
    refuseIf(nodes.length === 0, "NoNodes");
    const { pool, from } = this.#final(proposalId);
    const reportEnd = from + BigInt(this.settings.reportWindow);
    refuseIf(call.time > reportEnd, "ReportWindowClosed");
    const { authorised } = auction.commitmentOf(proposalId)!;
    refuseIf(toHex(authorisedHash(transcriptRoot, committed)) !== authorised, "CommitmentMismatch");
    refuseIf(!committed.has(seat), "SeatNotCommitted");
    const known = this.caseOf(proposalId, seat);
    refuseIf(known?.state === SETTLED, "WrongCaseState");
    // A case holds the stake once. Further nodes only need the key.
    const key = registry.hold(seat, pool.snapshotAt);
    if (known !== undefined) registry.release(seat);
    let [reported, added]: [readonly number[], bigint] = [known?.reported ?? [], 0n];
    for (const missed of nodes) {
      refuseIf(!isNodeOf(missed.node, pool.depth), "NoSuchNode");
      const number = nodeNumber(missed.node);
      refuseIf(reported.includes(number), "AlreadyReported");
      this.#requireMissed(proposalId, seat, key, transcriptRoot, committed, missed);
      reported = [...reported, number];
      added += this.#weightOf(missed.node, pool.depth);
    }
    const level = known?.level ?? this.levelOf(seat, pool.snapshotAt, call.time);
    if (known === undefined) this.#raise(seat, pool.snapshotAt, call.time);
    const isLargest = known === undefined || added > known.largest;
    this.#set(proposalId, seat, {
      reporter: isLargest ? call.from : known.reporter,
      largest: isLargest ? added : known.largest,
      openedAt: known?.openedAt ?? call.time,
      reported,
      cleared: known?.cleared ?? [],
      state: OPEN,
      openWeight: (known?.openWeight ?? 0n) + added,
      level,
    });
    this.#init.emit("Reported", {
      proposalId,
      seat,
      reporter: call.from,
      nodeNumbers: nodes.map(({ node }) => BigInt(nodeNumber(node))),
      answerBy: reportEnd + BigInt(this.settings.contestWindow),
    });
  }

  answer(call: Call, answer: NodeAnswer): void {
    const { proposalId, seat, node, facts } = answer;
    const entry = this.caseOf(proposalId, seat);
    if (entry?.state !== OPEN) throw refusal("WrongCaseState");
    refuseIf(call.time > this.#answerEnd(proposalId), "ContestWindowClosed");
    const number = nodeNumber(node);
    const isOpen = entry.reported.includes(number) && !entry.cleared.includes(number);
    refuseIf(!isOpen, "NotReported");
    refuseIf(contextOf(facts) !== this.#init.rollup.proven.at(proposalId).context, "WrongFacts");
    refuseIf(answer.stateSiblings.length !== node.depth, "WrongPathLength");
    const reached = statesPathRoot(answer.statesRoot, node, answer.stateSiblings);
    refuseIf(reached !== facts.statesRoot, "WrongStates");
    refuseIf(!this.#init.verdicts.acceptsProof(answer.proof), "InvalidProof");
    const openWeight = entry.openWeight - this.#weightOf(node, this.#final(proposalId).pool.depth);
    this.#set(proposalId, seat, { ...entry, cleared: [...entry.cleared, number], openWeight });
    this.#init.emit("NodeCleared", { proposalId, seat, nodeNumber: BigInt(number) });
  }

  settle(call: Call, proposalId: Hex, seat: number): void {
    const { registry } = this.#init;
    const entry = this.caseOf(proposalId, seat);
    if (entry?.state !== OPEN) throw refusal("WrongCaseState");
    refuseIf(call.time <= this.#answerEnd(proposalId), "ContestWindowOpen");
    this.#set(proposalId, seat, { ...entry, state: SETTLED });
    const amount = this.#penaltyOf(proposalId, entry);
    const wanted = smallest(this.settings.reportBounty, amount);
    const taken = amount === 0n ? 0n : registry.slash(seat, amount, wanted, entry.reporter);
    registry.release(seat);
    const bounty = smallest(wanted, taken);
    const { reporter, level } = entry;
    this.#init.emit("CaseSettled", { proposalId, seat, reporter, taken, bounty, level });
  }

  #requireMissed(
    proposalId: Hex,
    seat: number,
    key: Hex,
    transcriptRoot: bigint,
    committed: Report["committed"],
    { node, entry, siblings, signature }: MissedNode,
  ): void {
    const { rollup, verdicts, domain } = this.#init;
    const named = decodeTranscriptEntry(entry);
    refuseIf(named?.seat !== seat || isVacant(entry, node, committed), "EntryDoesNotBind");
    refuseIf(siblings.length !== TRANSCRIPT_DEPTH, "WrongPathLength");
    refuseIf(transcriptPathRoot(entry, node, siblings) !== transcriptRoot, "WrongTranscript");
    refuseIf(rollup.proven.isNodeCommitted(proposalId, nodeNumber(node)), "NodeIsCommitted");
    const digest = startClaimDigest(domain, fromHex(proposalId), node);
    refuseIf(!verdicts.acceptsSignature(key, digest, signature), "InvalidClaim");
  }

  /** Pool of a final block, and when it may be reported from. */
  #final(proposalId: Hex): { readonly pool: Pool; readonly from: bigint } {
    const block = this.#init.rollup.proven.get(proposalId);
    if (block === undefined || block.finalAt === 0n) throw refusal("NotFinal");
    const pool = this.#init.rewards.poolOf(proposalId);
    if (pool === undefined) throw refusal("NotSettled");
    // Claims are paid from the later one of `proofEnd` and `finalAt` on, and the uncle window.
    return { pool, from: pool.claimsFrom - BigInt(this.#init.uncleWindow) };
  }

  /** R8: one time a round, so that an early report closes nothing. */
  #answerEnd(proposalId: Hex): bigint {
    const { reportWindow, contestWindow } = this.settings;
    return this.#final(proposalId).from + BigInt(reportWindow + contestWindow);
  }

  /** R8: for the nodes that were not answered; nothing if all were. */
  #penaltyOf(proposalId: Hex, { openWeight, level }: Case): bigint {
    if (openWeight === 0n) return 0n;
    const { pool } = this.#final(proposalId);
    const pay = (pool.amount * openWeight) / totalWeight(this.#init.weights, pool.depth);
    return penalty(pay, this.#init.registry.settings.stake, level, this.settings);
  }

  #weightOf(node: TreeNode, treeDepth: number): bigint {
    return this.#init.weights[nodeKind(node, treeDepth)];
  }

  #raise(seat: number, snapshotAt: bigint, now: bigint): void {
    const key = this.#levelKey(seat, snapshotAt);
    this.#levels.set(key, raisedLevel(this.#levels.get(key) ?? NO_LEVEL, now, this.settings));
  }

  #levelKey(seat: number, snapshotAt: bigint): string {
    return `${seat} ${this.#init.registry.generationAt(seat, snapshotAt)}`;
  }

  #set(proposalId: Hex, seat: number, entry: Case): void {
    this.#cases.set(`${proposalId} ${seat}`, entry);
  }
}
