import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { publicKeyOf, verifyTransaction } from "@trellis/ledger";
import { type Transaction, TrellisError, WIRE } from "@trellis/protocol";
import {
  answerRpc,
  type ParamsOf,
  type ResultOf,
  type RpcHandlers,
  type TrellisRpc,
  trellisRpc,
} from "@trellis/rpc-api";

const CHAIN_ID = 31_337;
const ROLLUP = `0x${"42".repeat(20)}` as const;
/** L1 owner of all its accounts. */
const OWNER = `0x${"11".repeat(20)}` as const;
const ZERO_HASH = `0x${"00".repeat(32)}` as const;
const ROLLUP_ID = (BigInt(CHAIN_ID) << 160n) | BigInt(ROLLUP);

/** The part of a node's JSON-RPC that clients use. It admits transactions that are signed by their sender with the next nonce. */
export class FakeNode {
  readonly #keys: { readonly x: bigint; readonly y: bigint }[];
  readonly #nonces: number[];
  readonly #server = createServer();
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  readonly admitted: { readonly tx: Transaction; readonly at: number }[] = [];
  readonly calls: string[] = [];
  /** Accounts that L2 knows: the first few. */
  known: number;
  /** The pool's reserves. */
  reserves: readonly [bigint, bigint] = [0n, 0n];
  /** The status of every transaction. Each request takes the next one; the last one stays. */
  standings: ResultOf<TrellisRpc["trellis_getTransaction"]>[] = [{ status: "unknown" }];
  /** The status of single transactions, in place of `standings`, in the same way. */
  readonly standingsOf = new Map<string, ResultOf<TrellisRpc["trellis_getTransaction"]>[]>();
  /** If set, it refuses transactions with this code. */
  refusal: string | undefined;
  /** What waits of each account, as it tells. */
  pending: ResultOf<TrellisRpc["trellis_getPendingTransactions"]> = [];
  /** If set, the reply to every request. */
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
        body: await node.#answer(Buffer.concat(chunks).toString()),
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

  /** Makes an account's next nonce higher, as if it had sent from elsewhere. */
  skipNonce(account: number): void {
    this.#nonces[account]! += 1;
  }

  /** Resolves when a transaction is admitted that fits. @param from - admitted transactions that are not looked at. */
  async admits(fits: (tx: Transaction) => boolean, from: number): Promise<void> {
    while (!this.admitted.slice(from).some(({ tx }) => fits(tx))) await this.called(this.calls.length + 1);
  }

  /** Resolves when this many calls have come in. */
  called(count: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.calls.length >= count) resolve();
    else this.#waiting.push({ count, resolve });
    return promise;
  }

  /** May be called twice. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  async #answer(body: string): Promise<string> {
    const requests = [JSON.parse(body) as { method: string }].flat();
    this.calls.push(...requests.map(({ method }) => method));
    for (const { count, resolve } of this.#waiting) if (this.calls.length >= count) resolve();
    const answer = await answerRpc(trellisRpc, this.#handlers, body, (error) => {
      throw error;
    });
    return JSON.stringify(answer);
  }

  readonly #handlers: Partial<RpcHandlers<TrellisRpc>> = {
    trellis_status: async () => ({
      chainId: CHAIN_ID,
      rollup: ROLLUP,
      l1Block: 1n,
      height: 1n,
      round: 0,
      phase: "proposal",
      alpha: 3,
      commitEnd: 10,
      proofEnd: 20,
      head: { height: 0n, proposalId: ZERO_HASH, stateRoot: ZERO_HASH },
      proofs: "simulated",
      isStopped: false,
      pendingTransactions: this.admitted.length,
      peers: 0,
    }),
    trellis_getAccount: async (which) => this.#account(which),
    trellis_getPool: async () => ({ height: 0n, reserves: this.reserves }),
    trellis_getTransaction: async (hash) => {
      const standings = this.standingsOf.get(hash) ?? this.standings;
      return standings.length > 1 ? standings.shift()! : standings[0]!;
    },
    trellis_getPendingTransactions: async (account) =>
      this.pending.filter(({ transaction }) => transaction.from === account),
    trellis_sendTransaction: async (encoded) => this.#admit(WIRE.transaction.decode(encoded)),
  };

  #account(which: ParamsOf<TrellisRpc["trellis_getAccount"]>[0]): ResultOf<TrellisRpc["trellis_getAccount"]> {
    const index =
      typeof which === "number" ? which : this.#keys.findIndex(({ x, y }) => x === which.x && y === which.y);
    const key = this.#keys[index];
    if (key === undefined || index >= this.known) return null;
    return {
      index,
      key,
      owner: OWNER,
      nonce: 0,
      nextNonce: this.#nonces[index]!,
      balances: [1_000n, 2_000n],
    };
  }

  #admit(tx: Transaction): `0x${string}` {
    if (this.refusal !== undefined) throw new TrellisError(this.refusal, "refused");
    const key = this.#keys[tx.from];
    const hasRecipient = tx.kind !== "transfer" || tx.to < this.known;
    if (key === undefined || tx.from >= this.known || !hasRecipient) throw refusal("no such account");
    const replaces = this.pending.some(
      ({ transaction: { from, nonce } }) => from === tx.from && nonce === tx.nonce,
    );
    if (!replaces && tx.nonce !== this.#nonces[tx.from]) throw refusal("wrong nonce");
    if (!verifyTransaction(ROLLUP_ID, tx, key)) throw refusal("wrong signature");
    if (!replaces) this.#nonces[tx.from] = tx.nonce + 1;
    this.admitted.push({ tx, at: performance.now() });
    return `0x${String(this.admitted.length).padStart(64, "0")}`;
  }
}

const refusal = (why: string): TrellisError => new TrellisError("TRL-LED-099", why);
