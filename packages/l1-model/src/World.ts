import { type RollupDomain, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import { type Emit, EventLog } from "./calls/EventLog.ts";
import { Journal } from "./calls/Journal.ts";
import { ACCEPT_ALL, type Verdicts } from "./calls/Verdicts.ts";
import { Court } from "./court/Court.ts";
import type { CourtSettings } from "./court/CourtSettings.ts";
import { Registry } from "./registry/Registry.ts";
import type { RegistrySettings } from "./registry/RegistrySettings.ts";
import { Rollup } from "./rollup/Rollup.ts";
import type { RollupSettings } from "./rollup/RollupSettings.ts";
import { Token } from "./token/Token.ts";
import type { WorldEvent } from "./WorldEvent.ts";

/** What is deployed. Addresses are lower case. */
export interface WorldInit {
  /** The chain, and the rollup's address. */
  readonly domain: RollupDomain;
  readonly registry: Hex;
  readonly court: Hex;
  readonly rollupSettings: RollupSettings;
  readonly registrySettings: RegistrySettings;
  readonly courtSettings: CourtSettings;
  readonly genesisStateRoot: bigint;
  /** {@link ACCEPT_ALL} if left out. */
  readonly verdicts?: Verdicts;
}

/** The contracts, for the body of a call. */
export interface Contracts {
  readonly token: Token;
  readonly secondAsset: Token;
  readonly registry: Registry;
  readonly rollup: Rollup;
  readonly court: Court;
}

/** What came of a call. */
export interface Outcome<Result> {
  readonly result: Result;
  readonly events: readonly WorldEvent[];
}

/**
 * Trellis' contracts on an L1 of their own, in memory. It has no clock: every call brings its time. State changes only in
 * {@link World.call}, and each call changes it as a whole or not at all.
 */
export class World implements Contracts {
  readonly token: Token;
  readonly secondAsset: Token;
  readonly registry: Registry;
  readonly rollup: Rollup;
  readonly court: Court;
  readonly #journal = new Journal();
  readonly #log: EventLog<WorldEvent>;

  constructor(init: WorldInit) {
    const { domain, verdicts = ACCEPT_ALL } = init;
    const journal = this.#journal;
    this.#log = new EventLog(journal);
    this.token = new Token(journal);
    this.secondAsset = new Token(journal);
    this.registry = new Registry({
      journal,
      emit: this.#emitter("registry"),
      verdicts,
      settings: init.registrySettings,
      token: this.token,
      address: init.registry,
      slasher: init.court,
      chainId: domain.chainId,
    });
    this.rollup = new Rollup({
      journal,
      emit: this.#emitter("rollup"),
      verdicts,
      settings: init.rollupSettings,
      domain,
      address: toHex(domain.rollup),
      court: init.court,
      token: this.token,
      secondAsset: this.secondAsset,
      registry: this.registry,
      genesisStateRoot: init.genesisStateRoot,
    });
    this.court = new Court({
      journal,
      emit: this.#emitter("court"),
      verdicts,
      settings: init.courtSettings,
      domain,
      address: init.court,
      rollup: this.rollup,
      registry: this.registry,
    });
  }

  /** All events so far, or those from a place on. */
  events(from = 0): readonly WorldEvent[] {
    return this.#log.since(from);
  }

  /**
   * Runs one call, of one or several contracts' functions.
   * @throws Refusal where a contract refuses; then nothing has changed.
   */
  call<Result>(body: (contracts: Contracts) => Result): Outcome<Result> {
    const before = this.#log.size;
    const result = this.#journal.run(() => body(this));
    return { result, events: this.#log.since(before) };
  }

  /** Copies all state. @returns what puts it back, as a reorganisation of L1 does; any number of times. */
  remember(): () => void {
    return this.#journal.remember();
  }

  #emitter<Events>(contract: WorldEvent["contract"]): Emit<Events> {
    return (eventName, args) => this.#log.push({ contract, eventName, args } as unknown as WorldEvent);
  }
}
