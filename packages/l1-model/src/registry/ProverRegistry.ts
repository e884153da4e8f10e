import { ProverBitmap, SEATS, toBytes, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import type { Emit } from "../calls/EventLog.ts";
import type { Journal } from "../calls/Journal.ts";
import { JournalCell } from "../calls/JournalCell.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refusal, refuseIf } from "../calls/refuseIf.ts";
import type { Verdicts } from "../calls/Verdicts.ts";
import { ZERO_ADDRESS } from "../calls/zeroAddress.ts";
import type { RegistrySettings } from "../vault/RegistrySettings.ts";
import type { Vault } from "../vault/Vault.ts";
import { IdleSeats } from "./IdleSeats.ts";
import type { RegistryEvents } from "./RegistryEvents.ts";
import { type PastGeneration, type Seat, WITHDRAWN } from "./Seat.ts";
import { coordinates, SeatKeys } from "./SeatKeys.ts";
import type { Snapshot } from "./Snapshot.ts";

/** What the registry works with. */
export interface RegistryInit {
  readonly journal: Journal;
  readonly emit: Emit<RegistryEvents>;
  readonly verdicts: Verdicts;
  readonly settings: RegistrySettings;
  readonly vault: Vault;
  readonly address: Hex;
  readonly chainId: bigint;
}

/** R4: ProverRegistry.sol. Methods that take a {@link Call} are its functions for anyone; each throws a Refusal named as there. */
export class ProverRegistry {
  readonly settings: RegistrySettings;
  readonly #init: RegistryInit;
  readonly #seats: JournalMap<number, Seat>;
  /** Generations that have ended, by seat. */
  readonly #past: JournalMap<number, readonly PastGeneration[]>;
  readonly #keys: SeatKeys;
  readonly #idle: IdleSeats;
  /** Seats that were given back, the last one at the end. */
  readonly #free: JournalCell<readonly number[]>;
  readonly #given: JournalCell<number>;
  readonly #active: JournalCell<ProverBitmap>;
  readonly #snapshot: JournalCell<Snapshot | undefined>;
  readonly #snapshots: JournalCell<number>;
  readonly #snapshotAt: JournalCell<bigint>;
  readonly #stopped: JournalCell<boolean>;

  constructor(init: RegistryInit) {
    const { journal } = init;
    this.#init = init;
    this.settings = init.settings;
    this.#seats = new JournalMap(journal);
    this.#past = new JournalMap(journal);
    this.#keys = new SeatKeys(init);
    this.#idle = new IdleSeats(journal);
    this.#free = new JournalCell<readonly number[]>(journal, []);
    this.#given = new JournalCell(journal, 0);
    this.#active = new JournalCell(journal, ProverBitmap.EMPTY);
    this.#snapshot = new JournalCell<Snapshot | undefined>(journal, undefined);
    this.#snapshots = new JournalCell(journal, 0);
    this.#snapshotAt = new JournalCell(journal, 0n);
    this.#stopped = new JournalCell(journal, false);
  }

  /** Seats that are held. */
  get held(): number {
    return this.#given.value - this.#free.value.length;
  }

  /** Seats that may be counted now. */
  get active(): ProverBitmap {
    return this.#active.value;
  }

  get proverSetRoot(): bigint {
    return this.#keys.root();
  }

  /** @throws Refusal `UnknownSeat` for one that nobody holds. */
  seatAt(seat: number): Seat {
    const entry = this.#seats.get(seat);
    if (entry === undefined || entry.exitAt === WITHDRAWN) throw refusal("UnknownSeat");
    return entry;
  }

  seatOf(key: Hex): number | undefined {
    return this.#keys.seatOf(key);
  }

  /** Owner of the seat's generation at a time. @throws Refusal `NoGeneration`. */
  payoutAt(seat: number, time: bigint): Hex {
    return this.#generation(seat, time).payout;
  }

  /** Beginning of the seat's generation at a time. @throws Refusal `NoGeneration`. */
  generationAt(seat: number, time: bigint): bigint {
    return this.#generation(seat, time).since;
  }

  /** `publicKey` and `signature` have 64 bytes. @returns the seat taken. */
  join(call: Call, publicKey: Uint8Array, payout: Hex, signature: Uint8Array): number {
    this.#requirePayout(payout);
    const key = this.#keys.requireNew(publicKey, payout, signature);
    const seat = this.#takeSeat(call);
    const former = this.#seats.get(seat);
    if (former !== undefined) {
      const { since, payout: owner } = former;
      this.#past.set(seat, [...(this.#past.get(seat) ?? []), { since, payout: owner }]);
    }
    this.#seats.set(seat, {
      key,
      since: call.time,
      cases: 0,
      paused: false,
      payout,
      stake: this.settings.stake,
      previousKey: ZERO_ADDRESS,
      rotatedAt: 0n,
      exitAt: 0n,
      generation: former === undefined ? 0 : former.generation + 1,
    });
    this.#setActive(seat, true);
    this.#keys.set(seat, key, publicKey, former?.key);
    const [keyX, keyY] = coordinates(publicKey);
    this.#init.emit("ProverJoined", { seat, keyX, keyY, payout, proverSetRoot: this.proverSetRoot });
    this.#init.vault.collect(this.#init.address, 0, call.from, this.settings.stake);
    return seat;
  }

  rotateKey(call: Call, seat: number, publicKey: Uint8Array, signature: Uint8Array): void {
    const entry = this.#owned(call, seat);
    refuseIf(this.#snapshotAt.value === call.time, "SnapshotInThisBlock");
    const until = entry.rotatedAt + BigInt(this.settings.exitDelay);
    refuseIf(entry.rotatedAt !== 0n && call.time < until, "RotatedRecently");
    const key = this.#keys.requireNew(publicKey, entry.payout, signature);
    this.#seats.set(seat, { ...entry, previousKey: entry.key, rotatedAt: call.time, key });
    this.#keys.set(seat, key, publicKey, entry.key);
    const [keyX, keyY] = coordinates(publicKey);
    this.#init.emit("KeyRotated", { seat, keyX, keyY, proverSetRoot: this.proverSetRoot });
  }

  setPaused(call: Call, seat: number, paused: boolean): void {
    const entry = this.#owned(call, seat);
    refuseIf(entry.paused === paused, "PauseUnchanged");
    this.#change(seat, { ...entry, paused });
    this.#init.emit("Paused", { seat, isPaused: paused });
  }

  requestExit(call: Call, seat: number): void {
    this.#exit(call, seat, this.#owned(call, seat), false);
  }

  putToExit(call: Call, seat: number): void {
    const entry = this.seatAt(seat);
    const isIdle = this.held === SEATS && this.#idle.isIdle(seat, entry.since, call.time);
    refuseIf(!isIdle, "NotIdle");
    this.#exit(call, seat, entry, true);
  }

  withdraw(call: Call, seat: number): void {
    const entry = this.seatAt(seat);
    const isReached = this.#stopped.value || (entry.exitAt !== 0n && call.time >= entry.exitAt);
    refuseIf(!isReached, "ExitNotReached");
    refuseIf(entry.cases !== 0, "CasesOpen");
    this.#change(seat, { ...entry, stake: 0n, exitAt: WITHDRAWN });
    this.#free.value = [...this.#free.value, seat];
    const { payout, stake: amount } = entry;
    this.#init.emit("StakeWithdrawn", { seat, payout, amount });
    if (amount !== 0n) this.#init.vault.pay(this.#init.address, 0, payout, amount);
  }

  topUp(call: Call, seat: number): void {
    const entry = this.seatAt(seat);
    refuseIf(entry.exitAt !== 0n, "AlreadyExiting");
    const { stake } = this.settings;
    const amount = stake - entry.stake;
    refuseIf(amount === 0n, "NothingToTopUp");
    this.#change(seat, { ...entry, stake });
    this.#init.emit("StakeToppedUp", { seat, payer: call.from, amount });
    this.#init.vault.collect(this.#init.address, 0, call.from, amount);
  }

  changePayout(call: Call, seat: number, payout: Hex): void {
    this.#requirePayout(payout);
    this.#seats.set(seat, { ...this.#owned(call, seat), payout });
    this.#init.emit("PayoutChanged", { seat, payout });
  }

  /** By the court: counts a case against the seat's generation at a time. @returns address of its key at that time. */
  hold(seat: number, time: bigint): Hex {
    const entry = this.seatAt(seat);
    refuseIf(entry.since > time, "OtherGeneration");
    this.#seats.set(seat, { ...entry, cases: entry.cases + 1 });
    return entry.rotatedAt > time ? entry.previousKey : entry.key;
  }

  /** By the court: takes a case off the count. */
  release(seat: number): void {
    const entry = this.seatAt(seat);
    refuseIf(entry.cases === 0, "Panic");
    this.#seats.set(seat, { ...entry, cases: entry.cases - 1 });
  }

  /** By the court: takes up to `amount`, of which `bounty` goes to `beneficiary`. @returns what was taken. */
  slash(seat: number, amount: bigint, bounty: bigint, beneficiary: Hex): bigint {
    const entry = this.seatAt(seat);
    const taken = amount < entry.stake ? amount : entry.stake;
    const paid = bounty < taken ? bounty : taken;
    const stakeLeft = entry.stake - taken;
    this.#change(seat, { ...entry, stake: stakeLeft });
    const { vault, address } = this.#init;
    const isActive = this.active.has(seat);
    this.#init.emit("StakeSlashed", {
      seat,
      beneficiary,
      burned: taken - paid,
      bounty: paid,
      stakeLeft,
      isActive,
    });
    if (taken !== paid) vault.burn(address, taken - paid);
    if (paid !== 0n) vault.pay(address, 0, beneficiary, paid);
    return taken;
  }

  /** By the rollup: notes who proved. */
  noteProven(call: Call, provers: ProverBitmap): void {
    this.#idle.noteProven(call.time, provers);
  }

  /** By the auction: the current set, frozen. */
  snapshot(call: Call): Snapshot {
    this.#snapshotAt.value = call.time;
    const current = this.#snapshot.value;
    // A rotated key changes the root, and not who is active.
    if (current !== undefined) return { ...current, proverSetRoot: this.proverSetRoot };
    this.#snapshots.value += 1;
    const activeBitmap = toHex(toBytes(this.#snapshots.value, 20));
    const taken = { proverSetRoot: this.proverSetRoot, active: this.active, activeBitmap };
    this.#snapshot.value = taken;
    this.#init.emit("SnapshotTaken", { proverSetRoot: taken.proverSetRoot, activeBitmap });
    return taken;
  }

  /** R12, by the bridge: stakes may leave without the exit delay. */
  stop(): void {
    this.#stopped.value = true;
    this.#init.emit("RegistryStopped", {});
  }

  /** The vault pays nothing to itself. */
  #requirePayout(payout: Hex): void {
    refuseIf(payout === ZERO_ADDRESS, "ZeroPayout");
    refuseIf(payout === this.#init.vault.address, "VaultPayout");
  }

  #takeSeat(call: Call): number {
    const free = this.#free.value;
    const seat = free.at(-1) ?? this.#given.value;
    if (free.length > 0) this.#free.value = free.slice(0, -1);
    else {
      refuseIf(seat === SEATS, "RegistryFull");
      this.#given.value = seat + 1;
    }
    if (this.held === SEATS) this.#idle.setFull(call.time);
    return seat;
  }

  #exit(call: Call, seat: number, entry: Seat, isIdle: boolean): void {
    refuseIf(entry.exitAt !== 0n, "AlreadyExiting");
    const exitAt = call.time + BigInt(this.settings.exitDelay);
    this.#change(seat, { ...entry, exitAt });
    this.#init.emit("ExitRequested", { seat, exitAt, isIdle });
  }

  #owned(call: Call, seat: number): Seat {
    const entry = this.seatAt(seat);
    refuseIf(call.from !== entry.payout, "NotPayout");
    return entry;
  }

  #generation(seat: number, time: bigint): PastGeneration {
    const present = this.#seats.get(seat);
    if (present !== undefined && present.since <= time) return present;
    const past = this.#past.get(seat)?.findLast(({ since }) => since <= time);
    if (past === undefined) throw refusal("NoGeneration");
    return past;
  }

  #change(seat: number, entry: Seat): void {
    this.#seats.set(seat, entry);
    const { exitAt, paused, stake } = entry;
    this.#setActive(seat, exitAt === 0n && !paused && stake >= this.settings.minStake);
  }

  #setActive(seat: number, isActive: boolean): void {
    if (this.active.has(seat) === isActive) return;
    const others = this.active.seats().filter((other) => other !== seat);
    this.#active.value = ProverBitmap.of(isActive ? [...others, seat] : others);
    this.#snapshot.value = undefined;
  }
}
