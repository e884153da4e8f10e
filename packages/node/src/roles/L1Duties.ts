import type { L1Sender, Mined } from "@trellis/l1";
import { BoundedMap } from "@trellis/protocol";
import { turnAt } from "@trellis/strategy";
import type { Logger } from "pino";
import type { Hex } from "viem";
import type { Chain } from "../chain/Chain.ts";
import { BackgroundTasks } from "../tasks/BackgroundTasks.ts";
import { Backoff } from "../tasks/Backoff.ts";
import type { Clock } from "../tasks/Clock.ts";
import type { EventSink } from "../telemetry/EventSink.ts";
import { reportFailure } from "../telemetry/reportFailure.ts";
import { refusal } from "./refusal.ts";

/** Most occasions remembered. The oldest is dropped first. */
const MAX_KEYS = 8_192;

/** Most calls of one kind of duty under way. Others wait until these are mined. */
const MAX_AT_ONCE = 8;

/** How a kind of duty handles failed calls. */
export interface L1DutiesInit {
  readonly retry: { readonly firstMs: number; readonly maxMs: number };
  /** Whether a call that was refused with this error may succeed later; by default every call may. */
  readonly mayPass?: (error: string) => boolean;
}

/** The parts of their node that duties use. */
export interface L1DutiesView {
  readonly chain: Chain;
  readonly sender: L1Sender;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly log: Logger;
}

/** A call to L1, as events describe it. */
export interface Duty {
  readonly action: string;
  readonly proposalId?: Hex;
  readonly run: () => Promise<Mined>;
}

/**
 * P1.4: actions on L1 that anyone may take, so that one node takes each: the party concerned goes first, the others follow after staggered
 * delays. Each call is simulated at no cost before it is sent.
 */
export class L1Duties {
  readonly #view: L1DutiesView;
  readonly #mayPass: (error: string) => boolean;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  /** When each occasion to act arose, by the node's clock. */
  readonly #since = new BoundedMap<string, number>(MAX_KEYS);
  /** L1 block in which each call was mined. Until the view contains that block, the call still seems due. */
  readonly #minedIn = new BoundedMap<string, bigint>(MAX_KEYS);
  /** Calls that L1 refuses for good. */
  readonly #hopeless = new BoundedMap<string, true>(MAX_KEYS);
  #reading = 0;
  #stopped = false;

  constructor(view: L1DutiesView, { retry, mayPass = () => true }: L1DutiesInit) {
    this.#view = view;
    this.#mayPass = mayPass;
    this.#backoff = new Backoff(view.clock, retry);
    this.#tasks = new BackgroundTasks((error, task) => reportFailure(view, error, task));
  }

  /** This node's account. */
  get address(): Hex {
    return this.#view.sender.address;
  }

  /**
   * Whether this node's moment to act has come. Call it again as long as the occasion lasts.
   * @param isOwn - whether the occasion concerns this node more than others: then it acts now.
   */
  isMyTurn(key: string, occasion: Hex | bigint, isOwn: boolean): boolean {
    const { chain, clock } = this.#view;
    this.#followL1();
    const since = this.#since.getOrMake(key, clock);
    const { proofWindow } = chain.settings;
    return clock() >= turnAt(this.address, isOwn, { id: occasion, since, proofWindow });
  }

  /** Makes one call at a time for a key. Repeats it only if it failed, or if a reorganisation of L1 has undone it. */
  act(key: string, { action, proposalId, run }: Duty): void {
    this.#followL1();
    if (this.#stopped || this.#hopeless.has(key) || !this.#backoff.isDue(key)) return;
    if (this.#tasks.size >= MAX_AT_ONCE) return;
    const minedIn = this.#minedIn.get(key);
    if (minedIn !== undefined && this.#view.chain.view.block.number < minedIn) return;
    const reading = this.#reading;
    this.#tasks.run(key, async () => {
      let mined: Mined;
      try {
        mined = await run();
      } catch (error) {
        this.#onFailure(error, { key, action, reading });
        return;
      }
      const { hash, gasUsed, blockNumber } = mined;
      this.#minedIn.set(key, blockNumber);
      this.#backoff.succeeded(key);
      const of = proposalId === undefined ? {} : { proposalId };
      this.#view.emit({ event: "l1_transaction", action, hash, gas: gasUsed, ...of });
    });
  }

  /** Clears all occasions. */
  clear(): void {
    this.#since.clear();
    this.#minedIn.clear();
    this.#hopeless.clear();
    this.#backoff.clear();
  }

  /** Clears mined and refused calls after L1 has reorganised: either may be due again. */
  #followL1(): void {
    const { readings } = this.#view.chain;
    if (readings === this.#reading) return;
    this.#reading = readings;
    this.clear();
  }

  /** Starts no further calls; resolves when none is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#tasks.settled();
  }

  /** @param reading - the reading of L1 in which the call was made. A call refused in an earlier reading is tried again. */
  #onFailure(
    error: unknown,
    { key, action, reading }: { readonly key: string; readonly action: string; readonly reading: number },
  ): void {
    const name = refusal(error);
    if (name !== undefined && !this.#mayPass(name) && reading === this.#reading)
      this.#hopeless.set(key, true);
    else this.#backoff.failed(key);
    if (!this.#stopped) reportFailure(this.#view, error, key, action);
  }
}
