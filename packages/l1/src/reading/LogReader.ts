import { TrellisError } from "@trellis/protocol";
import { formatLog, type Hex, type Log, numberToHex, type PublicClient, type RpcLog } from "viem";
import { FAULTS, providerFault } from "../providers/providerFault.ts";
import { type LogSource, lacksLogs } from "./bloom.ts";
import { LogRange } from "./LogRange.ts";

/** What is read of a block's header. */
export interface BlockHeader {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly timestamp: bigint;
  readonly logsBloom: Hex | null;
}

/** Which logs to ask for: those of a range of blocks, or of one block. */
export type LogPlace = { readonly fromBlock: bigint; readonly toBlock: bigint } | { readonly blockHash: Hex };

/**
 * So many of the latest blocks are asked for one by one, by their hash: a backend whose logs lag says that it does not know such a
 * block. Asked for a range it gives what it has, as if there were no more.
 */
const BY_HASH = 32n;

/** Reads logs up to a block, all of them: in ranges that the provider gives, and the latest blocks one by one. */
export class LogReader {
  readonly #client: PublicClient;
  readonly #range: LogRange;
  #hasReceipts = true;

  /** @param most - the most blocks asked for at once. */
  constructor(client: PublicClient, most?: bigint) {
    this.#client = client;
    this.#range = new LogRange(most);
  }

  /**
   * Yields the logs of the blocks from `from` to the last of `late`, in order.
   * @param late - the latest headers, as {@link late} gives them.
   * @param ask - asks for logs of a place.
   * @param sources - whose logs `ask` asks for; if given, each late block's logs are held against its header.
   * @throws TRL-L1-045 if the backends have not got all of it yet, TRL-L1-046 if even one block's logs are refused, TRL-L1-042 if they
   * have been dropped.
   */
  async *read<Found extends Log>(
    from: bigint,
    late: readonly BlockHeader[],
    ask: (place: LogPlace) => Promise<readonly Found[]>,
    sources: readonly LogSource[] = [],
  ): AsyncGenerator<readonly Found[]> {
    if (late.length === 0) return;
    yield* this.#ranges(from, late[0]!.number - 1n, ask);
    for (const logs of await Promise.all(late.map((header) => this.#block(header, ask, sources)))) yield logs;
  }

  /**
   * The headers of the latest blocks from `from` to `head`, at most 32, linked by their hashes.
   * @throws TRL-L1-045 if a backend has not got them all, or has another branch.
   */
  async late(from: bigint, head: BlockHeader): Promise<BlockHeader[]> {
    if (from > head.number) throw behind(from);
    const oldest = head.number - BY_HASH + 1n;
    const first = from > oldest ? from : oldest;
    const numbers = Array.from({ length: Number(head.number - first) }, (_, i) => first + BigInt(i));
    const headers = [...(await Promise.all(numbers.map((number) => this.#header(number)))), head];
    for (const [i, header] of headers.entries()) {
      const parent = headers[i - 1];
      if (parent !== undefined && parent.hash !== header.parentHash) throw behind(header.number);
    }
    return headers;
  }

  /** The hash of a block of the present chain. @throws TRL-L1-045 if the backend has not got it. */
  async hashAt(blockNumber: bigint): Promise<Hex> {
    return (await this.#header(blockNumber)).hash;
  }

  async #header(blockNumber: bigint): Promise<BlockHeader> {
    const header = await this.#client.request({
      method: "eth_getBlockByNumber",
      params: [numberToHex(blockNumber), false],
    });
    if (header === null) throw behind(blockNumber);
    const { number, hash, parentHash, timestamp, logsBloom } = header;
    return { number: BigInt(number!), hash: hash!, parentHash, timestamp: BigInt(timestamp), logsBloom };
  }

  async *#ranges<Found>(
    from: bigint,
    to: bigint,
    ask: (place: LogPlace) => Promise<readonly Found[]>,
  ): AsyncGenerator<readonly Found[]> {
    for (let fromBlock = from; fromBlock <= to; ) {
      const end = fromBlock + this.#range.size - 1n;
      const toBlock = end < to ? end : to;
      const asked = toBlock - fromBlock + 1n;
      let logs: readonly Found[];
      try {
        logs = await ask({ fromBlock, toBlock });
      } catch (error) {
        const fault = providerFault(error);
        // A provider may take too long for what another number of blocks would take it no time.
        const isSmaller = (fault === "tooMuch" || fault === "unreachable") && this.#range.refused(asked);
        if (isSmaller && fault === "tooMuch") continue;
        throw error;
      }
      this.#range.gave(asked);
      yield logs;
      fromBlock = toBlock + 1n;
    }
  }

  async #block<Found extends Log>(
    { hash: blockHash, number, logsBloom }: BlockHeader,
    ask: (place: LogPlace) => Promise<readonly Found[]>,
    sources: readonly LogSource[],
  ): Promise<readonly Found[]> {
    const logs = await ask({ blockHash });
    if (!lacksLogs(logsBloom, logs, sources)) return logs;
    // The header's filter may err. The receipts are what it was made from.
    const receipts = this.#hasReceipts ? await this.#receipts(blockHash) : null;
    if (receipts === undefined) throw behind(number);
    // A provider without the method is believed: it did know the block.
    if (receipts === null) return logs;
    const addresses = new Set(sources.map(({ address }) => address));
    return receipts
      .filter(({ address }) => addresses.has(address.toLowerCase() as Hex))
      .map((log) => formatLog(log) as Found);
  }

  /** All logs of a block by its receipts; undefined if they are not there yet, null if the provider has no such method. */
  async #receipts(blockHash: Hex): Promise<RpcLog[] | undefined | null> {
    try {
      const receipts = (await this.#client.request({
        method: "eth_getBlockReceipts",
        params: [blockHash],
      } as never)) as { readonly logs: RpcLog[] }[] | null;
      return receipts?.flatMap(({ logs }) => logs);
    } catch (error) {
      if (providerFault(error) !== undefined) throw error;
      this.#hasReceipts = false;
      return null;
    }
  }
}

function behind(number: bigint): TrellisError {
  return new TrellisError(
    FAULTS.behind,
    `the L1 provider does not show block ${number} with all its logs yet; asking goes on`,
    { block: number },
  );
}
