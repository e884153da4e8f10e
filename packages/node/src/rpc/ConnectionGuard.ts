import type { Socket } from "node:net";
import { clientOf } from "./clientOf.ts";

/** Bounds of open connections. */
export interface ConnectionLimits {
  readonly total: number;
  /** From one address. */
  readonly perClient: number;
}

interface Open {
  readonly client: string;
  /** Requests that are being answered. */
  busy: number;
}

/**
 * Keeps places free for those who ask: when there are too many connections, the oldest one on which nothing is being answered makes room for a
 * new one, of the same client first. So clients that connect and say nothing keep nobody out. Without such a one, the new one is closed.
 */
export class ConnectionGuard<Connection extends Pick<Socket, "remoteAddress" | "destroy">> {
  readonly #limits: ConnectionLimits;
  /** In the order of their last use, the oldest first. */
  readonly #open = new Map<Connection, Open>();

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  /** Number of open connections. */
  get size(): number {
    return this.#open.size;
  }

  /** Takes a new connection, or closes it. */
  admit(connection: Connection): void {
    const client = clientOf(connection.remoteAddress);
    const { total, perClient } = this.#limits;
    const isOwn = (other: Open): boolean => other.client === client;
    const own = [...this.#open.values()].filter(isOwn).length;
    const mayStay =
      (own < perClient || this.#makeRoom(isOwn)) && (this.#open.size < total || this.#makeRoom(() => true));
    if (mayStay) this.#open.set(connection, { client, busy: 0 });
    else connection.destroy();
  }

  /** A request has come on a connection. @returns a function to call when it is answered. */
  begin(connection: Connection): () => void {
    const open = this.#open.get(connection);
    if (open === undefined) return () => {};
    open.busy++;
    return () => {
      open.busy--;
      if (!this.#open.delete(connection)) return;
      this.#open.set(connection, open);
    };
  }

  /** A connection has ended. */
  forget(connection: Connection): void {
    this.#open.delete(connection);
  }

  #makeRoom(isWanted: (open: Open) => boolean): boolean {
    for (const [connection, open] of this.#open) {
      if (open.busy > 0 || !isWanted(open)) continue;
      this.#open.delete(connection);
      connection.destroy();
      return true;
    }
    return false;
  }
}
