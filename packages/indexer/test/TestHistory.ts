import { createHash } from "node:crypto";
import type { L1Event } from "@trellis/l1";
import { allNamed, type Block, type Work } from "../../l1-model/test/blockProof.ts";
import { address, Chain, COURT, ETHER, STAKE } from "../../l1-model/test/Chain.ts";
import { openStore, type Store } from "../src/store/openStore.ts";
import { HistoryWriter, type Written } from "../src/writing/HistoryWriter.ts";
import type { BlockEvents, L1Reading } from "../src/writing/L1Reading.ts";
import { testDatabase } from "./testDatabase.ts";

export const [ALICE, BOB, OWNER] = [address(51), address(52), address(53)];

/** The contracts' model, and an index of it. Every {@link mine} makes an L1 block of the events since the last one. */
export class TestHistory {
  readonly chain: Chain;
  readonly store: Store;
  readonly writer: HistoryWriter;
  blocks: BlockEvents[] = [];
  #number = 10;
  #branch = 0;
  #seen = 0;

  private constructor(chain: Chain, store: Store, writer: HistoryWriter) {
    this.chain = chain;
    this.store = store;
    this.writer = writer;
  }

  static async start(settings: ConstructorParameters<typeof Chain>[0] = {}): Promise<TestHistory> {
    const chain = new Chain(settings);
    return new TestHistory(chain, ...(await openIndex(chain)));
  }

  /** The model's events since the last block, as a block of L1. */
  mine(): void {
    this.#number += 1;
    const events = this.chain.world.events(this.#seen).filter(({ contract }) => contract !== "vault");
    this.#seen = this.chain.world.events().length;
    if (events.length === 0) return;
    const hash = `0x${createHash("sha256").update(`${this.#branch}/${this.#number}`).digest("hex")}`;
    this.blocks.push({
      number: this.#number,
      hash,
      time: Number(this.chain.time),
      events: events.map(
        ({ eventName, args }, logIndex) =>
          ({
            eventName,
            args,
            logIndex,
            transactionHash: transactionHash(hash, eventName),
          }) as unknown as L1Event,
      ),
    });
  }

  /** All of L1 so far, or what comes after the first `from` blocks. */
  reading(from?: number): L1Reading {
    const { number, hash } = this.blocks.at(-1) ?? { number: 0, hash: "0x" };
    return {
      tip: { number, hash, time: Number(this.chain.time) },
      isWhole: from === undefined,
      blocks: this.blocks.slice(from ?? 0),
    };
  }

  /** Mines, and lets the index read all of L1. */
  async write(): Promise<Written> {
    this.mine();
    return this.writer.take(this.reading());
  }

  /** Remembers L1 as it is. @returns what takes it back there, onto another branch. */
  remember(): () => void {
    const restore = this.chain.world.remember();
    const [blocks, seen, number, time] = [[...this.blocks], this.#seen, this.#number, this.chain.time];
    return () => {
      restore();
      this.#branch += 1;
      [this.blocks, this.#seen, this.#number, this.chain.time] = [[...blocks], seen, number, time];
    };
  }

  /** An empty index of the same deployment. */
  empty(): Promise<[Store, HistoryWriter]> {
    return openIndex(this.chain);
  }

  /** Two proposers with balances, and seats of one owner. */
  cast(seats = 4): number[] {
    for (const proposer of [ALICE, BOB]) this.chain.fundProposer(proposer, 10_000n * ETHER);
    const joined = this.chain.join(OWNER, seats);
    this.mine();
    return joined;
  }

  /** A block of depth 1 whose three nodes are named in turn for these seats. */
  commit(proposer: typeof ALICE, bid: bigint, seats: readonly number[]): Block {
    const named = new Map([0, 1, 2].map((node) => [node, seats[node % seats.length]!]));
    const block = this.chain.commit({ proposer, bid, depth: 1, named });
    this.mine();
    return block;
  }

  /** Every named seat proves its nodes, and the block becomes final. */
  win(block: Block) {
    this.chain.toProofs();
    const proof = this.chain.submit(block, allNamed(block));
    this.mine();
    this.chain.toProofEnd(block);
    this.chain.finalize();
    this.mine();
    return proof;
  }
}

/** Events of one name in one block are of one transaction. */
const transactionHash = (block: string, eventName: string): string =>
  `0x${createHash("sha256").update(`${block}/${eventName}`).digest("hex")}`;

async function openIndex(chain: Chain): Promise<[Store, HistoryWriter]> {
  const store = await openStore(await testDatabase());
  const writer = await HistoryWriter.open(store, {
    domain: { chainId: 31_337n, rollup: new Uint8Array(20).fill(7) },
    settings: chain.settings,
    court: COURT,
    stake: STAKE,
  });
  return [store, writer];
}

export { allNamed, type Block, COURT, ETHER, STAKE, type Work };
