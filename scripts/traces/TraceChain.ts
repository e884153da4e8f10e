import { type Hex, hexToBigInt, type Log, numberToHex, type TransactionReceipt } from "viem";
import { Anvil, DEVELOPMENT_CHAIN_ID } from "../../packages/l1/src/anvil/Anvil.ts";

/** Later than any date on which a trace is recorded: a local chain starts at the current time, and time only moves forward. */
export const START_TIME = 4_000_000_000n;
const GAS = numberToHex(30_000_000);
const WEALTH = numberToHex(10n ** 24n);

interface RpcAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A mined call. */
export interface MinedCall {
  readonly contractAddress: Hex | null;
  readonly logs: readonly Log[];
  /** The revert data of a refused call. */
  readonly revertData?: Hex;
}

/** A local L1 that mines one call per block, at the requested time, from any account. */
export class TraceChain {
  readonly #anvil = new Anvil({ blockSeconds: 0 });
  readonly #rich = new Set<Hex>();
  #calls = 0;

  readonly chainId = BigInt(DEVELOPMENT_CHAIN_ID);

  async start(): Promise<void> {
    await this.#anvil.start();
    await this.#ask([["anvil_autoImpersonateAccount", [true]]]);
  }

  async stop(): Promise<void> {
    await this.#anvil.stop();
  }

  /** Timestamp of the last block. */
  async time(): Promise<bigint> {
    const [block] = await this.#ask([["eth_getBlockByNumber", ["latest", false]]]);
    return hexToBigInt((block as { timestamp: Hex }).timestamp);
  }

  async nonce(account: Hex): Promise<number> {
    const [count] = await this.#ask([["eth_getTransactionCount", [account, "latest"]]]);
    return Number(hexToBigInt(count as Hex));
  }

  /** Sends a call and mines it at `time`. */
  async send(from: Hex, to: Hex | undefined, data: Hex, time: bigint): Promise<MinedCall> {
    if (!this.#rich.has(from)) await this.#ask([["anvil_setBalance", [from, WEALTH]]]);
    this.#rich.add(from);
    const transaction = { from, data, gas: GAS, ...(to === undefined ? {} : { to }) };
    const [, hash] = await this.#ask([
      ["evm_setNextBlockTimestamp", [Number(time)]],
      ["eth_sendTransaction", [transaction]],
    ]);
    const { status, logs, contractAddress } = await this.#receipt(hash as Hex);
    if (status === ("0x1" as string)) return { contractAddress: contractAddress ?? null, logs };
    const [trace] = await this.#ask([
      ["debug_traceTransaction", [hash, { tracer: "callTracer", tracerConfig: { onlyTopCall: true } }]],
    ]);
    const { output } = trace as { output?: Hex };
    return { contractAddress: null, logs: [], revertData: output ?? "0x" };
  }

  /** Queries contracts as of the last block, all at once. */
  async read(calls: readonly { readonly to: Hex; readonly data: Hex }[]): Promise<Hex[]> {
    return (await this.#ask(calls.map((call) => ["eth_call", [call, "latest"]]))) as Hex[];
  }

  async #receipt(hash: Hex): Promise<TransactionReceipt> {
    for (;;) {
      const [receipt] = await this.#ask([["eth_getTransactionReceipt", [hash]]]);
      if (receipt !== null) return receipt as TransactionReceipt;
    }
  }

  async #ask(calls: readonly (readonly [method: string, params: readonly unknown[]])[]): Promise<unknown[]> {
    const batch = calls.map(([method, params]) => ({ jsonrpc: "2.0", id: this.#calls++, method, params }));
    const response = await fetch(this.#anvil.rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(batch),
    });
    const answers = new Map(((await response.json()) as RpcAnswer[]).map((answer) => [answer.id, answer]));
    return batch.map(({ id, method }) => {
      const answer = answers.get(id);
      if (answer === undefined || answer.error !== undefined) {
        throw new Error(`${method}: ${answer?.error?.message ?? "no answer"}`);
      }
      return answer.result;
    });
  }
}
