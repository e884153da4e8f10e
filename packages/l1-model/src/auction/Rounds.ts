import { MOST_EXTENSIONS, nextAlpha } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Call } from "../calls/Call.ts";
import { JournalCell } from "../calls/JournalCell.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refusal } from "../calls/refuseIf.ts";
import type { Snapshot } from "../registry/Snapshot.ts";
import { latest } from "../vault/latest.ts";
import type { AuctionInit } from "./AuctionInit.ts";
import { GENESIS_ROUND, NO_ROUND, type Round } from "./Round.ts";

/** R11: slots between a parent's data and the end of its child's window. */
const PARENT_LAG = 5;

/** `RoundRecord` in Types.sol. */
export interface RoundRecord extends Snapshot {
  readonly snapshotAt: bigint;
  /** 0 while it is not known. */
  readonly proofEnd: bigint;
}

/** When rounds open and end (P3), without what is in them. */
export class Rounds {
  readonly #init: AuctionInit;
  readonly #rounds: JournalMap<number, Round>;
  readonly #records: JournalMap<number, RoundRecord>;
  readonly #running: JournalCell<number>;
  /** 0: there is none. */
  readonly #next: JournalCell<number>;
  /** α of the round that is made next. */
  readonly #alpha: JournalCell<number>;

  constructor(init: AuctionInit) {
    const { journal } = init;
    this.#init = init;
    this.#rounds = new JournalMap(journal);
    this.#records = new JournalMap(journal);
    this.#running = new JournalCell(journal, GENESIS_ROUND.id);
    this.#next = new JournalCell(journal, 0);
    this.#alpha = new JournalCell(journal, GENESIS_ROUND.alpha);
  }

  get running(): Round {
    return this.#rounds.get(this.#running.value) ?? GENESIS_ROUND;
  }

  /** P3.4: the round on top of it; id 0: none. */
  get next(): Round {
    return this.roundOf(this.#next.value);
  }

  roundOf(roundId: number): Round {
    return roundId === this.#running.value ? this.running : (this.#rounds.get(roundId) ?? NO_ROUND);
  }

  /** Undefined before the round's window opens. */
  recordOf(roundId: number): RoundRecord | undefined {
    return this.#records.get(roundId);
  }

  set(round: Round): void {
    this.#rounds.set(round.id, round);
  }

  /** Opens the running round's window with its first commitment, if it is not open. */
  openRunning(call: Call): Round {
    const { running } = this;
    return running.start === 0n ? this.#open(call, running, call.time, true) : running;
  }

  /** P3.4: the round above for a commitment. The caller has checked that the running one is led and takes proofs. */
  openNext(call: Call): Round {
    if (this.#next.value !== 0) return this.next;
    const { running } = this;
    this.#next.value = running.id + 1;
    const above = { ...NO_ROUND, id: running.id + 1, height: running.height + 1, alpha: this.#alpha.value };
    const isInTime = call.time < running.proofStart + BigInt(this.#init.settings.proposalWindow);
    return this.#open(call, above, isInTime ? running.proofStart : call.time, false);
  }

  /** R17: a leader in the window's last slot extends it. */
  extend(call: Call, round: Round): Round {
    const slot = BigInt(this.#init.settings.slotTime);
    if (round.commitEnd - slot > call.time || round.extensions >= MOST_EXTENSIONS) return round;
    const extended = { ...round, extensions: round.extensions + 1 };
    return this.#move(extended, round.commitEnd + slot);
  }

  /** P3.3: the height starts anew with its next commitment. */
  restart(): void {
    const { running } = this;
    this.#init.emit("RoundRestarted", {
      roundId: BigInt(running.id),
      height: BigInt(running.height),
      round: running.number,
    });
    this.#abandonNext();
    this.#become({
      ...NO_ROUND,
      id: Math.max(running.id, this.#next.value) + 1,
      height: running.height,
      number: running.number + 1,
      alpha: this.#alpha.value,
    });
  }

  /**
   * P3.1, P3.4, R11: goes on after a final block.
   * @param provers - that move α.
   * @param isLed - whether a commitment of the next round builds on it.
   * @param dataAt - when its transactions were complete on L1.
   */
  advance(call: Call, provers: number, isLed: boolean, dataAt: bigint): void {
    const { running, next } = this;
    const { settings } = this.#init;
    this.#alpha.value = nextAlpha(this.#alpha.value, provers, settings);
    const lag = BigInt(PARENT_LAG * settings.slotTime);
    const isHidden = next.id !== 0 && dataAt + lag > next.commitEnd;
    if (next.id !== 0 && (isLed || isHidden || call.time < next.commitEnd)) {
      this.#running.value = next.id;
      this.#next.value = 0;
      const reopened = isHidden
        ? this.#move({ ...next, extensions: 0 }, call.time + BigInt(settings.proposalWindow))
        : next;
      const { proofStart } = this.#setProofs(reopened, latest(call.time, reopened.commitEnd));
      const proofEnd = proofStart + BigInt(settings.proofWindow);
      this.#init.emit("ProofWindowSet", { roundId: BigInt(next.id), proofStart, proofEnd });
      return;
    }
    this.#abandonNext();
    const number = next.id === 0 ? 0 : next.number + 1;
    const id = Math.max(running.id, next.id) + 1;
    const round = { ...NO_ROUND, id, height: running.height + 1, number, alpha: this.#alpha.value };
    this.#become(round);
    this.#open(call, round, call.time, true);
  }

  #become(round: Round): void {
    this.#running.value = round.id;
    this.#next.value = 0;
    this.set(round);
  }

  /** Takes the round's snapshot (P2.3). */
  #open(call: Call, round: Round, start: bigint, hasProofs: boolean): Round {
    const { settings, registry } = this.#init;
    const commitEnd = start + BigInt(settings.proposalWindow);
    const snapshot = registry.snapshot(call);
    this.#records.set(round.id, { ...snapshot, snapshotAt: call.time, proofEnd: 0n });
    const opened = { ...round, start, commitEnd };
    this.set(opened);
    this.#init.emit("RoundOpened", {
      roundId: BigInt(round.id),
      height: BigInt(round.height),
      round: round.number,
      start,
      commitEnd,
      proverSetRoot: snapshot.proverSetRoot,
      activeBitmap: snapshot.activeBitmap,
      alpha: round.alpha,
    });
    return hasProofs ? this.#setProofs(opened, commitEnd) : opened;
  }

  #move(round: Round, commitEnd: bigint): Round {
    const moved = { ...round, commitEnd };
    this.set(moved);
    this.#init.emit("WindowMoved", { roundId: BigInt(round.id), commitEnd });
    return round.proofStart === 0n ? moved : this.#setProofs(moved, commitEnd);
  }

  #setProofs(round: Round, proofStart: bigint): Round {
    const record = this.recordOf(round.id);
    if (record === undefined) throw refusal("Panic");
    const proofEnd = proofStart + BigInt(this.#init.settings.proofWindow);
    this.#records.set(round.id, { ...record, proofEnd });
    const set = { ...round, proofStart };
    this.set(set);
    return set;
  }

  #abandonNext(): void {
    const { next } = this;
    if (next.id === 0) return;
    this.#init.emit("RoundAbandoned", { roundId: BigInt(next.id), height: BigInt(next.height) });
  }
}

/** A proposal's id before the first block: the parent of the first ones. */
export const NO_BLOCK: Hex = `0x${"0".repeat(64)}`;
