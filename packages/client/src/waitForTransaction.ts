import { type Transaction, TrellisError } from "@trellis/protocol";
import type { ResultOf, TrellisRpc } from "@trellis/rpc-api";

/** The status of a transaction: `included` in a block that is proven on L1 but may still lose to a better one, or `final`. */
export type TransactionView = ResultOf<TrellisRpc["trellis_getTransaction"]>;

/** A transaction that a node has admitted. */
export interface Sent {
  /** Identifies it in `TrellisClient.transaction`. */
  readonly hash: `0x${string}`;
  readonly transaction: Transaction;
}

/**
 * When a transaction that waits is given up. A signed transaction has no end of its own: the client sends a transfer of nothing in its nonce, as
 * `TrellisClient.cancel` does, while it waits. So nothing expires if the program has ended by then, and the cancellation can lose the race
 * against a block that has the transaction.
 */
export interface Expiry {
  /** Milliseconds, from the begin of the wait. */
  readonly milliseconds: number;
  /** The L2 secret key that has signed the transaction. It signs the cancellation. */
  readonly secret: bigint;
  /** The transaction that is waited for. */
  readonly transaction: Transaction;
  /** Called once the cancellation has been sent. */
  readonly onCancel?: ((cancellation: Sent) => void) | undefined;
}

/** How to wait for a transaction. */
export interface Waiting {
  /** Milliseconds; ten minutes by default, from the expiry on if there is one. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds between two requests; half a second by default. */
  readonly pollMs?: number;
  /** Called when its status changes, or what it waits for. */
  readonly onChange?: (view: TransactionView) => void;
  /** Puts a cancellation in the transaction's place if it is in no block by then. */
  readonly expiresAfter?: Expiry | undefined;
}

/** What waiting asks of a node. */
export interface WaitedNode {
  status(hash: `0x${string}`): Promise<TransactionView>;
  /** Sends what takes the transaction's place. */
  replace(expiry: Expiry): Promise<Sent>;
  pause(milliseconds: number): Promise<void>;
}

const WAIT_MS = 600_000;
const POLL_MS = 500;
/** The nonce was used: the transaction, or another with its nonce, is in a block. */
const NONCE_USED = "TRL-LED-051";

/**
 * Waits until a transaction is in a block that is proven on L1, or until it is final.
 * @throws TRL-CLN-005 if this does not happen in time; TRL-CLN-009 if the node has dropped it; TRL-CLN-015 if it has expired, and its
 * cancellation is in a block in its place.
 */
export async function waitForTransaction(
  node: WaitedNode,
  hash: `0x${string}`,
  until: "included" | "final",
  waiting: Waiting,
): Promise<TransactionView> {
  const { expiresAfter, pollMs = POLL_MS, onChange } = waiting;
  const { timeoutMs = WAIT_MS + (expiresAfter?.milliseconds ?? 0) } = waiting;
  const begin = performance.now();
  const expiry = expiresAfter === undefined ? undefined : new Expiring(node, expiresAfter);
  let last = "";
  for (;;) {
    // The cancellation is looked at first: if it is dropped because a block has the transaction, the node tells so of the transaction, too.
    const cancellation = await expiry?.status();
    const view = await node.status(hash);
    const told = tellingPart(view);
    if (told !== last) onChange?.(view);
    last = told;
    if (isThere(view, until)) return view;
    if (cancellation !== undefined && isThere(cancellation, until)) {
      throw expiry!.expired(hash, cancellation);
    }
    if (view.status === "dropped") {
      // What has dropped it is the cancellation, unless that is dropped itself.
      const why = cancellation ?? view;
      if (why.status === "dropped") throw dropped(hash, why);
    }
    const waited = performance.now() - begin;
    if (expiry?.isDue(view, waited) === true) await expiry.cancel();
    if (waited + pollMs > timeoutMs) throw late(hash, view, until, expiry?.cancellation);
    await node.pause(pollMs);
  }
}

/** A transaction's cancellation, from before it is sent. */
class Expiring {
  readonly #node: WaitedNode;
  readonly #expiry: Expiry;
  #isOver = false;
  cancellation: Sent | undefined;

  constructor(node: WaitedNode, expiry: Expiry) {
    this.#node = node;
    this.#expiry = expiry;
  }

  /** Whether to send the cancellation now. In a proven block, or dropped, the transaction needs none. */
  isDue({ status }: TransactionView, waited: number): boolean {
    return (
      !this.#isOver && waited >= this.#expiry.milliseconds && (status === "pending" || status === "unknown")
    );
  }

  /** Sends it, once. If a block has used the nonce by now, none is needed any more. */
  async cancel(): Promise<void> {
    this.#isOver = true;
    try {
      this.cancellation = await this.#node.replace(this.#expiry);
    } catch (error) {
      if (error instanceof TrellisError && error.context.refusal === NONCE_USED) return;
      throw error;
    }
    this.#expiry.onCancel?.(this.cancellation);
  }

  /** Where the cancellation stands; undefined if none was sent. */
  async status(): Promise<TransactionView | undefined> {
    return this.cancellation === undefined ? undefined : this.#node.status(this.cancellation.hash);
  }

  expired(hash: `0x${string}`, { status }: TransactionView): TrellisError {
    const seconds = this.#expiry.milliseconds / 1_000;
    return new TrellisError(
      "TRL-CLN-015",
      `the transaction expired after ${seconds} s: its cancellation is ${status} in its place`,
      { hash, cancellation: this.cancellation?.hash, status },
    );
  }
}

const isThere = ({ status }: TransactionView, until: "included" | "final"): boolean =>
  status === "final" || status === until;

/** What `onChange` reports when it changes. */
function tellingPart(view: TransactionView): string {
  const { reason, nonce } = (view.status === "pending" ? view.obstacle : undefined) ?? {};
  return [view.status, reason, nonce].join();
}

function dropped(
  hash: `0x${string}`,
  { reason, code }: Extract<TransactionView, { status: "dropped" }>,
): TrellisError {
  return new TrellisError("TRL-CLN-009", `the node has dropped the transaction: ${reason}`, {
    hash,
    why: code,
  });
}

function late(
  hash: `0x${string}`,
  { status }: TransactionView,
  until: "included" | "final",
  cancellation: Sent | undefined,
): TrellisError {
  return cancellation === undefined
    ? new TrellisError(
        "TRL-CLN-005",
        `the transaction did not become ${until} in time; its status is ${status}`,
        { hash, status },
      )
    : new TrellisError(
        "TRL-CLN-005",
        `the transaction expired, and neither it nor its cancellation became ${until} in time; its status is ${status}`,
        { hash, status, cancellation: cancellation.hash },
      );
}
