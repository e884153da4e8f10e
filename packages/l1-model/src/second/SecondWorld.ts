import type { RollupDomain } from "@trellis/protocol";
import type { SecondCourtSettings, SecondSettings } from "@trellis/protocol/second";
import { type Emit, EventLog } from "../calls/EventLog.ts";
import { Journal } from "../calls/Journal.ts";
import { ACCEPT_ALL, type Verdicts } from "../calls/Verdicts.ts";
import { Token } from "../token/Token.ts";
import { SecondAuction } from "./auction/SecondAuction.ts";
import { SecondBridge } from "./bridge/SecondBridge.ts";
import type { SecondBridgeInit } from "./bridge/SecondBridgeInit.ts";
import { SecondEscape } from "./bridge/SecondEscape.ts";
import { SecondWithdrawals } from "./bridge/SecondWithdrawals.ts";
import { SecondCourt } from "./court/SecondCourt.ts";
import { SecondRegistry } from "./registry/SecondRegistry.ts";
import { Rewards } from "./rewards/Rewards.ts";
import { SecondRollup, weightsOf } from "./rollup/SecondRollup.ts";
import type { SecondWorldEvent } from "./SecondWorldEvent.ts";
import type { SecondAddresses } from "./vault/SecondAddresses.ts";
import type { SecondRegistrySettings } from "./vault/SecondRegistrySettings.ts";
import { Vault } from "./vault/Vault.ts";

/** What is deployed. */
export interface SecondWorldInit {
  /** The chain, and the rollup's address. */
  readonly domain: RollupDomain;
  readonly addresses: SecondAddresses;
  readonly settings: SecondSettings;
  readonly registrySettings: SecondRegistrySettings;
  readonly courtSettings: SecondCourtSettings;
  readonly genesisStateRoot: bigint;
  /** L1 seconds. */
  readonly deployedAt: bigint;
  /** {@link ACCEPT_ALL} if left out. */
  readonly verdicts?: Verdicts;
}

/** The contracts, for the body of a call. */
export interface SecondContracts {
  readonly token: Token;
  readonly secondAsset: Token;
  readonly vault: Vault;
  readonly registry: SecondRegistry;
  readonly auction: SecondAuction;
  readonly rollup: SecondRollup;
  readonly rewards: Rewards;
  readonly bridge: SecondBridge;
  readonly withdrawals: SecondWithdrawals;
  readonly escape: SecondEscape;
  readonly court: SecondCourt;
}

/**
 * The second version's contracts on an L1 of their own, in memory. It has no clock: every call brings its time. State changes only in
 * {@link SecondWorld.call}, and each call changes it as a whole or not at all.
 */
export class SecondWorld implements SecondContracts {
  readonly token: Token;
  readonly secondAsset: Token;
  readonly vault: Vault;
  readonly registry: SecondRegistry;
  readonly auction: SecondAuction;
  readonly rollup: SecondRollup;
  readonly rewards: Rewards;
  readonly bridge: SecondBridge;
  readonly withdrawals: SecondWithdrawals;
  readonly escape: SecondEscape;
  readonly court: SecondCourt;
  readonly #journal = new Journal();
  readonly #log: EventLog<SecondWorldEvent>;

  constructor(init: SecondWorldInit) {
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
    this.registry = new SecondRegistry({
      journal,
      verdicts,
      vault,
      emit: this.#emitter("registry"),
      settings: init.registrySettings,
      address: addresses.registry,
      chainId: domain.chainId,
    });
    const { registry } = this;
    this.auction = new SecondAuction({
      ...shared,
      vault,
      registry,
      emit: this.#emitter("auction"),
      address: addresses.auction,
      provenSeatsOf: (id) => this.rollup.proven.get(id)?.provers,
    });
    const { auction } = this;
    const bridgeInit: SecondBridgeInit = {
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
    this.bridge = new SecondBridge(bridgeInit);
    this.withdrawals = new SecondWithdrawals(bridgeInit, this.bridge);
    this.escape = new SecondEscape(bridgeInit, this.bridge);
    const { bridge } = this;
    this.rollup = new SecondRollup({
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
    this.court = new SecondCourt({
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
  events(from = 0): readonly SecondWorldEvent[] {
    return this.#log.since(from);
  }

  /**
   * Runs one call, of one or several contracts' functions.
   * @throws Refusal where a contract refuses; then nothing has changed.
   */
  call<Result>(body: (contracts: SecondContracts) => Result): {
    readonly result: Result;
    readonly events: readonly SecondWorldEvent[];
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

  #emitter<Events>(contract: SecondWorldEvent["contract"]): Emit<Events> {
    return (eventName, args) => this.#log.push({ contract, eventName, args } as unknown as SecondWorldEvent);
  }
}
