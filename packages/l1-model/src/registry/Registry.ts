import {
  addressOf,
  fromHex,
  joinDigest,
  ProverBitmap,
  type RollupDomain,
  SEATS,
  SeatTree,
  smallest,
  splitSlash,
  toBigInt,
  toBytes,
  toHex,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import type { Emit } from "../calls/EventLog.ts";
import type { Journal } from "../calls/Journal.ts";
import { JournalCell } from "../calls/JournalCell.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { Refusal } from "../calls/Refusal.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import type { Verdicts } from "../calls/Verdicts.ts";
import { ZERO_ADDRESS } from "../calls/zeroAddress.ts";
import type { Token } from "../token/Token.ts";
import { isSecp256k1Point } from "./isSecp256k1Point.ts";
import type { Prover } from "./Prover.ts";
import type { RegistryEvents } from "./RegistryEvents.ts";
import type { RegistrySettings } from "./RegistrySettings.ts";
import type { SeatSnapshot } from "./SeatSnapshot.ts";

/** What the registry works with. */
export interface RegistryInit {
  readonly journal: Journal;
  readonly emit: Emit<RegistryEvents>;
  readonly verdicts: Verdicts;
  readonly settings: RegistrySettings;
  readonly token: Token;
  readonly address: Hex;
  /** The court's address. */
  readonly slasher: Hex;
  readonly chainId: RollupDomain["chainId"];
}

/** P2: ProverRegistry.sol. Methods that take a {@link Call} are its functions; each throws a Refusal named as there. */
export class Registry {
  readonly settings: RegistrySettings;
  readonly #init: RegistryInit;
  readonly #provers: JournalMap<number, Prover>;
  /** Seat of a key, by the key's address. */
  readonly #seats: JournalMap<Hex, number>;
  /** Public keys in order of joining. */
  readonly #keys: JournalCell<readonly Uint8Array[]>;
  readonly #active: JournalCell<ProverBitmap>;
  /** Undefined once the active set has changed since the last one. */
  readonly #snapshot: JournalCell<SeatSnapshot | undefined>;
  readonly #snapshots: JournalCell<number>;
  /** The tree over `keys`: not state, it can be made again. */
  #tree = { keys: [] as readonly Uint8Array[], tree: new SeatTree() };

  constructor(init: RegistryInit) {
    const { journal } = init;
    this.#init = init;
    this.settings = init.settings;
    this.#provers = new JournalMap(journal);
    this.#seats = new JournalMap(journal);
    this.#keys = new JournalCell<readonly Uint8Array[]>(journal, this.#tree.keys);
    this.#active = new JournalCell(journal, ProverBitmap.EMPTY);
    this.#snapshot = new JournalCell<SeatSnapshot | undefined>(journal, undefined);
    this.#snapshots = new JournalCell(journal, 0);
  }

  get seatCount(): number {
    return this.#provers.size;
  }

  /** Seats that may be counted now. */
  get active(): ProverBitmap {
    return this.#active.value;
  }

  /** Root of the seat tree now. */
  get proverSetRoot(): Hex {
    return toHex(this.#treeNow().root());
  }

  /** @throws Refusal `UnknownSeat`. */
  proverAt(seat: number): Prover {
    const prover = this.#provers.get(seat);
    if (prover === undefined) throw new Refusal("UnknownSeat");
    return prover;
  }

  /** @throws Refusal `UnknownSeat`. */
  payoutOf(seat: number): Hex {
    return this.proverAt(seat).payout;
  }

  seatOf(key: Hex): number | undefined {
    return this.#seats.get(key);
  }

  /** P2.1: `publicKey` has 64 bytes, `signature` too. @returns the seat taken. */
  join(call: Call, publicKey: Uint8Array, payout: Hex, signature: Uint8Array): number {
    const { verdicts, settings, token, address, chainId } = this.#init;
    const seat = this.seatCount;
    refuseIf(seat === SEATS, "RegistryFull");
    const [keyX, keyY] = [publicKey.slice(0, 32), publicKey.slice(32)];
    refuseIf(!isSecp256k1Point(toBigInt(keyX), toBigInt(keyY)), "InvalidKey");
    refuseIf(payout === ZERO_ADDRESS, "ZeroPayout");
    const key = toHex(addressOf(publicKey));
    refuseIf(this.#seats.has(key), "KeyTaken");
    const digest = joinDigest({ chainId, registry: fromHex(address), payout: fromHex(payout) });
    refuseIf(!verdicts.acceptsSignature(key, digest, signature), "InvalidJoinSignature");
    this.#seats.set(key, seat);
    this.#provers.set(seat, { key, exitAt: 0n, reports: 0, payout, stake: settings.stake });
    this.#setActive(seat, true);
    this.#keys.value = [...this.#keys.value, publicKey];
    this.#init.emit("ProverJoined", {
      seat,
      keyX: toHex(keyX),
      keyY: toHex(keyY),
      payout,
      proverSetRoot: this.proverSetRoot,
    });
    token.take(call.from, address, settings.stake);
    return seat;
  }

  /** P2.2 */
  requestExit(call: Call, seat: number): void {
    const prover = this.#owned(call, seat);
    refuseIf(prover.exitAt !== 0n, "AlreadyExiting");
    const exitAt = call.time + BigInt(this.settings.exitDelay);
    this.#provers.set(seat, { ...prover, exitAt });
    this.#setActive(seat, false);
    this.#init.emit("ExitRequested", { seat, exitAt });
  }

  /** P2.2 */
  withdraw(call: Call, seat: number): void {
    const prover = this.proverAt(seat);
    const { exitAt, reports, stake, payout } = prover;
    refuseIf(exitAt === 0n || call.time < exitAt, "ExitNotReached");
    refuseIf(reports !== 0, "SeatReported");
    refuseIf(stake === 0n, "NothingToWithdraw");
    this.#provers.set(seat, { ...prover, stake: 0n });
    this.#init.emit("StakeWithdrawn", { seat, payout, amount: stake });
    this.#init.token.pay(this.#init.address, payout, stake);
  }

  topUp(call: Call, seat: number): void {
    const prover = this.proverAt(seat);
    refuseIf(prover.exitAt !== 0n, "AlreadyExiting");
    const { stake } = this.settings;
    const amount = stake - prover.stake;
    refuseIf(amount === 0n, "NothingToTopUp");
    this.#provers.set(seat, { ...prover, stake });
    this.#setActive(seat, true);
    this.#init.emit("StakeToppedUp", { seat, payer: call.from, amount });
    this.#init.token.take(call.from, this.#init.address, amount);
  }

  changePayout(call: Call, seat: number, payout: Hex): void {
    refuseIf(payout === ZERO_ADDRESS, "ZeroPayout");
    const prover = this.#owned(call, seat);
    this.#provers.set(seat, { ...prover, payout });
    this.#init.emit("PayoutChanged", { seat, payout });
  }

  /** Counts a report, which keeps the stake here. @returns address of the seat's key. */
  hold(call: Call, seat: number): Hex {
    this.#onlySlasher(call);
    const prover = this.proverAt(seat);
    this.#provers.set(seat, { ...prover, reports: prover.reports + 1 });
    return prover.key;
  }

  /** Takes a report off the count. */
  release(call: Call, seat: number): void {
    this.#onlySlasher(call);
    const prover = this.#provers.get(seat);
    if (prover === undefined || prover.reports === 0) throw new Refusal("Panic");
    this.#provers.set(seat, { ...prover, reports: prover.reports - 1 });
  }

  /** P9.2 @param beneficiary - who gets `rewardBps` of what is taken; undefined: nobody. @returns what was taken. */
  slash(call: Call, seat: number, amount: bigint, rewardBps: number, beneficiary: Hex | undefined): bigint {
    this.#onlySlasher(call);
    const prover = this.proverAt(seat);
    const taken = smallest(amount, prover.stake);
    const stakeLeft = prover.stake - taken;
    this.#provers.set(seat, { ...prover, stake: stakeLeft });
    if (stakeLeft < this.settings.minStake) this.#setActive(seat, false);
    const { backup, burned } = splitSlash(taken, rewardBps, beneficiary !== undefined);
    this.#init.emit("StakeSlashed", {
      seat,
      beneficiary: beneficiary ?? ZERO_ADDRESS,
      burned,
      reward: backup,
      stakeLeft,
      isActive: this.active.has(seat),
    });
    const { token, address } = this.#init;
    token.burn(address, burned);
    if (backup !== 0n) token.pay(address, beneficiary!, backup);
    return taken;
  }

  /** P2.3: the current set, frozen; the last one again if nobody has joined or left since. */
  snapshot(): SeatSnapshot {
    const current = this.#snapshot.value;
    if (current !== undefined) return current;
    this.#snapshots.value += 1;
    const activeBitmap = toHex(toBytes(this.#snapshots.value, 20));
    const taken: SeatSnapshot = { proverSetRoot: this.proverSetRoot, active: this.active, activeBitmap };
    this.#snapshot.value = taken;
    this.#init.emit("SnapshotTaken", { proverSetRoot: taken.proverSetRoot, activeBitmap });
    return taken;
  }

  #owned(call: Call, seat: number): Prover {
    const prover = this.proverAt(seat);
    refuseIf(call.from !== prover.payout, "NotPayout");
    return prover;
  }

  #onlySlasher(call: Call): void {
    refuseIf(call.from !== this.#init.slasher, "NotSlasher");
  }

  #setActive(seat: number, isActive: boolean): void {
    if (this.active.has(seat) === isActive) return;
    const others = this.active.seats().filter((other) => other !== seat);
    this.#active.value = ProverBitmap.of(isActive ? [...others, seat] : others);
    this.#snapshot.value = undefined;
  }

  #treeNow(): SeatTree {
    const keys = this.#keys.value;
    if (keys !== this.#tree.keys) {
      const isOneMore =
        keys.length === this.#tree.keys.length + 1 && this.#tree.keys.every((key, i) => key === keys[i]);
      const tree = isOneMore ? this.#tree.tree : new SeatTree();
      for (const key of keys.slice(tree.size)) tree.append(key);
      this.#tree = { keys, tree };
    }
    return this.#tree.tree;
  }
}
