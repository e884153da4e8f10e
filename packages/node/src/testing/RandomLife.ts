import { blockClaims, type L1View, l1Call, l1Calls } from "@trellis/l1";
import { executeBlock, publicKeyOf as l2PublicKeyOf } from "@trellis/ledger";
import {
  encodeTally,
  fromHex,
  messageOf,
  NOOP,
  type Proposal,
  ProverBitmap,
  packSeatWords,
  type RollupSettings,
  rollupId,
  TranscriptTree,
  TrellisError,
  toBytes,
  toHex,
  transactionOf,
} from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import { Chain } from "../chain/Chain.ts";
import { FakeL1, PAYOUT } from "./FakeL1.ts";
import { secretOf } from "./secrets.ts";
import { DOMAIN } from "./TestNode.ts";

/** One thing that happens; the numbers choose among what is possible. */
export type LifeStep = readonly [what: number, a: number, b: number, c: number];

const PROPOSERS: readonly Hex[] = [1, 2, 3].map((byte) => toHex(new Uint8Array(20).fill(byte)));
const SEATS = 4;
const NODES = 3;
/** Seconds. */
const PAUSES = [1, 20, 59, 61, 100, 300, 700, 5, 61, 110_000];
const TRANSCRIPT_ROOT = new TranscriptTree().root();

const pick = <Item>(items: readonly Item[], number: number): Item | undefined => items[number % items.length];
const member = (mask: number): number[] => [0, 1, 2, 3, 4, 5].filter((bit) => ((mask >> bit) & 1) === 1);

/** A node that follows the contracts' model through any sequence of calls, refused ones included. */
export class RandomLife {
  time = 1_000;
  readonly l1: FakeL1;
  readonly chain = new Chain(() => this.time);
  readonly proposers = PROPOSERS;
  /** The last view that the node took. */
  view: L1View;
  #keys = 0;
  #salt = 0;
  /** The last block of which L1 still has everything, if it has gone back to it. */
  fork = 0n;
  #rememberedAt = 0n;
  #back: (() => void) | undefined;
  #isReset = false;

  constructor(settings: Partial<RollupSettings>) {
    this.l1 = new FakeL1(DOMAIN, () => this.time, { earlyEnd: true, bondBps: 15_000, ...settings });
    for (let seat = 0; seat < SEATS; seat++) this.l1.join(this.#newKey());
    for (const proposer of PROPOSERS) this.l1.depositBalance(proposer, 20_000n);
    this.view = this.l1.view();
    this.chain.apply(this.view);
  }

  /** Takes a step, and lets the node see what came of it. */
  take([what, a, b, c]: LifeStep): void {
    const steps = [
      () => this.#pass(a),
      () => this.#pass(a),
      () => this.#commit(a, b, c, false),
      () => this.#commit(a, b, c, false),
      () => this.#commit(a, b, c, true),
      () => this.#prove(a, b, c),
      () => this.#prove(a, b, c),
      () => this.#prove(a, b, c),
      () => this.#send(pick(PROPOSERS, a)!, "rollup", "finalize", []),
      () => this.#refund(a, b),
      () => this.#pay(a, b),
      () => this.#pay(a, b),
      () => this.#balance(a, b),
      () => this.#registry(a, b),
      () => this.#registry(a, b),
      () => this.#message(a),
      () => this.#branch(a),
      () => a % 3 === 0 && this.#send(pick(PROPOSERS, a)!, "bridge", "stopRollup", []),
    ];
    try {
      pick(steps, what)!();
    } catch (error) {
      if (!(error instanceof TrellisError && error.code === "TRL-L1-010")) throw error;
    }
    this.view = this.l1.view(this.#isReset);
    this.chain.apply(this.view);
    this.#isReset = false;
  }

  #send<Contract extends "rollup" | "auction" | "registry" | "bridge", Name extends string>(
    from: Hex,
    contract: Contract,
    name: Name,
    args: readonly unknown[],
  ): void {
    this.l1.send(from, l1Call(this.l1.addresses, contract, name as never, args as never));
  }

  #newKey(): Uint8Array {
    this.#keys++;
    return publicKeyOf(secretOf(`life ${this.#keys}`));
  }

  #pass(a: number): void {
    const { commitEnd, proofStart, proofEnd } = this.chain.running.windows ?? {};
    const moments = [proofStart, proofEnd, commitEnd && commitEnd - 1n, proofStart];
    const moment = a % 3 === 0 ? undefined : pick(moments, a);
    const left = moment === undefined ? 0n : moment - this.l1.now;
    this.time += (left > 0n ? Number(left) : pick(PAUSES, a)!) * 1_000;
  }

  #commit(a: number, b: number, c: number, isAbove: boolean): void {
    const round = this.chain.rounds[isAbove ? 1 : 0];
    if (round === undefined) return;
    const below = this.chain.records.ofRound(this.chain.running.roundId).map(({ proposalId }) => proposalId);
    const parent = isAbove ? pick(below, c) : this.chain.head.proposalId;
    if (parent === undefined) return;
    this.#salt++;
    const proposer = pick(PROPOSERS, a)!;
    const proposal: Proposal = {
      height: round.height,
      round: round.round,
      parent: fromHex(parent),
      depth: 1,
      orderCommitment: toBytes(this.#salt, 32),
      proverShareBps: 5_000,
      burnBid: 100n + BigInt(b % 5) * 700n,
      proposer: fromHex(proposer),
      expiry: 1n << 40n,
    };
    const seats = ProverBitmap.of(member((c % 63) + 1));
    this.l1.send(proposer, l1Calls.commit(this.l1.addresses, proposal, TRANSCRIPT_ROOT, seats));
  }

  #prove(a: number, b: number, c: number): void {
    const block = pick(this.chain.records.all().slice(-6), a);
    if (block === undefined) return;
    const { chain } = this;
    const { messagesConsumed } = chain.view.status;
    const queue = chain.messages.slice(Number(messagesConsumed));
    const execution = executeBlock(chain.head.state, queue.slice(0, 8).map(transactionOf), {
      rollupId: rollupId(DOMAIN),
      depth: 1,
      messages: { before: chain.queueHash(messagesConsumed), queue },
      skipSignatures: true,
    });
    const seats = block.committed.seats();
    const words = Array.from({ length: NODES }, (_, number) => ({
      seat: (b >> number) & 1 ? seats[(c + number) % seats.length]! : null,
      isCommitted: ((b >> number) & 1) === 1,
    }));
    const provers = ProverBitmap.of(words.flatMap(({ seat }) => seat ?? []));
    const [root, left, right] = words.map(({ isCommitted }) => Number(isCommitted)) as [
      number,
      number,
      number,
    ];
    this.l1.submitProof({
      proposal: block.proposal,
      transcriptRoot: TRANSCRIPT_ROOT,
      committed: block.committed,
      provers,
      stateAfter: execution.stateAfter.root(),
      statesRoot: 7n,
      tally: encodeTally({
        committed: { leaf: left + right, merge: 0, root },
        vacant: { leaf: 0, merge: 0, root: 0 },
      }),
      // Some of what users hold on L2: the node takes from the event what L1 credits.
      fees: queue.length === 0 ? 0n : BigInt(block.proposal.burnBid % 90n),
      messageCount: messagesConsumed + BigInt(execution.consumed),
      data: execution.data,
      seatWords: packSeatWords(words),
      proof: Uint8Array.of(1),
    });
  }

  #refund(a: number, b: number): void {
    const all = this.chain.records.all();
    const [block, winner] = [pick(all, a), pick(all, b)];
    if (block === undefined || winner === undefined) return;
    const own = this.chain
      .refundable(toHex(block.proposal.proposer))
      .find(({ escrow }) => escrow.proposalId === block.proposalId);
    this.l1.refund(block.proposal, b % 3 === 0 ? winner.proposal : (own?.winner ?? block.proposal));
  }

  #pay(a: number, b: number): void {
    const block = pick(this.chain.records.final(), a);
    if (block === undefined) return;
    if (b % 2 === 0) {
      this.l1.settleReward(block.proposal);
      return;
    }
    const round = this.chain.roundOfCommitment(block.proposalId);
    if (round === undefined) return;
    const { active } = round;
    const seat = b % 6;
    const claims = blockClaims(block, seat, active);
    this.l1.send(PAYOUT, l1Call(this.l1.addresses, "rewards", "claim", [seat, claims, []]));
  }

  #balance(a: number, b: number): void {
    const proposer = pick(PROPOSERS, a)!;
    const amount = BigInt(b % 4_000);
    if (b % 2 === 0) this.l1.depositBalance(proposer, amount);
    else this.#send(proposer, "auction", "withdrawBalance", [amount]);
  }

  #registry(a: number, b: number): void {
    const seat = b % 6;
    switch (a % 8) {
      case 0:
        this.l1.join(this.#newKey());
        break;
      case 1: {
        const call = l1Calls.rotateKey(this.l1.addresses, seat, this.#newKey(), new Uint8Array(64));
        this.l1.send(PAYOUT, call);
        break;
      }
      case 2:
        this.#send(PAYOUT, "registry", "setPaused", [seat, true]);
        break;
      case 3:
        this.#send(PAYOUT, "registry", "setPaused", [seat, false]);
        break;
      case 4:
        this.#send(PAYOUT, "registry", "requestExit", [seat]);
        break;
      case 5:
        this.#send(PAYOUT, "registry", "withdraw", [seat]);
        break;
      case 6:
        this.l1.topUp(seat);
        break;
      default:
        this.l1.slash(seat, 30_000n);
    }
  }

  #message(a: number): void {
    const { messagesQueued, messagesConsumed } = this.chain.view.status;
    if (messagesQueued - messagesConsumed >= 8n) return;
    this.l1.deposit(
      messageOf({ ...NOOP, kind: "deposit", amount: 1_000n }, l2PublicKeyOf(BigInt(5 + (a % 3)))),
    );
  }

  /** L1 is remembered, or goes back to what was remembered last. */
  #branch(a: number): void {
    if (this.#back === undefined || a % 2 === 0) {
      this.#back = this.l1.remember();
      this.#rememberedAt = this.l1.block;
      return;
    }
    this.#back();
    this.fork = this.#rememberedAt;
    this.#isReset = true;
  }
}
