import type { L1Client } from "@trellis/l1";
import type { Prices } from "@trellis/strategy";
import type { Logger } from "pino";
import { BackgroundTasks } from "../tasks/BackgroundTasks.ts";
import { Backoff } from "../tasks/Backoff.ts";
import type { Clock } from "../tasks/Clock.ts";
import type { Role } from "./Role.ts";

/** How long a price of gas is used. */
const FRESH_MS = 15_000;
/** An older price says nothing any more. */
const STALE_MS = 300_000;
const RETRY = { firstMs: 2_000, maxMs: 60_000 };
const ASKING = "gas price";

/** The parts of the node that prices come from. */
export interface L1PricesView {
  readonly l1: Pick<L1Client, "ask" | "public">;
  readonly clock: Clock;
  readonly log: Logger;
}

/** M7: by what a node compares gas with pay. Asks L1 for the price of gas now and then. */
export class L1Prices implements Role {
  readonly #view: L1PricesView;
  readonly #tokenPrice: bigint;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  #gas: { readonly price: bigint; readonly at: number } | undefined;
  #stopped = false;

  /** @param tokenPrice - setting of the node: wei of Ether for one native token; 0 if nothing is to be done for pay. */
  constructor(view: L1PricesView, tokenPrice: bigint) {
    this.#view = view;
    this.#tokenPrice = tokenPrice;
    this.#backoff = new Backoff(view.clock, RETRY);
    this.#tasks = new BackgroundTasks((error) => {
      this.#backoff.failed(ASKING);
      view.log.info({ error }, "L1 does not tell the price of gas");
    });
  }

  /** The prices now; undefined while that of gas is not known. Then nothing is begun that has to pay for itself. */
  current(): Prices | undefined {
    if (this.#gas === undefined || this.#view.clock() >= this.#gas.at + STALE_MS) return undefined;
    return { gasPrice: this.#gas.price, tokenPrice: this.#tokenPrice };
  }

  update(): void {
    const { clock } = this.#view;
    const isFresh = this.#gas !== undefined && clock() < this.#gas.at + FRESH_MS;
    if (this.#stopped || isFresh || !this.#backoff.isDue(ASKING)) return;
    this.#tasks.run(ASKING, () => this.#ask());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#tasks.settled();
  }

  async #ask(): Promise<void> {
    const { l1, clock } = this.#view;
    const price = await l1.ask("read the price of gas", () => l1.public.getGasPrice());
    this.#gas = { price, at: clock() };
    this.#backoff.succeeded(ASKING);
  }
}
