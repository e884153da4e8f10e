import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { publicKeyOf, verifyTransaction } from "@trellis/ledger";
import { fromHex, type Transaction, WIRE } from "@trellis/protocol";

const CHAIN_ID = 31_337;
const ROLLUP = `0x${"42".repeat(20)}` as const;
/** L1 owner of all its accounts. */
const OWNER = `0x${"11".repeat(20)}`;
const ZERO_HASH = `0x${"00".repeat(32)}`;
const ROLLUP_ID = (BigInt(CHAIN_ID) << 160n) | BigInt(ROLLUP);

/** A node's JSON-RPC as far as clients use it: it admits transactions that are signed by their sender and next in nonce. */
export class FakeNode {
  readonly #keys: { readonly x: bigint; readonly y: bigint }[];
  readonly #nonces: number[];
  readonly #server = createServer();
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  readonly admitted: { readonly tx: Transaction; readonly at: number }[] = [];
  readonly calls: string[] = [];
  /** Accounts that L2 knows: the first few. */
  known: number;
  /** What the pool holds. */
  reserves: readonly [bigint, bigint] = [0n, 0n];
  /** Where every transaction stands: each question takes the next, the last one stays. */
  standings: object[] = [{ status: "unknown" }];
  /** Answered instead of anything else. */
  answer: { readonly status: number; readonly body: string } | undefined;

  private constructor(secrets: readonly bigint[]) {
    this.#keys = secrets.map(publicKeyOf);
    this.#nonces = secrets.map(() => 0);
    this.known = secrets.length;
  }

  static async start(secrets: readonly bigint[] = []): Promise<FakeNode> {
    const node = new FakeNode(secrets);
    node.#server.on("request", async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { status, body } = node.answer ?? {
        status: 200,
        body: JSON.stringify(node.#handle(JSON.parse(Buffer.concat(chunks).toString()))),
      };
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
    node.#server.listen(0, "127.0.0.1");
    await once(node.#server, "listening");
    return node;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves when this many calls have come in. */
  called(count: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.calls.length >= count) resolve();
    else this.#waiting.push({ count, resolve });
    return promise;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  #handle({ id, method, params }: { id: number; method: string; params: unknown[] }): object {
    this.calls.push(method);
    for (const { count, resolve } of this.#waiting) if (this.calls.length >= count) resolve();
    try {
      return { jsonrpc: "2.0", id, result: this.#result(method, params) };
    } catch (error) {
      return { jsonrpc: "2.0", id, error: { code: -32_000, message: (error as Error).message } };
    }
  }

  #result(method: string, params: unknown[]): unknown {
    switch (method) {
      case "trellis_status":
        return {
          chainId: CHAIN_ID,
          rollup: ROLLUP,
          height: "1",
          round: 0,
          phase: "proposal",
          head: { height: "0", proposalId: ZERO_HASH, stateRoot: ZERO_HASH },
          pendingTransactions: this.admitted.length,
        };
      case "trellis_getAccount":
        return this.#account(params[0] as number | { x: string; y: string });
      case "trellis_getPool":
        return { height: "0", reserves: this.reserves.map(String) };
      case "trellis_getTransaction":
        return this.standings.length > 1 ? this.standings.shift() : this.standings[0];
      case "trellis_sendTransaction":
        return this.#admit(WIRE.transaction.decode(fromHex(params[0] as string)));
      default:
        throw new Error("no such method");
    }
  }

  #account(which: number | { x: string; y: string }): unknown {
    const index =
      typeof which === "number"
        ? which
        : this.#keys.findIndex(({ x, y }) => String(x) === which.x && String(y) === which.y);
    const key = this.#keys[index];
    if (key === undefined || index >= this.known) return null;
    return {
      index,
      key: { x: `0x${key.x.toString(16)}`, y: `0x${key.y.toString(16)}` },
      owner: OWNER,
      nonce: 0,
      nextNonce: this.#nonces[index],
      balances: ["1000", "2000"],
    };
  }

  #admit(tx: Transaction): string {
    const key = this.#keys[tx.from];
    const hasRecipient = tx.kind !== "transfer" || tx.to < this.known;
    if (key === undefined || tx.from >= this.known || !hasRecipient) throw new Error("no such account");
    if (tx.nonce !== this.#nonces[tx.from]) throw new Error("wrong nonce");
    if (!verifyTransaction(ROLLUP_ID, tx, key)) throw new Error("wrong signature");
    this.#nonces[tx.from] = tx.nonce + 1;
    this.admitted.push({ tx, at: performance.now() });
    return `0x${String(this.admitted.length).padStart(64, "0")}`;
  }
}
