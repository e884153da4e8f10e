import {
  type ContractAddresses,
  type L1Call,
  type L1Event,
  type L1View,
  l1Call,
  l1Calls,
  type Mined,
  type ProofSubmission,
  proposalOf,
  type RankedCommitment,
  type RollupStatus,
  type StakeRules,
} from "@trellis/l1";
import { ModelWorld, Refusal } from "@trellis/l1-model";
import { State } from "@trellis/ledger";
import type { CourtSettings, RollupSettings } from "@trellis/protocol";
import {
  dataHash,
  fromHex,
  nodeAt,
  type Proposal,
  type ProverBitmap,
  proposalId,
  type QueuedMessage,
  type RollupDomain,
  TrellisError,
  toHex,
  transactionOf,
} from "@trellis/protocol";
import type { Hex } from "viem";
import { rankingOf, statusOf } from "./fakeLens.ts";
import { playCall } from "./playCall.ts";

const ZERO: Hex = `0x${"0".repeat(64)}`;
const address = (byte: string): Hex => `0x${byte.repeat(20)}`;
/** Owner of the accounts that deposits open unless a test says otherwise. */
export const ACCOUNT_OWNER: Hex = address("0a");
/** Has all tokens, and does what nobody else must do. */
const BANK = address("ba");
/** Where the rewards of tests' seats go. */
export const PAYOUT = address("77");
const GENESIS_TIME = 1_000_000n;
const WEALTH = 10n ** 30n;
const ALPHA_ONE = 65_536;

const SETTINGS: RollupSettings = {
  slotTime: 1,
  proposalWindow: 60,
  proofWindow: 600,
  inclusionDelay: 60,
  escapeDelay: 100_000,
  uncleWindow: 60,
  minBurnBid: 100n,
  bond: 1_000n,
  bondBps: 0,
  blockReward: 10_000n,
  leafWeight: 1,
  mergeWeight: 3,
  rootWeight: 4,
  uncommittedFactorBps: 5_000,
  minProverShareBps: 5_000,
  targetProvers: 4,
  alphaMin: 2 * ALPHA_ONE,
  alphaMax: 5 * ALPHA_ONE,
  unclePayBps: 9_500,
  uncleMinBps: 0,
  uncles: 2,
  messageFee: 0n,
  earlyEnd: false,
  pipelined: false,
};

const COURT: CourtSettings = {
  reportWindow: 100,
  contestWindow: 100,
  penaltyFactor: 2,
  reportBounty: 1_000n,
  levelDecay: 3_600,
  slashBps: 500,
};

const STAKES: StakeRules = { stake: 100_000n, minStake: 50_000n, exitDelay: 100_000 };

/** The contracts' model behind the shapes in which a node meets L1: calls, reads, views. Adds what tests need besides: failures, time, tampering. */
export class FakeL1 {
  readonly domain: RollupDomain;
  readonly addresses: ContractAddresses;
  readonly settings: RollupSettings;
  readonly court: CourtSettings = COURT;
  readonly stakes: StakeRules = STAKES;
  readonly world: ModelWorld;
  readonly #clock: () => number;
  /** Calls that {@link receive} took, refused ones too. */
  readonly calls: {
    readonly contract: L1Call["contract"];
    readonly action: string;
    readonly proposalId: Hex | undefined;
  }[] = [];
  /** Errors that the next ones of a function meet, by its name or by contract and name. */
  readonly failures = new Map<string, Error[]>();
  block = 1n;
  #events: L1Event[] = [];
  #seen = 0;

  /** @param clock - milliseconds. */
  constructor(domain: RollupDomain, clock: () => number, settings: Partial<RollupSettings> = {}) {
    this.domain = domain;
    this.#clock = clock;
    this.settings = { ...SETTINGS, ...settings };
    this.addresses = {
      rollup: toHex(domain.rollup),
      token: address("63"),
      secondAsset: address("64"),
      constants: address("65"),
      vault: address("66"),
      registry: address("67"),
      auction: address("68"),
      rewards: address("69"),
      bridge: address("6a"),
      court: address("6b"),
      lens: address("6c"),
      blockVerifier: address("6d"),
      deployedAt: 0n,
    };
    this.world = new ModelWorld({
      domain,
      addresses: this.addresses,
      settings: this.settings,
      registrySettings: STAKES,
      courtSettings: COURT,
      genesisStateRoot: State.empty().root(),
      deployedAt: this.now,
    });
    this.world.call(({ token, secondAsset }) => {
      for (const one of [token, secondAsset]) {
        one.mint(BANK, WEALTH);
        one.approve(this.#by(BANK), this.addresses.vault, WEALTH);
      }
    });
  }

  get now(): bigint {
    return GENESIS_TIME + BigInt(Math.floor(this.#clock() / 1_000));
  }

  get status(): RollupStatus {
    return statusOf(this.world, this.now);
  }

  get ranking(): RankedCommitment[] {
    return rankingOf(this.world);
  }

  /** All events so far, to be tampered with. */
  get events(): L1Event[] {
    return this.#events;
  }

  /** What became of the court's cases, by `proposal/seat`: the numbers of the open nodes, or "settled" and the stake that was taken. */
  get cases(): ReadonlyMap<string, string> {
    const cases = new Map<string, string>();
    for (const { eventName, args } of this.#events) {
      if (eventName !== "Reported" && eventName !== "NodeCleared" && eventName !== "CaseSettled") continue;
      const { proposalId: id, seat } = args;
      const entry = this.world.court.caseOf(id, seat);
      const open = entry?.reported.filter((number) => !entry.cleared.includes(number));
      cases.set(`${id}/${seat}`, eventName === "CaseSettled" ? `settled ${args.taken}` : `${open}`);
    }
    return cases;
  }

  /** What was paid to seats: `proposal depth/index` for a node, `proposal new seat` for a new seat. */
  get claimed(): readonly string[] {
    return this.#events.flatMap(({ eventName, args }) => {
      if (eventName === "NewSeatPaid") return [`${args.winner} new ${args.seat}`];
      if (eventName !== "NodePaid") return [];
      const { depth, index } = nodeAt(Number(args.nodeNumber));
      return [`${args.proposalId} ${depth}/${index}`];
    });
  }

  /** A call as the node sends it: counted, and failing where a test says so. Throws as {@link send} does. */
  receive(from: Hex, call: L1Call): Mined {
    const { contract, functionName } = call;
    this.calls.push({ contract, action: functionName, proposalId: this.#proposalOf(call) });
    const failures = this.failures.get(`${contract}.${functionName}`) ?? this.failures.get(functionName);
    const failure = failures?.shift();
    if (failure !== undefined) throw failure;
    return this.send(from, call);
  }

  /** A call beside those: mined at once. @throws TRL-L1-010 where the contract refuses it. */
  send(from: Hex, call: L1Call): Mined {
    this.#make((contracts) => playCall(contracts, call, this.#by(from)));
    return { hash: ZERO, gasUsed: 21_000n, blockNumber: this.block + 1n, receipt: {} as Mined["receipt"] };
  }

  /** How often {@link receive} took calls of a function, given by its name or by contract and name: `court.settle`. */
  count(functionName: string): number {
    return this.calls.filter(
      ({ contract, action }) => action === functionName || `${contract}.${action}` === functionName,
    ).length;
  }

  /** The next view: events since the last one, or all of them after a reorganisation. */
  view(reset = this.#seen === 0 && this.block === 1n): L1View {
    this.block++;
    const events = reset ? this.#events : this.#events.slice(this.#seen);
    this.#seen = this.#events.length;
    return {
      block: {
        number: this.block,
        hash: `0x${this.block.toString(16).padStart(64, "0")}`,
        timestamp: this.now,
      },
      status: this.status,
      ranking: this.ranking,
      events: [...events],
      reset,
      settings: this.settings,
      court: this.court,
      stakes: this.stakes,
    };
  }

  /**
   * Remembers the chain as it is.
   * @returns what takes it back there, as a reorganisation does; the next view is to be a reset. Calls stay counted.
   */
  remember(): () => void {
    const restore = this.world.remember();
    const events = [...this.#events];
    return () => {
      restore();
      this.#events = [...events];
    };
  }

  /** An event that no call has made: for tests of what a node makes of it. */
  emit(eventName: string, args: Record<string, unknown>): void {
    // No two branches share a number, so the number tells the block.
    const place = {
      blockNumber: this.block,
      blockHash: `0x${this.block.toString(16).padStart(64, "0")}`,
      blockTimestamp: this.now,
      logIndex: this.#events.length,
    };
    this.#events.push({ eventName, args, ...place } as unknown as L1Event);
  }

  /** The next seat; its payout address is {@link PAYOUT}. */
  join(publicKey: Uint8Array): void {
    this.send(BANK, l1Calls.join(this.addresses, publicKey, PAYOUT, new Uint8Array(64)));
  }

  /** A seat that is in no later snapshot. */
  deactivate(seat: number): void {
    this.send(PAYOUT, l1Call(this.addresses, "registry", "requestExit", [seat]));
  }

  /** R8: takes some of a seat's stake, as the court does. */
  slash(seat: number, amount: bigint): void {
    this.#make(({ registry }) => {
      registry.slash(seat, amount, 0n, BANK);
    });
  }

  /** Makes a seat's stake whole. */
  topUp(seat: number): void {
    this.send(BANK, l1Call(this.addresses, "registry", "topUp", [seat]));
  }

  /** Queues a deposit; the first one to an account opens it. */
  deposit(message: QueuedMessage, owner: Hex = ACCOUNT_OWNER): void {
    const { asset, amount } = transactionOf(message);
    const key = { x: message.keyX, y: message.keyY };
    this.send(BANK, l1Calls.deposit(this.addresses, asset, key, owner, amount, WEALTH));
  }

  /** P8.6, P10.3: any message. */
  queue(message: QueuedMessage): void {
    this.#make(({ bridge }) => {
      bridge.messages.push(this.#by(BANK), message, WEALTH);
    });
  }

  /** P7.1 */
  publishData(chunk: Uint8Array): Mined {
    return this.receive(BANK, l1Calls.publishData(this.addresses, chunk));
  }

  depositBalance(account: Hex, amount: bigint): void {
    this.send(BANK, l1Call(this.addresses, "auction", "depositBalance", [account, amount]));
  }

  /** Opens the proposal window now, as a final block does. */
  open(): void {
    this.#make(({ auction }) => {
      auction.rounds.openRunning(this.#by(BANK));
    });
  }

  /** A commitment by its proposer, whose bid and bond are paid for. */
  commit(proposal: Proposal, transcriptRoot: bigint, bitmap: ProverBitmap): Mined {
    const proposer = toHex(proposal.proposer);
    this.depositBalance(proposer, proposal.burnBid + this.world.auction.bondOf(proposal.burnBid));
    return this.receive(proposer, l1Calls.commit(this.addresses, proposal, transcriptRoot, bitmap));
  }

  submitProof(submission: ProofSubmission): Mined {
    return this.receive(BANK, l1Calls.submitProof(this.addresses, submission));
  }

  finalize(): Mined {
    return this.receive(BANK, l1Call(this.addresses, "rollup", "finalize", []));
  }

  refund(proposal: Proposal, winner: Proposal = proposal): Mined {
    return this.receive(BANK, l1Calls.refund(this.addresses, proposal, winner));
  }

  /** P8.3: the reward of a final block. */
  settleReward(winner: Proposal): Mined {
    return this.receive(BANK, l1Calls.settleReward(this.addresses, winner));
  }

  #make(body: Parameters<ModelWorld["call"]>[0]): void {
    try {
      for (const { contract, eventName, args } of this.world.call(body).events) {
        if (contract !== "vault") this.emit(eventName, { ...args });
      }
    } catch (error) {
      throw error instanceof Refusal ? refused(error.reason) : error;
    }
  }

  #by(from: Hex): { readonly from: Hex; readonly time: bigint } {
    return { from, time: this.now };
  }

  /** What a call is about: its proposal, or the hash of published data. */
  #proposalOf({ functionName, contract, args }: L1Call): Hex | undefined {
    // biome-ignore lint/suspicious/noExplicitAny: structs of the functions named here
    const [first] = args as any[];
    const idOf = (struct: Parameters<typeof proposalOf>[0]): Hex =>
      toHex(proposalId(this.domain, proposalOf(struct)));
    switch (`${contract}.${functionName}`) {
      case "auction.commit":
      case "auction.refund":
      case "rewards.settle":
        return idOf(first);
      case "rollup.submitProof":
        return idOf(first.proposal);
      case "rollup.publishData":
        return toHex(dataHash(fromHex(first)));
      case "rewards.nameUncles":
      case "court.settle":
        return first;
      case "court.report":
      case "court.answer":
        return first.proposalId;
      default:
        return undefined;
    }
  }
}

/** What the L1 package makes of a revert. */
export function refused(error: string): TrellisError {
  return new TrellisError("TRL-L1-010", `the contract refuses with ${error}()`, { error });
}
