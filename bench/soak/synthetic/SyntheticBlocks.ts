import { createHash } from "node:crypto";
import { type Hex, hexToBytes, keccak256, toHex } from "viem";
import type { EventLog } from "./eventLogs.ts";

/** What the lens says as of a block. */
export interface LensAnswers {
  readonly status: () => Hex;
  readonly ranking: () => Hex;
}

/** A log as JSON-RPC shows it. */
export interface SyntheticLog extends EventLog {
  readonly blockNumber: Hex;
  readonly blockHash: Hex;
  readonly blockTimestamp: Hex;
  readonly transactionHash: Hex;
  readonly transactionIndex: Hex;
  readonly logIndex: Hex;
  readonly removed: false;
}

/** An L1 block that was made up. */
export interface SyntheticBlock {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly timestamp: bigint;
  readonly logsBloom: Hex;
  readonly transactions: readonly Hex[];
  readonly logs: readonly SyntheticLog[];
  readonly lens: LensAnswers;
}

/** Blocks that are kept. Nodes that follow ask for 128 at most. */
const KEPT = 1_024;

/** The latest blocks of a synthetic L1. Older ones are forgotten, so that a run can be of any length. */
export class SyntheticBlocks {
  readonly #byNumber = new Map<bigint, SyntheticBlock>();
  readonly #byHash = new Map<Hex, SyntheticBlock>();
  readonly #byTransaction = new Map<Hex, SyntheticBlock>();
  #next: bigint;
  #head: SyntheticBlock | undefined;

  /** @param first - number of the first block. */
  constructor(first: bigint) {
    this.#next = first;
  }

  /** The latest block. */
  get head(): SyntheticBlock {
    return this.#head!;
  }

  byNumber(number: bigint): SyntheticBlock | undefined {
    return this.#byNumber.get(number);
  }

  byHash(hash: Hex): SyntheticBlock | undefined {
    return this.#byHash.get(hash);
  }

  /** The block that a transaction is in. */
  byTransaction(hash: Hex): SyntheticBlock | undefined {
    return this.#byTransaction.get(hash);
  }

  /** Adds a block. @param transactions - the logs of each. */
  add(timestamp: bigint, transactions: readonly (readonly EventLog[])[], lens: LensAnswers): void {
    const number = this.#next;
    const parentHash = this.#head?.hash ?? digest("genesis");
    const hash = digest(`${parentHash}/${number}`);
    const hashes = transactions.map((_, i) => digest(`${hash}/${i}`));
    const logs = transactions.flatMap((ofOne, i) => ofOne.map((log) => ({ log, i })));
    const block: SyntheticBlock = {
      number,
      hash,
      parentHash,
      timestamp,
      logsBloom: bloomOf(transactions.flat()),
      transactions: hashes,
      logs: logs.map(({ log, i }, logIndex) => ({
        ...log,
        blockNumber: toHex(number),
        blockHash: hash,
        blockTimestamp: toHex(timestamp),
        transactionHash: hashes[i]!,
        transactionIndex: toHex(i),
        logIndex: toHex(logIndex),
        removed: false,
      })),
      lens,
    };
    this.#byNumber.set(number, block);
    this.#byHash.set(hash, block);
    for (const one of hashes) this.#byTransaction.set(one, block);
    this.#head = block;
    this.#next = number + 1n;
    this.#forget(number - BigInt(KEPT));
  }

  #forget(number: bigint): void {
    const old = this.#byNumber.get(number);
    if (old === undefined) return;
    this.#byNumber.delete(number);
    this.#byHash.delete(old.hash);
    for (const hash of old.transactions) this.#byTransaction.delete(hash);
  }
}

const digest = (text: string): Hex => `0x${createHash("sha256").update(text).digest("hex")}`;

/** A block's filter of logs (yellow paper, 4.3.1). */
function bloomOf(logs: readonly EventLog[]): Hex {
  const filter = new Uint8Array(256);
  for (const value of new Set(logs.flatMap(({ address, topics }) => [address, ...topics]))) {
    const hash = keccak256(hexToBytes(value), "bytes");
    for (const at of [0, 2, 4]) {
      const bit = ((hash[at]! << 8) | hash[at + 1]!) % 2_048;
      filter[255 - (bit >> 3)]! |= 1 << (bit & 7);
    }
  }
  return toHex(filter);
}
