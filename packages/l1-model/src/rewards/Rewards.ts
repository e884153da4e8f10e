import type { RollupSettings } from "@trellis/protocol";
import {
  authorisedHash,
  bitmapHash,
  decodeSeatWord,
  isNodeOf,
  type NewSeats,
  newSeatBps,
  newSeatParts,
  newSeatShare,
  newSeatsHash,
  nodeNumber,
  nodePay,
  type Proposal,
  ProverBitmap,
  type ShownWork,
  seatWordPathRoot,
  splitReward,
  toHex,
  weightOf,
  winnersShare,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { Auction } from "../auction/Auction.ts";
import type { Call } from "../calls/Call.ts";
import type { Emit } from "../calls/EventLog.ts";
import type { Journal } from "../calls/Journal.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refusal, refuseIf } from "../calls/refuseIf.ts";
import type { ProverRegistry } from "../registry/ProverRegistry.ts";
import { keptHash } from "../rollup/KeptProofs.ts";
import { type Rollup, weightsOf } from "../rollup/Rollup.ts";
import { latest } from "../vault/latest.ts";
import type { Vault } from "../vault/Vault.ts";
import { NO_NEW_SEATS, type Pool } from "./Pool.ts";
import type { BlockClaim, NewSeatClaim, ShownWord, Uncle } from "./RewardClaims.ts";
import type { RewardsEvents } from "./RewardsEvents.ts";

/** What the rewards work with. */
export interface RewardsInit {
  readonly journal: Journal;
  readonly emit: Emit<RewardsEvents>;
  readonly settings: RollupSettings;
  readonly address: Hex;
  readonly vault: Vault;
  readonly registry: ProverRegistry;
  readonly auction: Auction;
  readonly rollup: Rollup;
}

/** Pay of proposers and provers (P8.3, R7): Rewards.sol. Methods that take a {@link Call} are its functions. */
export class Rewards {
  readonly #init: RewardsInit;
  readonly #pools: JournalMap<Hex, Pool>;
  readonly #claimed: JournalMap<string, true>;
  readonly #newSeatPaid: JournalMap<string, true>;

  constructor(init: RewardsInit) {
    const { journal } = init;
    this.#init = init;
    this.#pools = new JournalMap(journal);
    this.#claimed = new JournalMap(journal);
    this.#newSeatPaid = new JournalMap(journal);
  }

  /** Undefined until the reward is settled. */
  poolOf(proposalId: Hex): Pool | undefined {
    return this.#pools.get(proposalId);
  }

  isClaimed(proposalId: Hex, number: number): boolean {
    return this.#claimed.has(`${proposalId} ${number}`);
  }

  isNewSeatPaid(winner: Hex, seat: number): boolean {
    return this.#newSeatPaid.has(`${winner} ${seat}`);
  }

  /** What the winner's prover of a node gets if committed, by the pool before new seats take their part. */
  nodePayOf(proposalId: Hex, depth: number): bigint {
    const pool = this.#settled(proposalId);
    return nodePay(pool.amount, weightsOf(this.#init.settings), { depth, index: 0 }, pool.depth, true, 0);
  }

  /** R7: what a new seat of a losing block gets of a seat's pay of a settled winner of its round, 1/10,000. */
  newSeatBpsOf(uncle: Hex, winner: Hex): number {
    const { auction, rollup, settings } = this.#init;
    this.#settled(winner);
    const workOf = (id: Hex): ShownWork => ({
      weight: this.#shownWeight(id, auction.commitmentOf(id)!.depth),
      seats: rollup.proven.at(id).shown.count(),
    });
    return newSeatBps(settings.unclePayBps, workOf(uncle), workOf(winner));
  }

  /** P8.3: fixes the reward of a final block and pays the proposer. */
  settle(call: Call, winner: Proposal): void {
    const { auction, rollup, settings, vault, address } = this.#init;
    const id = auction.proposalIdOf(winner);
    const block = rollup.proven.get(id);
    if (block === undefined || block.finalAt === 0n) throw refusal("NotFinal");
    const record = auction.rounds.recordOf(block.roundId)!;
    refuseIf(call.time < record.proofEnd, "ProofWindowOpen");
    refuseIf(this.#pools.has(id), "AlreadySettled");
    const part = {
      tally: rollup.proven.tallyOf(id, winner.depth),
      provers: block.provers,
      committedSeats: auction.commitmentOf(id)!.committedSeats,
    };
    const weights = weightsOf(settings);
    const reward = splitReward(settings.blockReward, part, weights, winner.depth, winner.proverShareBps);
    const claimsFrom = latest(record.proofEnd, block.finalAt) + BigInt(settings.uncleWindow);
    this.#pools.set(id, {
      ...NO_NEW_SEATS,
      amount: reward.pool,
      active: record.active,
      snapshotAt: record.snapshotAt,
      claimsFrom,
      winnerSeats: block.provers,
      depth: winner.depth,
    });
    const proposer = toHex(winner.proposer);
    this.#init.emit("RewardSettled", {
      proposalId: id,
      proposer,
      proposerReward: reward.proposer,
      pool: reward.pool,
      winnerSeats: block.provers,
      claimsFrom,
    });
    if (reward.proposer === 0n) return;
    vault.mint(address, reward.proposer);
    vault.pay(address, 0, proposer, reward.proposer);
  }

  /** R7: names losing blocks of the winner's round, best rate first. The set whose new seats get most counts. */
  nameUncles(
    call: Call,
    winner: Hex,
    transcriptRoot: bigint,
    winnerCommitted: ProverBitmap,
    uncles: readonly Uncle[],
  ): void {
    const pool = this.#settled(winner);
    refuseIf(call.time >= pool.claimsFrom, "UncleWindowClosed");
    refuseIf(uncles.length > this.#init.settings.uncles, "TooManyUncles");
    this.#requireCommitment(winner, transcriptRoot, winnerCommitted);
    const newSeats: NewSeats[] = [];
    const counted = new Set<number>();
    for (const uncle of uncles) {
      const seats = this.#seatsOf(uncle, winner).filter(
        (seat) => !winnerCommitted.has(seat) && !counted.has(seat),
      );
      const bps = this.newSeatBpsOf(uncle.proposalId, winner);
      refuseIf(bps > (newSeats.at(-1)?.bps ?? bps), "NotBestRateFirst");
      refuseIf(bps * seats.length === 0, "NothingAdded");
      for (const seat of seats) counted.add(seat);
      newSeats.push({ bps, seats: ProverBitmap.of(seats) });
    }
    const parts = newSeatParts(newSeats);
    refuseIf(parts <= pool.newSeatParts, "NoMoreNewSeats");
    this.#pools.set(winner, { ...pool, newSeats, newSeatParts: parts });
    this.#init.emit("UnclesNamed", {
      winner,
      uncles: uncles.map(({ proposalId }) => proposalId),
      newSeats: newSeats.map(({ bps, seats }) => ({ bps, seats: seats.words() })),
    });
  }

  /** Pays a seat. Passes over what was claimed before. */
  claim(call: Call, seat: number, blocks: readonly BlockClaim[], newSeats: readonly NewSeatClaim[]): void {
    for (const block of blocks) this.#claimBlock(call, seat, block);
    for (const claim of newSeats) this.#claimNewSeat(call, seat, claim);
  }

  #claimBlock(
    call: Call,
    seat: number,
    { proposalId, kept, wordsRoot, proversHash, nodes }: BlockClaim,
  ): void {
    const pool = this.#payable(call, proposalId);
    const record = this.#init.rollup.proven.at(proposalId).kept[kept];
    refuseIf(keptHash(wordsRoot, proversHash) !== record, "KeptMismatch");
    for (const shown of nodes) this.#claimNode(seat, proposalId, kept, wordsRoot, pool, shown);
  }

  #claimNode(
    seat: number,
    proposalId: Hex,
    kept: number,
    wordsRoot: Uint8Array,
    pool: Pool,
    { node, word, path }: ShownWord,
  ): void {
    refuseIf(!isNodeOf(node, pool.depth), "NoSuchNode");
    refuseIf(path.levels.length !== node.depth, "WrongPathLength");
    refuseIf(toHex(seatWordPathRoot(word, node, path)) !== toHex(wordsRoot), "WrongWords");
    const number = nodeNumber(node);
    const { seat: shownSeat, isCommitted } = decodeSeatWord(word[0]! * 256 + word[1]!);
    refuseIf(shownSeat !== seat, "NotYourNode");
    if (!isCommitted) {
      const { proven } = this.#init.rollup;
      refuseIf(!pool.active.has(seat), "SeatNotActive");
      refuseIf(proven.isNodeCommitted(proposalId, number), "NodeIsCommitted");
      refuseIf(!proven.isNodeRescued(proposalId, kept, number), "NotRescued");
    }
    if (this.isClaimed(proposalId, number)) return;
    this.#claimed.set(`${proposalId} ${number}`, true);
    const { settings } = this.#init;
    // A winner that nobody proved as committed has no pool.
    const shared = pool.winnerSeats === 0 ? 0n : winnersShare(pool);
    const weights = weightsOf(settings);
    const amount = nodePay(shared, weights, node, pool.depth, isCommitted, settings.uncommittedFactorBps);
    const payout = this.#pay(seat, pool, amount);
    this.#init.emit("NodePaid", { proposalId, seat, payout, nodeNumber: BigInt(number), amount });
  }

  #claimNewSeat(call: Call, seat: number, { winner, named, newSeats }: NewSeatClaim): void {
    const pool = this.#payable(call, winner);
    const hashes = pool.newSeats.map((one) => toHex(newSeatsHash(one)));
    const isNamed = hashes.length > 0 && hashes.join() === named.join();
    refuseIf(!isNamed, "NewSeatsMismatch");
    refuseIf(!hashes.includes(toHex(newSeatsHash(newSeats))), "NotNamed");
    refuseIf(!newSeats.seats.has(seat), "NotANewSeat");
    if (this.isNewSeatPaid(winner, seat)) return;
    this.#newSeatPaid.set(`${winner} ${seat}`, true);
    const amount = pool.winnerSeats === 0 ? 0n : newSeatShare(pool, newSeats.bps);
    const payout = this.#pay(seat, pool, amount);
    this.#init.emit("NewSeatPaid", { winner, seat, payout, amount });
  }

  /** R2: weight of the nodes that some kept proof has as committed. */
  #shownWeight(proposalId: Hex, depth: number): bigint {
    const { rollup, settings } = this.#init;
    return weightOf(rollup.proven.tallyOf(proposalId, depth).committed, weightsOf(settings));
  }

  #pay(seat: number, pool: Pool, amount: bigint): Hex {
    const { registry, vault, address } = this.#init;
    const payout = registry.payoutAt(seat, pool.snapshotAt);
    if (amount !== 0n) {
      vault.mint(address, amount);
      vault.pay(address, 0, payout, amount);
    }
    return payout;
  }

  /** Seats that proved in a losing block what they were committed to. */
  #seatsOf(
    { proposalId, transcriptRoot, committed, kept, provers, wordsRoot }: Uncle,
    winner: Hex,
  ): number[] {
    const { auction, rollup, settings } = this.#init;
    this.#requireCommitment(proposalId, transcriptRoot, committed);
    const [own, other] = [auction.commitmentOf(proposalId)!, auction.commitmentOf(winner)!];
    const isUncle =
      proposalId !== winner &&
      own.roundId === other.roundId &&
      own.burnBid * 10_000n >= BigInt(settings.uncleMinBps) * other.burnBid;
    refuseIf(!isUncle, "NotAnUncle");
    const block = rollup.proven.get(proposalId);
    refuseIf(keptHash(wordsRoot, bitmapHash(provers)) !== block?.kept[kept], "KeptMismatch");
    return provers.and(committed).seats();
  }

  #requireCommitment(proposalId: Hex, transcriptRoot: bigint, committed: ProverBitmap): void {
    const commitment = this.#init.auction.commitmentOf(proposalId);
    refuseIf(
      toHex(authorisedHash(transcriptRoot, committed)) !== commitment?.authorised,
      "CommitmentMismatch",
    );
  }

  #settled(proposalId: Hex): Pool {
    const pool = this.#pools.get(proposalId);
    if (pool === undefined) throw refusal("NotSettled");
    return pool;
  }

  #payable(call: Call, proposalId: Hex): Pool {
    const pool = this.#settled(proposalId);
    refuseIf(call.time < pool.claimsFrom, "UncleWindowOpen");
    return pool;
  }
}
