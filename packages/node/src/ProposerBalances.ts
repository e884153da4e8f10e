import type { L1Client } from "@trellis/l1";
import type { Hex } from "viem";

/** Proposers whose balances are kept up to date: those who deposited last. */
const MAX_KNOWN = 4_096;

/** Balances that proposers have deposited on L1, for answers at once; refreshed with every L1 block (P1.2). */
export class ProposerBalances {
  readonly #l1: Pick<L1Client, "balanceOf">;
  readonly #known = new Map<Hex, bigint>();

  constructor(l1: Pick<L1Client, "balanceOf">) {
    this.#l1 = l1;
  }

  /** Last known balance in wei; 0 for an address that never deposited. */
  of(address: Hex): bigint {
    return this.#known.get(address.toLowerCase() as Hex) ?? 0n;
  }

  /** Notes an address that has deposited; the next {@link refresh} looks it up. */
  watch(address: Hex): void {
    const key = address.toLowerCase() as Hex;
    const known = this.#known.get(key) ?? 0n;
    this.#known.delete(key);
    if (this.#known.size >= MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(key, known);
  }

  /** Looks all known balances up again. @throws if L1 cannot be asked; then the old values stay. */
  async refresh(): Promise<void> {
    const addresses = [...this.#known.keys()];
    const balances = await Promise.all(addresses.map((address) => this.#l1.balanceOf(address)));
    for (const [i, address] of addresses.entries()) {
      if (this.#known.has(address)) this.#known.set(address, balances[i]!);
    }
  }
}
