import type { Hex } from "viem";
import type { Emit } from "../calls/EventLog.ts";
import type { Journal } from "../calls/Journal.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import type { Token } from "../token/Token.ts";

/** Events of the vault, as in IVault.sol. */
export interface VaultEvents {
  readonly Moved: {
    readonly asset: bigint;
    readonly from: Hex;
    readonly to: Hex;
    readonly amount: bigint;
  };
}

/** What the vault works with. Addresses are lower case. */
export interface VaultInit {
  readonly journal: Journal;
  readonly emit: Emit<VaultEvents>;
  readonly address: Hex;
  readonly token: Token;
  readonly secondAsset: Token;
  readonly modules: readonly Hex[];
  readonly minter: Hex;
}

/** All tokens of a deployment, a purse for each module. Vault.sol. Accounts approve the vault's address. */
export class Vault {
  readonly #init: VaultInit;
  readonly #purses: JournalMap<string, bigint>;

  constructor(init: VaultInit) {
    this.#init = init;
    this.#purses = new JournalMap(init.journal);
  }

  get address(): Hex {
    return this.#init.address;
  }

  purseOf(module: Hex, asset: number): bigint {
    return this.#purses.get(`${module} ${asset}`) ?? 0n;
  }

  /** Takes tokens of `from` into the module's purse. @throws Refusal `TransferFromFailed`. */
  collect(module: Hex, asset: number, from: Hex, amount: bigint): void {
    this.#add(module, asset, amount);
    this.tokenOf(asset).take(from, this.#init.address, amount);
  }

  /** Pays out of the module's purse. @throws Refusal `PurseTooSmall`. */
  pay(module: Hex, asset: number, to: Hex, amount: bigint): void {
    this.#spend(module, asset, amount);
    this.tokenOf(asset).pay(this.#init.address, to, amount);
  }

  /** Moves tokens to another module's purse. @throws Refusal `PurseTooSmall`. */
  move(module: Hex, asset: number, to: Hex, amount: bigint): void {
    refuseIf(!this.#init.modules.includes(to), "NotAModule");
    this.#spend(module, asset, amount);
    this.#add(to, asset, amount);
    this.#init.emit("Moved", { asset: BigInt(asset), from: module, to, amount });
  }

  /** Destroys native tokens of the module's purse. @throws Refusal `PurseTooSmall`. */
  burn(module: Hex, amount: bigint): void {
    this.#spend(module, 0, amount);
    this.#init.token.burn(this.#init.address, amount);
  }

  /** Makes native tokens for the purse of the one module that may. */
  mint(module: Hex, amount: bigint): void {
    refuseIf(module !== this.#init.minter, "NotMinter");
    this.#add(module, 0, amount);
    this.#init.token.mint(this.#init.address, amount);
  }

  /** @throws Refusal `UnknownAsset`. */
  tokenOf(asset: number): Token {
    refuseIf(asset > 1, "UnknownAsset");
    return asset === 0 ? this.#init.token : this.#init.secondAsset;
  }

  #add(module: Hex, asset: number, amount: bigint): void {
    refuseIf(!this.#init.modules.includes(module), "NotAModule");
    this.#purses.set(`${module} ${asset}`, this.purseOf(module, asset) + amount);
  }

  #spend(module: Hex, asset: number, amount: bigint): void {
    const purse = this.purseOf(module, asset);
    refuseIf(purse < amount, "PurseTooSmall");
    this.#purses.set(`${module} ${asset}`, purse - amount);
  }
}
