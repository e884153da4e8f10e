import { setTimeout as delay } from "node:timers/promises";
import { TrellisError } from "@trellis/protocol";
import type { SealedFolder } from "../disk/SealedFolder.ts";
import type { Clock } from "../tasks/Clock.ts";
import type { DutyGate, GatedRound } from "./DutyGate.ts";
import type { Lease } from "./Lease.ts";
import { Takeover } from "./Takeover.ts";

/** File with the number and the name of the lease that this folder's node had last. */
const FILE = "last";

/** How often a machine that stands by tries, at least. Milliseconds. */
const STANDBY_MS = 2_000;

/** The parts and reports of a {@link LeaseDuty}. */
export interface LeaseDutyInit {
  readonly lease: Lease;
  /** What the machines share. */
  readonly name: string;
  readonly durationMs: number;
  readonly wallClock: Clock;
  /** Resolves after milliseconds, or when the signal aborts; for tests. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Remembers the lease in the node's data folder. */
  readonly folder: Pick<SealedFolder, "read" | "write">;
  /** Told once when another machine has the lease, so that this one stands by. */
  readonly onStandby: () => void;
  /** Told that this machine may act, or may not any more. */
  readonly onHeld: (isHeld: boolean) => void;
  /** Told of a store that cannot be asked. */
  readonly onProblem: (error: unknown) => void;
  /** Told that the lease is lost. Nothing is signed from then on: the node must end. */
  readonly onLost: (error: unknown) => void;
}

/**
 * Takes the lease before the node acts, keeps it, and says what the node may do. Whoever had the lease between two runs of this folder's node
 * may have signed: the lease's number tells.
 */
export class LeaseDuty implements DutyGate {
  readonly #init: LeaseDutyInit;
  readonly #life = new AbortController();
  #takeover: Takeover | undefined;
  #keeping: Promise<void> | undefined;
  #isTroubled = false;

  constructor(init: LeaseDutyInit) {
    this.#init = init;
  }

  /**
   * Waits until this machine has the lease, and keeps it from then on.
   * @param signal - ends the wait.
   * @throws TRL-NOD-080 if the store cannot be asked at first; TRL-NOD-009 if the lease's number cannot be kept; the signal's reason.
   */
  async acquire(signal: AbortSignal): Promise<void> {
    const { lease, name, folder, durationMs, wallClock, wait = pause } = this.#init;
    const { onStandby, onHeld } = this.#init;
    const before = (await folder.read(FILE, decodeTurn)) ?? { fence: 0n, name };
    let isTold = false;
    while (!(await this.#attempt(isTold))) {
      if (!isTold) onStandby();
      isTold = true;
      await wait(Math.min(STANDBY_MS, durationMs / 6), AbortSignal.any([signal, this.#life.signal]));
      signal.throwIfAborted();
      this.#life.signal.throwIfAborted();
    }
    const fence = lease.fence!;
    // The first holder of all, and one that nobody has followed since, know all that was signed.
    if (before.name !== name || before.fence !== fence - 1n) {
      this.#takeover = new Takeover(BigInt(Math.ceil(wallClock() / 1_000)));
    }
    await folder.write(FILE, new TextEncoder().encode(`${fence} ${name}`));
    onHeld(true);
    this.#keeping = this.#keep();
  }

  /** Notes what L1 shows. @param timestamp - of the block that shows it. */
  onView(timestamp: bigint, rounds: readonly GatedRound[]): void {
    this.#takeover?.onView(timestamp, rounds);
  }

  mayPromise(round: GatedRound, now: bigint): boolean {
    return this.#init.lease.isHeld && (this.#takeover?.isFree(round, now) ?? true);
  }

  requireDuty(): void {
    this.#init.lease.require();
  }

  /** Ends the lease, here first. Call it when nothing acts any more. Never rejects. */
  async stop(): Promise<void> {
    this.#life.abort(new TrellisError("TRL-NOD-007", "the node was stopped"));
    await this.#init.lease.end().catch(this.#init.onProblem);
    await this.#keeping;
  }

  /** @param survives - whether a failure of the store is reported, once until it works again. Otherwise it is thrown. */
  async #attempt(survives: boolean): Promise<boolean> {
    try {
      const isHeld = await this.#init.lease.attempt();
      this.#isTroubled = false;
      return isHeld;
    } catch (error) {
      if (!survives) throw error;
      if (!this.#isTroubled) this.#init.onProblem(error);
      this.#isTroubled = true;
      return false;
    }
  }

  /** Renews until the lease is lost or this ends. A store that cannot be asked for a while is survived while the lease lasts. */
  async #keep(): Promise<void> {
    const { lease, durationMs, wait = pause, onHeld, onProblem, onLost } = this.#init;
    while (!this.#life.signal.aborted) {
      await wait(durationMs / 6, this.#life.signal);
      if (this.#life.signal.aborted) return;
      try {
        await lease.attempt();
      } catch (error) {
        if (this.#life.signal.aborted) return;
        if (lease.isHeld) {
          onProblem(error);
          continue;
        }
        onHeld(false);
        onLost(error);
        return;
      }
    }
  }
}

function decodeTurn(content: Uint8Array): { readonly fence: bigint; readonly name: string } {
  const [, fence, name] = /^([0-9]{1,19}) (\S{1,64})$/.exec(new TextDecoder().decode(content)) ?? [];
  if (fence === undefined || name === undefined)
    throw new Error("it does not hold the number and the name of a lease");
  return { fence: BigInt(fence), name };
}

/** Resolves after a while, or when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal }).catch(() => {});
}
