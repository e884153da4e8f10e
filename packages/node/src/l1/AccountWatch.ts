import type { L1Client } from "@trellis/l1";
import { TrellisError } from "@trellis/protocol";
import type { Logger } from "pino";
import type { Hex } from "viem";
import type { ChainListener } from "../chain/ChainFollower.ts";
import { BackgroundTasks } from "../tasks/BackgroundTasks.ts";
import type { Clock } from "../tasks/Clock.ts";
import type { Part } from "../tasks/LifeCycle.ts";

/** How often the balance is asked for at most. */
const EVERY_MS = 15_000;
/** Gas of the acts of about an hour, and of a single one: what must be left at twice the present price. */
const LOW_GAS = 10_000_000n;
const LAST_GAS = 500_000n;
const ETHER = 10n ** 18n;

/** How much Ether an account has left, by what it has to pay. */
type Supply = "enough" | "low" | "empty";

/** The parts of the node that a watch uses. */
export interface AccountWatchView {
  readonly l1: Pick<L1Client, "ask" | "public" | "read">;
  readonly address: Hex;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: { l1Balance(wei: bigint): void; walletTokens(wei: bigint): void };
  /** Called once each time when the Ether becomes less than enough. */
  readonly onProblem: (error: unknown, where: string) => void;
}

/** Watches the Ether of the account that pays for gas, so that its owner hears of it before acts fail. */
export class AccountWatch implements ChainListener, Part {
  readonly #view: AccountWatchView;
  readonly #tasks: BackgroundTasks;
  #askedAt: number | undefined;
  #supply: Supply = "enough";

  constructor(view: AccountWatchView) {
    this.#view = view;
    this.#tasks = new BackgroundTasks((error) => view.log.info({ error }, "L1 does not tell the balance"));
  }

  onChainChange(): void {
    const now = this.#view.clock();
    if (this.#askedAt !== undefined && now < this.#askedAt + EVERY_MS) return;
    this.#askedAt = now;
    this.#tasks.run("balance", () => this.#ask());
  }

  /** Resolves when nothing is asked any more. */
  async settled(): Promise<void> {
    await this.#tasks.settled();
  }

  stop(): Promise<void> {
    return this.settled();
  }

  async #ask(): Promise<void> {
    const { l1, address, metrics, onProblem, log } = this.#view;
    const [balance, price] = await l1.ask("read the balance", () =>
      Promise.all([l1.public.getBalance({ address }), l1.public.getGasPrice()]),
    );
    metrics.l1Balance(balance);
    metrics.walletTokens(await l1.read("token", "balanceOf", [address]));
    const supply = supplyOf(balance, price);
    const before = this.#supply;
    this.#supply = supply;
    if (supply === before) return;
    if (supply === "enough")
      log.info({ address, balance: String(balance) }, "the account has enough Ether again");
    else if (supply === "empty" || before === "enough")
      onProblem(shortage(supply, address, balance), "L1 account");
  }
}

/** Whether the Ether lasts. @param price - wei for a unit of gas; it may double. */
export function supplyOf(balance: bigint, price: bigint): Supply {
  if (balance < LAST_GAS * price * 2n) return "empty";
  return balance < LOW_GAS * price * 2n ? "low" : "enough";
}

function shortage(supply: Exclude<Supply, "enough">, address: Hex, balance: bigint): TrellisError {
  const has = `the account ${address} has ${Number((balance * 10_000n) / ETHER) / 10_000} Ether left`;
  const context = { address, balance };
  return supply === "low"
    ? new TrellisError("TRL-L1-014", `${has}, which lasts for about an hour; send it some`, context)
    : new TrellisError("TRL-L1-016", `${has}, too little for gas; send it some`, context);
}
