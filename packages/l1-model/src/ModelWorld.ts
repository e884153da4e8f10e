import type { CourtSettings, RollupDomain, RollupSettings } from "@trellis/protocol";
import { Auction } from "./auction/Auction.ts";
import { Bridge } from "./bridge/Bridge.ts";
import type { BridgeInit } from "./bridge/BridgeInit.ts";
import { Escape } from "./bridge/Escape.ts";
import { Withdrawals } from "./bridge/Withdrawals.ts";
import { type Emit, EventLog } from "./calls/EventLog.ts";
import { Journal } from "./calls/Journal.ts";
import { ACCEPT_ALL, type Verdicts } from "./calls/Verdicts.ts";
import { SlashingCourt } from "./court/SlashingCourt.ts";
import type { ModelEvent } from "./ModelEvent.ts";
import { ProverRegistry } from "./registry/ProverRegistry.ts";
import { Rewards } from "./rewards/Rewards.ts";
import { Rollup, weightsOf } from "./rollup/Rollup.ts";
import { Token } from "./token/Token.ts";
import type { ContractAddresses } from "./vault/ContractAddresses.ts";
import type { RegistrySettings } from "./vault/RegistrySettings.ts";
import { Vault } from "./vault/Vault.ts";

/** What is deployed. */
export interface ModelWorldInit {
  /** The chain, and the rollup's address. */
  readonly domain: RollupDomain;
  readonly addresses: ContractAddresses;
  readonly settings: RollupSettings;
  readonly registrySettings: RegistrySettings;
  readonly courtSettings: CourtSettings;
  readonly genesisStateRoot: bigint;
  /** L1 seconds. */
  readonly deployedAt: bigint;
  /** {@link ACCEPT_ALL} if left out. */
  readonly verdicts?: Verdicts;
}

/** The contracts, for the body of a call. */
export interface ModelContracts {
  readonly token: Token;
  readonly secondAsset: Token;
  readonly vault: Vault;
  readonly registry: ProverRegistry;
  readonly auction: Auction;
  readonly rollup: Rollup;
  readonly rewards: Rewards;
  readonly bridge: Bridge;
  readonly withdrawals: Withdrawals;
  readonly escape: Escape;
  readonly court: SlashingCourt;
}

/**
 * The contracts on an L1 of their own, in memory. It has no clock: every call brings its time. State changes only in
 * {@link ModelWorld.call}, and each call changes it as a whole or not at all.
 */
export class ModelWorld implements ModelContracts {
  readonly token: Token;
  readonly secondAsset: Token;
  readonly vault: Vault;
  readonly registry: ProverRegistry;
  readonly auction: Auction;
  readonly rollup: Rollup;
  readonly rewards: Rewards;
  readonly bridge: Bridge;
  readonly withdrawals: Withdrawals;
  readonly escape: Escape;
  readonly court: SlashingCourt;
  readonly #journal = new Journal();
  readonly #log: EventLog<ModelEvent>;

  constructor(init: ModelWorldInit) {
    const { domain, settings, addresses, verdicts = ACCEPT_ALL } = init;
    const journal = this.#journal;
    this.#log = new EventLog(journal);
    this.token = new Token(journal);
    this.secondAsset = new Token(journal);
    const shared = { journal, verdicts, settings, domain };
    this.vault = new Vault({
      journal,
      emit: this.#emitter("vault"),
      address: addresses.vault,
      token: this.token,
      secondAsset: this.secondAsset,
      modules: [addresses.registry, addresses.auction, addresses.rewards, addresses.bridge, addresses.court],
      minter: addresses.rewards,
    });
    const { vault } = this;
    this.registry = new ProverRegistry({
      journal,
      verdicts,
      vault,
      emit: this.#emitter("registry"),
      settings: init.registrySettings,
      address: addresses.registry,
      chainId: domain.chainId,
    });
    const { registry } = this;
    this.auction = new Auction({
      ...shared,
      vault,
      registry,
      emit: this.#emitter("auction"),
      address: addresses.auction,
      provenSeatsOf: (id) => this.rollup.proven.get(id)?.provers,
    });
    const { auction } = this;
    const bridgeInit: BridgeInit = {
      journal,
      settings,
      vault,
      registry,
      auction,
      emit: this.#emitter("bridge"),
      address: addresses.bridge,
      auctionAddress: addresses.auction,
      blocks: {
        finalOf: (id) => this.#finalOf(id),
        stateRoot: () => this.rollup.head.stateRoot,
        headFinalAt: () => this.rollup.head.finalAt,
        pending: () => this.rollup.bestOf(auction.rounds.running.id)?.proposalId,
        stop: () => this.rollup.stop(),
      },
    };
    this.bridge = new Bridge(bridgeInit);
    this.withdrawals = new Withdrawals(bridgeInit, this.bridge);
    this.escape = new Escape(bridgeInit, this.bridge);
    const { bridge } = this;
    this.rollup = new Rollup({
      ...shared,
      registry,
      auction,
      bridge,
      genesisStateRoot: init.genesisStateRoot,
      deployedAt: init.deployedAt,
      emit: this.#emitter("rollup"),
    });
    const { rollup } = this;
    this.rewards = new Rewards({
      journal,
      settings,
      vault,
      registry,
      auction,
      rollup,
      emit: this.#emitter("rewards"),
      address: addresses.rewards,
    });
    this.court = new SlashingCourt({
      journal,
      verdicts,
      domain,
      registry,
      auction,
      rollup,
      rewards: this.rewards,
      emit: this.#emitter("court"),
      settings: init.courtSettings,
      uncleWindow: settings.uncleWindow,
      weights: weightsOf(settings),
    });
  }

  /** All events so far, or those from a place on. */
  events(from = 0): readonly ModelEvent[] {
    return this.#log.since(from);
  }

  /**
   * Runs one call, of one or several contracts' functions.
   * @throws Refusal where a contract refuses; then nothing has changed.
   */
  call<Result>(body: (contracts: ModelContracts) => Result): {
    readonly result: Result;
    readonly events: readonly ModelEvent[];
  } {
    const before = this.#log.size;
    const result = this.#journal.run(() => body(this));
    return { result, events: this.#log.since(before) };
  }

  /** Copies all state. @returns what puts it back, as a reorganisation of L1 does; any number of times. */
  remember(): () => void {
    return this.#journal.remember();
  }

  #finalOf(id: `0x${string}`): { readonly context: `0x${string}`; readonly depth: number } | undefined {
    const block = this.rollup.proven.get(id);
    if (block === undefined || block.finalAt === 0n) return undefined;
    return { context: block.context, depth: this.auction.commitmentOf(id)!.depth };
  }

  #emitter<Events>(contract: ModelEvent["contract"]): Emit<Events> {
    return (eventName, args) => this.#log.push({ contract, eventName, args } as unknown as ModelEvent);
  }
}
