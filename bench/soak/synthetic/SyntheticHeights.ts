import { fromHex, type QueuedMessage, toBytes } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import { GRUMPKIN_GENERATOR } from "../../../packages/l1/test/TestL1.ts";
import type { ModelEvent, ModelWorldInit, ProofSubmission } from "../../../packages/l1-model/src/index.ts";
import { allNamed, type Block, blockProof, type Work } from "../../../packages/l1-model/test/blockProof.ts";
import { address, Chain, ETHER } from "../../../packages/l1-model/test/Chain.ts";
import { type EventLog, eventLogs } from "./eventLogs.ts";
import { lensAnswers } from "./lensAnswers.ts";
import type { SyntheticBlocks } from "./SyntheticBlocks.ts";
import { SyntheticLedger } from "./SyntheticLedger.ts";

const [BANK, ALICE, BOB, OWNER, KEEPER] = [50, 51, 52, 53, 54].map((number) => address(number)) as [
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
];
const SUPPLY = 10n ** 12n * ETHER;
/** Seats that prove in turn, and one more that comes and goes. */
const SEATS = 16;
/** L2 accounts that deposits open; then they go to the same again. */
const ACCOUNTS = 20_000;
const FIRST_OWNER = 1_000_000;
const DEPOSIT = 10n ** 12n;
/** How often things happen, in heights. */
const EVERY = { uncle: 10, missed: 20, rotation: 200, guest: 1_000, restart: 100 } as const;

/** A block that is final, and what is still to be done about it. */
interface Finished {
  readonly winner: Block;
  readonly proof: ProofSubmission;
  readonly hasUncle: boolean;
  /** The seat that did not prove. */
  readonly missed: number | undefined;
}

/**
 * Plays heights by the rules of L1's contracts, as their model has them, and puts the events into blocks of a synthetic L1: three a height,
 * for the commitments, the proofs and the end of the round.
 */
export class SyntheticHeights {
  readonly #chain: Chain;
  readonly #ledger = new SyntheticLedger();
  readonly #blocks: SyntheticBlocks;
  readonly #addresses: Readonly<Record<ModelEvent["contract"], Hex>>;
  #seen = 0;
  /** Logs of the transactions of the block in the making. */
  #transactions: EventLog[][] = [];
  /** Messages that no block has consumed. */
  #waiting: QueuedMessage[] = [];
  #consumed = 0n;
  #last: Finished | undefined;
  #guest: number | undefined;
  #keys = 1_000;
  #rotations = 0;

  /** Deploys: the first block has the seats and the proposers' balances. */
  constructor(init: ModelWorldInit, blocks: SyntheticBlocks) {
    this.#blocks = blocks;
    this.#addresses = init.addresses;
    this.#chain = new Chain({}, {}, { init, bank: BANK, contracts: (world) => world });
    const chain = this.#chain;
    const { vault } = init.addresses;
    chain.world.call(({ token, secondAsset }) => {
      token.mint(BANK, SUPPLY);
      secondAsset.mint(OWNER, SUPPLY);
    });
    this.#transact(() => {
      for (const proposer of [ALICE, BOB]) chain.fundProposer(proposer, SUPPLY / 10n);
      for (const account of [OWNER, KEEPER]) chain.fund(account, SUPPLY / 10n);
      chain.as(OWNER, ({ secondAsset }, call) => secondAsset.approve(call, vault, SUPPLY));
      chain.join(OWNER, SEATS);
    });
    this.#transact(() => {
      for (const asset of [0, 1])
        chain.as(OWNER, ({ bridge }, call) => bridge.seedPool(call, asset, DEPOSIT ** 2n, ETHER));
    });
    this.#mine();
  }

  /** Makes a height final. */
  finalise(height: number): void {
    if (height % EVERY.restart === 50) this.#restart(height);
    const blocks = this.#commitments(height);
    this.#mine();

    const chain = this.#chain;
    const [winner, loser] = blocks;
    chain.toProofs();
    const hasUncle = height % EVERY.uncle === 3;
    const missed = height % EVERY.missed === 7 ? seatAt(height, 2) : undefined;
    const work: Map<number, Work> = allNamed(winner);
    if (missed !== undefined) work.set(2, { seat: seatAt(height, 9), as: "rescue" });
    const content = this.#ledger.next(this.#waiting, height);
    this.#consumed += BigInt(this.#waiting.length);
    this.#waiting = [];
    const proofOf = (block: Block, done: Map<number, Work>): ProofSubmission => ({
      ...blockProof(block, done),
      ...content,
      messageCount: this.#consumed,
    });
    const proof = proofOf(winner, work);
    const uncle = proofOf(loser, allNamed(loser));
    this.#submit(proof);
    if (hasUncle) this.#submit(uncle);
    this.#transact(() => this.#changeSeats(height));
    this.#mine();

    chain.toProofEnd(winner);
    this.#transact(() => this.#payLast());
    this.#transact(() => {
      chain.finalize(KEEPER);
      chain.settle(winner);
      if (hasUncle) chain.nameUncles(winner, [[loser, uncle]]);
      if (missed !== undefined) chain.report(KEEPER, winner, missed, [2]);
      chain.refund(loser, winner);
    });
    this.#mine();
    this.#last = { winner, proof, hasUncle, missed };
  }

  /** Both proposers commit, and somebody deposits. @returns the winner's block first. */
  #commitments(height: number): [Block, Block] {
    const chain = this.#chain;
    chain.pass(1);
    const bid = chain.settings.minBurnBid;
    const commit = (proposer: Hex, times: bigint, first: number): Block =>
      this.#transact(() =>
        chain.commit({
          proposer,
          bid: bid * times,
          depth: 1,
          named: new Map([0, 1, 2].map((node) => [node, seatAt(height, first + node)])),
        }),
      );
    const proposers: [Hex, Hex] = height % 2 === 0 ? [ALICE, BOB] : [BOB, ALICE];
    const winner = commit(proposers[0], 3n, 0);
    const loser = commit(proposers[1], 2n, 3);
    this.#transact(() => {
      const { x, y } = GRUMPKIN_GENERATOR;
      const owner = address(FIRST_OWNER + (height % ACCOUNTS));
      chain.as(OWNER, ({ bridge }, call) => bridge.deposit(call, 0, x, y, owner, DEPOSIT, ETHER));
    });
    return [winner, loser];
  }

  /** A round in which nobody proves. */
  #restart(height: number): void {
    const chain = this.#chain;
    const [first, other] = this.#commitments(height);
    this.#mine();
    chain.toProofEnd(first);
    this.#transact(() => {
      chain.finalize(KEEPER);
      chain.refund(other, undefined);
    });
    this.#mine();
  }

  #submit(proof: ProofSubmission): void {
    this.#transact(() => this.#chain.as(KEEPER, ({ rollup }, call) => rollup.submitProof(call, proof)));
  }

  /** What can be done about the last final block by now: pay, and the end of the case against a seat. */
  #payLast(): void {
    const chain = this.#chain;
    const last = this.#last;
    if (last === undefined) return;
    const { winner, proof, hasUncle, missed } = last;
    chain.claimNodes(winner, 0, proof);
    if (hasUncle) chain.claimNewSeats(winner);
    if (missed === undefined) return;
    chain.settleCase(winner, missed);
    if (chain.world.registry.seatAt(missed).stake === chain.world.registry.settings.stake) return;
    chain.as(OWNER, ({ registry }, call) => registry.topUp(call, missed));
  }

  /** Keys change, and a guest comes and goes. */
  #changeSeats(height: number): void {
    const chain = this.#chain;
    const signature = Uint8Array.of(1);
    const newKey = (): Uint8Array => {
      this.#keys += 1;
      return publicKeyOf(toBytes(this.#keys, 32));
    };
    if (height % EVERY.rotation === 0) {
      const seat = this.#rotations % SEATS;
      this.#rotations += 1;
      chain.as(OWNER, ({ registry }, call) => registry.rotateKey(call, seat, newKey(), signature));
    }
    if (height % EVERY.guest === 400 && this.#guest === undefined) {
      chain.fund(OWNER, chain.world.registry.settings.stake);
      this.#guest = chain.as(OWNER, ({ registry }, call) => registry.join(call, newKey(), OWNER, signature));
    }
    const guest = this.#guest;
    if (guest === undefined) return;
    const { exitAt } = chain.world.registry.seatAt(guest);
    if (height % EVERY.guest === 450 && exitAt === 0n) {
      chain.as(OWNER, ({ registry }, call) => registry.requestExit(call, guest));
    }
    if (exitAt === 0n || exitAt > chain.time) return;
    chain.as(OWNER, ({ registry }, call) => registry.withdraw(call, guest));
    this.#guest = undefined;
  }

  /** One transaction of the L1 block in the making: all calls in it, as by a contract that makes them. */
  #transact<Result>(calls: () => Result): Result {
    const result = calls();
    const events = this.#chain.world.events(this.#seen);
    this.#seen += events.length;
    for (const event of events) {
      if (event.eventName !== "MessageQueued") continue;
      const { packed, keyX, keyY } = event.args;
      this.#waiting.push({ packed: fromHex(packed), keyX, keyY });
    }
    const logs = eventLogs(events, this.#addresses);
    if (logs.length > 0) this.#transactions.push(logs);
    return result;
  }

  /** Ends the L1 block. */
  #mine(): void {
    this.#blocks.add(this.#chain.time, this.#transactions, lensAnswers(this.#chain.world));
    this.#transactions = [];
  }
}

/** The seats take turns: three of each height are the next in line. */
const seatAt = (height: number, place: number): number => (3 * height + place) % SEATS;
