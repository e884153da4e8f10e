import { TrellisError } from "@trellis/protocol";
import {
  answerRpc,
  type NewsTopic,
  type RpcHandlers,
  type SocketRpc,
  type SubscriptionId,
  socketRpc,
  type TrellisRpc,
} from "@trellis/rpc-api";
import type { RawData, WebSocket } from "ws";
import { closeCode } from "./closeCode.ts";

/** News that may wait until a client reads them. */
const MAX_WAITING = 1_024;
/** How long a client may have no subscription and ask nothing. Milliseconds. */
const IDLE_MS = 60_000;
/** A closing handshake that is not answered is given up after this time. Milliseconds. */
const CLOSE_MS = 1_000;

export interface RpcSocketInit {
  readonly handlers: Partial<RpcHandlers<TrellisRpc>>;
  /** Milliseconds. */
  readonly clock: () => number;
  readonly onError: (error: unknown) => void;
}

/**
 * One client over WebSocket: answers its requests one after the other, and tells it the news of its subscriptions. It reads nothing more of a
 * client that does not take its answers, and leaves one that does not take its news.
 */
export class RpcSocket {
  readonly #socket: WebSocket;
  readonly #init: RpcSocketInit;
  readonly #handlers: Partial<RpcHandlers<SocketRpc>>;
  readonly #subscriptions = new Map<NewsTopic, SubscriptionId>();
  /** Topics whose id the client does not have yet: an answer comes before its first news. */
  #fresh: NewsTopic[] = [];
  #ids = 0;
  #questions = 0;
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #isAlive = true;
  #lastAsked: number;

  constructor(socket: WebSocket, init: RpcSocketInit) {
    this.#socket = socket;
    this.#init = init;
    this.#lastAsked = init.clock();
    this.#handlers = {
      ...init.handlers,
      trellis_subscribe: async (topic) => this.#subscribe(topic),
      trellis_unsubscribe: async (id) => this.#unsubscribe(id),
    };
    socket.on("message", (data, isBinary) => this.#take(data, isBinary));
    socket.on("pong", () => {
      this.#isAlive = true;
    });
    // Faults of a client end its connection, and concern nobody else.
    socket.on("error", () => socket.terminate());
  }

  /** Tells news of a topic, if the client has subscribed to it. @param news - JSON. */
  tell(topic: NewsTopic, news: string): void {
    const id = this.#subscriptions.get(topic);
    if (id === undefined || this.#fresh.includes(topic) || !this.#isOpen) return;
    if (this.#waiting >= MAX_WAITING) {
      this.close(closeCode.slow, "the news are not read in time");
      return;
    }
    this.#waiting++;
    const params = `{"subscription":"${id}","result":${news}}`;
    this.#socket.send(`{"jsonrpc":"2.0","method":"trellis_subscription","params":${params}}`, () => {
      this.#waiting--;
    });
  }

  /** To be called from time to time: leaves a client that has not answered since the last call, or wants nothing. */
  check(): void {
    if (!this.#isOpen) return;
    if (!this.#isAlive) {
      this.#socket.terminate();
      return;
    }
    if (this.#subscriptions.size === 0 && this.#init.clock() - this.#lastAsked > IDLE_MS) {
      this.close(closeCode.idle, "nothing is asked and nothing is subscribed to");
      return;
    }
    this.#isAlive = false;
    this.#socket.ping();
  }

  /** Ends the connection, at once if the client does not agree in time. */
  close(code: number, reason: string): void {
    this.#subscriptions.clear();
    this.#socket.close(code, reason);
    const timer = setTimeout(() => this.#socket.terminate(), CLOSE_MS);
    this.#socket.once("close", () => clearTimeout(timer));
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #take(data: RawData, isBinary: boolean): void {
    if (isBinary) {
      this.close(closeCode.binary, "JSON-RPC is text");
      return;
    }
    this.#lastAsked = this.#init.clock();
    // What the last read has brought still comes, and waits for its turn.
    this.#questions++;
    this.#socket.pause();
    this.#work = this.#work.then(async () => {
      if (this.#isOpen) await this.#answer(String(data));
      if (--this.#questions === 0) this.#socket.resume();
    });
  }

  async #answer(request: string): Promise<void> {
    const { onError } = this.#init;
    try {
      const answer = await answerRpc(socketRpc, this.#handlers, request, onError);
      if (answer !== undefined) await this.#send(JSON.stringify(answer));
    } catch (error) {
      onError(error);
      this.close(closeCode.internal, "the node failed; its log says why");
    }
    this.#fresh = [];
  }

  /** Resolves when the system has taken the text, so a client that does not read is not answered further. */
  #send(text: string): Promise<void> {
    if (!this.#isOpen) return Promise.resolve();
    this.#fresh = [];
    return new Promise((resolve) => this.#socket.send(text, () => resolve()));
  }

  #subscribe(topic: NewsTopic): SubscriptionId {
    if (this.#subscriptions.has(topic)) {
      throw new TrellisError("TRL-NOD-045", `this connection has a subscription to ${topic}`, { topic });
    }
    const id: SubscriptionId = `0x${(++this.#ids).toString(16)}`;
    this.#subscriptions.set(topic, id);
    this.#fresh.push(topic);
    return id;
  }

  #unsubscribe(id: SubscriptionId): boolean {
    const [topic] = [...this.#subscriptions].find(([, other]) => other === id) ?? [];
    return topic !== undefined && this.#subscriptions.delete(topic);
  }
}
