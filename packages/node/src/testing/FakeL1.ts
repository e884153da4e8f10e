import {
  type BlockProofSubmission,
  type L1Addresses,
  type L1Call,
  type L1Event,
  type L1View,
  l1Call,
  l1Calls,
  type Mined,
  proposalOf,
  type RankedCommitment,
  type RollupStatus,
} from "@trellis/l1";
import { ask, type ContractName, play, Refusal, type RollupSettings, World } from "@trellis/l1-model";
import { State } from "@trellis/ledger";
import {
  dataHash,
  fromHex,
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

const ZERO: Hex = `0x${"0".repeat(64)}`;
const address = (byte: string): Hex => `0x${byte.repeat(20)}`;
/** Owner of the accounts that deposits open unless a test says otherwise. */
export const ACCOUNT_OWNER: Hex = address("0a");
/** Has all tokens, and does what nobody else must do. */
const BANK = address("ba");
/** Where the rewards of tests' seats go. */
const PAYOUT = address("77");
const GENESIS_TIME = 1_000_000n;
const WEALTH = 10n ** 30n;

const SETTINGS: RollupSettings = {
  proposalWindow: 60,
  proofWindow: 600,
  inclusionDelay: 60,
  minBurnBid: 100n,
  bond: 1_000n,
  blockReward: 10_000n,
  leafWeight: 1,
  mergeWeight: 3,
  rootWeight: 4,
  uncommittedFactorBps: 5_000,
  targetProvers: 4,
  alphaMin: 16,
  alphaMax: 40,
  uncles: 2,
  uncleReward: 2_000n,
  fairPay: true,
  pipelined: false,
};

/** The contracts' model behind the shapes in which a node meets L1: calls, reads, views. Adds what tests need besides: failures, time, tampering. */
export class FakeL1 {
  readonly domain: RollupDomain;
  readonly addresses: L1Addresses;
  readonly settings: RollupSettings;
  readonly world: World;
  readonly #clock: () => number;
  /** Calls that {@link receive} took, refused ones too. */
  readonly calls: { readonly action: string; readonly proposalId: Hex | undefined }[] = [];
  /** Errors that the next ones of a function meet. */
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
      registry: address("62"),
      token: address("63"),
      secondAsset: address("64"),
      verifier: address("65"),
      court: address("66"),
      deployedAt: 0n,
    };
    const { rollup, registry, court } = this.addresses;
    this.world = new World({
      domain,
      registry,
      court: court!,
      rollupSettings: this.settings,
      registrySettings: { stake: 1_000n, minStake: 500n, exitDelay: 100_000 },
      courtSettings: {
        reportWindow: 19,
        contestWindow: 100,
        slashBps: 500,
        repeatPeriod: 1_000,
        backupBps: 3_000,
      },
      genesisStateRoot: State.empty().root(),
    });
    this.world.call(({ token, secondAsset }) => {
      for (const one of [token, secondAsset]) {
        one.mint(BANK, WEALTH);
        for (const spender of [rollup, registry]) one.approve(this.#by(BANK), spender, WEALTH);
      }
    });
  }

  get now(): bigint {
    return GENESIS_TIME + BigInt(Math.floor(this.#clock() / 1_000));
  }

  get status(): RollupStatus {
    return this.read("rollup", "status", []) as RollupStatus;
  }

  /** All events so far, to be tampered with. */
  get events(): L1Event[] {
    return this.#events;
  }

  /** What became of the court's cases: `proposal/node/seat`. */
  get cases(): ReadonlyMap<string, string> {
    const decisions = ["Reported", "Cleared", "Slashed", "Voided"];
    return new Map(
      this.world
        .events()
        .filter(({ contract, eventName }) => contract === "court" && decisions.includes(eventName))
        .map(({ eventName, args }) => {
          const {
            proposalId: id,
            nodeNumber,
            seat,
          } = args as { proposalId: Hex; nodeNumber: bigint; seat: number };
          return [`${id}/${nodeNumber}/${seat}`, eventName];
        }),
    );
  }

  /** Nodes whose pay was claimed: `proposal depth/index`. */
  get claimed(): readonly string[] {
    return this.world.events().flatMap(({ eventName, args }) => {
      if (eventName !== "RewardClaimed") return [];
      const place = Number(args.nodeNumber) + 1;
      const depth = 31 - Math.clz32(place);
      return [`${args.proposalId} ${depth}/${place - 2 ** depth}`];
    });
  }

  /** Asks a contract, as `L1Client.read` does. */
  read(contract: ContractName, functionName: string, args: readonly unknown[]): unknown {
    return ask(this.world, { contract, functionName, args, time: this.now });
  }

  /** A call as the node sends it: counted, and failing where a test says so. Throws as {@link send} does. */
  receive(from: Hex, call: L1Call): Mined {
    this.calls.push({ action: call.functionName, proposalId: this.#proposalOf(call) });
    const failure = this.failures.get(call.functionName)?.shift();
    if (failure !== undefined) throw failure;
    return this.send(from, call);
  }

  /** A call beside those: mined at once. @throws TRL-L1-010 where the contract refuses it. */
  send(from: Hex, { contract, functionName, args }: L1Call): Mined {
    try {
      const events = play(this.world, { contract, functionName, args, ...this.#by(from) });
      for (const { eventName, args: values } of events) this.emit(eventName, { ...values });
    } catch (error) {
      throw error instanceof Refusal ? refused(error.reason) : error;
    }
    return { hash: ZERO, gasUsed: 21_000n, blockNumber: this.block + 1n, receipt: {} as Mined["receipt"] };
  }

  /** How often {@link receive} took calls of a function. */
  count(functionName: string): number {
    return this.calls.filter(({ action }) => action === functionName).length;
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
      ranking: this.read("rollup", "ranking", [0n, 4_096n]) as RankedCommitment[],
      events: [...events],
      reset,
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
    this.#events.push({ eventName, args, blockNumber: this.block } as unknown as L1Event);
  }

  /** The next seat; its payout address is {@link PAYOUT}. */
  join(publicKey: Uint8Array): void {
    this.send(BANK, l1Calls.join(this.addresses, publicKey, PAYOUT, new Uint8Array(64)));
  }

  /** A seat that is in no later snapshot. */
  deactivate(seat: number): void {
    this.send(PAYOUT, l1Call(this.addresses, "registry", "requestExit", [seat]));
  }

  /** Queues a deposit; the first one to an account opens it. */
  deposit(message: QueuedMessage, owner: Hex = ACCOUNT_OWNER): void {
    const { asset, amount } = transactionOf(message);
    const key = { x: message.keyX, y: message.keyY };
    this.send(BANK, l1Calls.deposit(this.addresses, asset, key, owner, amount));
  }

  /** P8.6, P10.3: any message. */
  queue(message: QueuedMessage): void {
    this.#make(({ rollup }) => rollup.bridge.messages.push(this.#by(BANK), message));
  }

  /** P7.1 */
  publishData(chunk: Uint8Array): Mined {
    return this.receive(BANK, l1Calls.publishData(this.addresses, chunk));
  }

  depositBalance(account: Hex, amount: bigint): void {
    this.send(BANK, l1Call(this.addresses, "rollup", "depositBalance", [account, amount]));
  }

  /** Opens the proposal window now, as finalising does. */
  open(): void {
    this.#make(({ rollup }) => rollup.auction.openWindow(this.now));
  }

  /** A commitment by its proposer, whose bid and bond are paid for. */
  commit(proposal: Proposal, transcriptRoot: Uint8Array, bitmap: ProverBitmap): Mined {
    const proposer = toHex(proposal.proposer);
    const [bond] = this.read("rollup", "bondOf", [proposer]) as [bigint];
    this.depositBalance(proposer, proposal.burnBid + bond);
    return this.receive(proposer, l1Calls.commit(this.addresses, proposal, transcriptRoot, bitmap));
  }

  submitProof(submission: BlockProofSubmission): Mined {
    return this.receive(BANK, l1Calls.submitProof(this.addresses, submission));
  }

  finalize(): Mined {
    return this.receive(BANK, l1Call(this.addresses, "rollup", "finalize", []));
  }

  refund(proposal: Proposal): Mined {
    return this.receive(BANK, l1Calls.refund(this.addresses, proposal));
  }

  /** Something that no call does alone. */
  #make(body: Parameters<World["call"]>[0]): void {
    for (const { eventName, args } of this.world.call(body).events) this.emit(eventName, { ...args });
  }

  #by(from: Hex): { readonly from: Hex; readonly time: bigint } {
    return { from, time: this.now };
  }

  /** What a call is about: its proposal, or the hash of published data. */
  #proposalOf({ functionName, args }: L1Call): Hex | undefined {
    const idOf = (struct: Parameters<typeof proposalOf>[0]): Hex =>
      toHex(proposalId(this.domain, proposalOf(struct)));
    switch (functionName) {
      case "commit":
      case "refund":
      case "reportDoubleVote":
        return idOf(args[0]);
      case "submitProof":
        return idOf(args[0].proposal);
      case "publishData":
        return toHex(dataHash(fromHex(args[0])));
      case "claimRewards":
        return args[0][0]?.proposalId;
      case "report":
      case "contest":
      case "settle":
      case "claimContestPay":
      case "refuseContestPay":
        return args[0];
      default:
        return undefined;
    }
  }
}

/** What the L1 package makes of a revert. */
export function refused(error: string): TrellisError {
  return new TrellisError("TRL-L1-010", `the contract refuses with ${error}()`, { error });
}
