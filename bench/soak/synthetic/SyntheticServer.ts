import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { encodeFunctionData, type Hex, toHex } from "viem";
import { CONTRACT_ABIS } from "../../../packages/l1/src/contracts/contractAbis.ts";
import type { SyntheticBlock, SyntheticBlocks, SyntheticLog } from "./SyntheticBlocks.ts";

const { lens } = CONTRACT_ABIS;
const STATUS = encodeFunctionData({ abi: lens, functionName: "status" });
const RANKING = encodeFunctionData({ abi: lens, functionName: "ranking", args: [0n, 0n] }).slice(0, 10);

/** What receipts say of everybody's transactions. They were made up. */
const SENDER: Hex = `0x${"5e".repeat(20)}`;
const GAS_USED = toHex(200_000);
const GAS_PRICE = toHex(10 ** 9);
/** What headers say besides. */
const HEADER = {
  nonce: `0x${"0".repeat(16)}`,
  difficulty: "0x0",
  gasLimit: toHex(60_000_000),
  gasUsed: "0x0",
  baseFeePerGas: GAS_PRICE,
  size: "0x0",
  miner: SENDER,
  extraData: "0x",
  uncles: [],
} as const;

interface Question {
  readonly id: unknown;
  readonly method: string;
  readonly params?: readonly unknown[];
}

interface LogFilter {
  readonly address?: Hex | readonly Hex[];
  readonly topics?: readonly (Hex | readonly Hex[] | null)[];
  readonly fromBlock?: Hex;
  readonly toBlock?: Hex;
  readonly blockHash?: Hex;
}

/**
 * Serves a synthetic L1 by JSON-RPC over HTTP: blocks, logs, receipts and what the lens says. All other questions are about what never
 * changes (settings, code of contracts), and go to a real L1 on which the contracts are.
 */
export class SyntheticServer {
  readonly #blocks: SyntheticBlocks;
  readonly #lens: Hex;
  readonly #realUrl: string;
  readonly #server: Server;
  /** Questions that the real L1 answered, by method. */
  readonly passedOn = new Map<string, number>();

  /** @param lensAddress - lower case. @param realUrl - of the L1 that knows what never changes. */
  constructor(blocks: SyntheticBlocks, lensAddress: Hex, realUrl: string) {
    this.#blocks = blocks;
    this.#lens = lensAddress;
    this.#realUrl = realUrl;
    this.#server = createServer((request, response) => {
      this.#answerAll(request).then(
        (text) => response.setHeader("content-type", "application/json").end(text),
        () => response.writeHead(500).end(),
      );
    });
    // A node keeps its connections for as long as it likes.
    this.#server.keepAliveTimeout = 0;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answerAll(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Question | readonly Question[];
    const answers = Array.isArray(body)
      ? await Promise.all(body.map((question: Question) => this.#answer(question)))
      : await this.#answer(body as Question);
    return JSON.stringify(answers);
  }

  async #answer(question: Question): Promise<unknown> {
    const { id } = question;
    try {
      return { jsonrpc: "2.0", id, result: await this.#resultOf(question) };
    } catch (error) {
      return { jsonrpc: "2.0", id, error: { code: -32_000, message: String(error) } };
    }
  }

  async #resultOf({ method, params = [] }: Question): Promise<unknown> {
    const [first] = params;
    switch (method) {
      case "eth_blockNumber":
        return toHex(this.#blocks.head.number);
      case "eth_getBlockByNumber":
        return headerOf(this.#byTag(first as string));
      case "eth_getBlockByHash":
        return headerOf(this.#blocks.byHash(first as Hex));
      case "eth_getLogs":
        return this.#logs(first as LogFilter);
      case "eth_getTransactionReceipt":
        return this.#receipt(first as Hex);
      case "eth_getBlockReceipts":
        return this.#blocks.byHash(first as Hex)?.transactions.map((hash) => this.#receipt(hash)) ?? null;
      case "eth_call":
        return this.#call(params);
      default:
        return this.#passOn(method, params);
    }
  }

  #byTag(tag: string): SyntheticBlock | undefined {
    if (tag.startsWith("0x")) return this.#blocks.byNumber(BigInt(tag));
    return this.#blocks.head;
  }

  #call(params: readonly unknown[]): Promise<unknown> | Hex {
    const [{ to, data }, block = "latest"] = params as [
      { readonly to: Hex; readonly data: Hex },
      (string | { readonly blockHash: Hex })?,
    ];
    if (to.toLowerCase() !== this.#lens) {
      // Constants are the same as of any block.
      return this.#passOn("eth_call", [params[0], "latest"]);
    }
    const found = typeof block === "string" ? this.#byTag(block) : this.#blocks.byHash(block.blockHash);
    if (found === undefined) throw new Error("header not found");
    if (data === STATUS) return found.lens.status();
    if (!data.startsWith(RANKING)) throw new Error("this L1 does not know the call");
    return found.lens.ranking();
  }

  #logs({ blockHash, fromBlock, toBlock, ...filter }: LogFilter): SyntheticLog[] {
    if (blockHash !== undefined) {
      const block = this.#blocks.byHash(blockHash);
      if (block === undefined) throw new Error("unknown block");
      return matching(block, filter);
    }
    const found: SyntheticLog[] = [];
    const last = this.#byTag(toBlock ?? "latest")!.number;
    for (let number = this.#byTag(fromBlock ?? "latest")!.number; number <= last; number++) {
      found.push(...matching(this.#blocks.byNumber(number)!, filter));
    }
    return found;
  }

  #receipt(hash: Hex): unknown {
    const block = this.#blocks.byTransaction(hash);
    if (block === undefined) return null;
    return {
      transactionHash: hash,
      transactionIndex: toHex(block.transactions.indexOf(hash)),
      blockHash: block.hash,
      blockNumber: toHex(block.number),
      from: SENDER,
      to: this.#lens,
      gasUsed: GAS_USED,
      cumulativeGasUsed: GAS_USED,
      effectiveGasPrice: GAS_PRICE,
      contractAddress: null,
      status: "0x1",
      type: "0x2",
      logsBloom: block.logsBloom,
      logs: block.logs.filter(({ transactionHash }) => transactionHash === hash),
    };
  }

  async #passOn(method: string, params: readonly unknown[]): Promise<unknown> {
    this.passedOn.set(method, (this.passedOn.get(method) ?? 0) + 1);
    const response = await fetch(this.#realUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const { result, error } = (await response.json()) as {
      readonly result?: unknown;
      readonly error?: { readonly message: string };
    };
    if (error !== undefined) throw new Error(error.message);
    return result;
  }
}

function headerOf(block: SyntheticBlock | undefined): unknown {
  if (block === undefined) return null;
  const { number, hash, parentHash, timestamp, logsBloom, transactions } = block;
  return {
    ...HEADER,
    number: toHex(number),
    hash,
    parentHash,
    timestamp: toHex(timestamp),
    logsBloom,
    transactions,
  };
}

/** The logs of a block that a filter asks for. */
function matching({ logs }: SyntheticBlock, { address, topics = [] }: LogFilter): SyntheticLog[] {
  const addresses = address === undefined ? undefined : [address].flat().map((one) => one.toLowerCase());
  return logs.filter(
    (log) =>
      addresses?.includes(log.address) !== false &&
      topics.every((wanted, at) => wanted === null || [wanted].flat().includes(log.topics[at]!)),
  );
}
