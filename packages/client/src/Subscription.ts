import { TrellisError } from "@trellis/protocol";
import {
  faultsOf,
  type NewsOf,
  type NewsTopic,
  type RpcError,
  subscriptionNews,
  trellisTopics,
} from "@trellis/rpc-api";
import { z } from "zod";
import { causeWithout, labelOf } from "./endpoint.ts";

/** The time for a connection and its first answer. Milliseconds. */
const OPEN_MS = 10_000;
/** After so long a silence the node is asked whether it is there. Milliseconds. */
const SILENCE_MS = 30_000;
/** News that wait for the program. */
const MAX_WAITING = 4_096;
const SUBSCRIBE_ID = 1;
const ALIVE_ID = 2;

const answerSchema = z.object({ id: z.number(), result: z.unknown(), error: z.unknown() }).partial();

/**
 * News of one topic from a node, in the order in which it told them, for one `for await`. Leaving the loop ends the subscription. It does not
 * reconnect by itself, because it cannot know what it missed: a lost connection throws TRL-CLN-014. Read what you need, and subscribe again.
 */
export class Subscription<Topic extends NewsTopic> implements AsyncIterable<NewsOf<Topic>> {
  readonly #topic: Topic;
  readonly #socket: WebSocket;
  readonly #opened: Promise<void>;
  #onOpened: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  #id: string | undefined;
  #waiting: NewsOf<Topic>[] = [];
  #wake: () => void = () => {};
  #end: { readonly error: unknown } | undefined;
  #silence: "none" | "silent" | "asked" = "none";

  private constructor(socket: WebSocket, topic: Topic, signal: AbortSignal | undefined) {
    this.#socket = socket;
    this.#topic = topic;
    const ask = (id: number, method: string, params: unknown[]): void =>
      socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    socket.addEventListener("open", () => ask(SUBSCRIBE_ID, "trellis_subscribe", [topic]));
    socket.addEventListener("message", ({ data }) => this.#take(data));
    socket.addEventListener("error", () => this.#fail(this.#lost("the connection failed")));
    socket.addEventListener("close", ({ code, reason }) =>
      this.#fail(this.#lost(`the connection was closed, ${reason || `code ${code}`}`)),
    );
    this.#timers.push(
      setTimeout(() => {
        if (this.#id === undefined) this.#fail(this.#lost("the node did not answer in time"));
      }, OPEN_MS),
      setInterval(() => {
        if (this.#silence === "asked") this.#fail(this.#lost("the node is silent"));
        else if (this.#silence === "none") this.#silence = "silent";
        else if (this.#id !== undefined) {
          this.#silence = "asked";
          ask(ALIVE_ID, "trellis_status", []);
        }
      }, SILENCE_MS),
    );
    const onAbort = (): void => this.#fail(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#opened = new Promise((resolve, reject) => {
      this.#onOpened = { resolve, reject };
    });
    // It may fail before anybody waits for it.
    this.#opened.catch(() => {});
  }

  /**
   * Resolves when the node has confirmed the subscription.
   * @param url - of the node's RPC.
   * @param signal - ends it; its reason is then thrown.
   * @throws TRL-CLN-002 if the node refuses; TRL-CLN-014 if it cannot be reached.
   */
  static async open<Topic extends NewsTopic>(
    url: string,
    topic: Topic,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Subscription<Topic>> {
    signal?.throwIfAborted();
    // Node 20 has none of its own.
    const Socket = globalThis.WebSocket ?? ((await import("ws")).WebSocket as unknown as typeof WebSocket);
    let socket: WebSocket;
    try {
      socket = new Socket(url.replace(/^http/, "ws"));
    } catch (cause) {
      throw lost(url, topic, "its URL cannot be used", causeWithout(url, cause));
    }
    const subscription = new Subscription(socket, topic, signal);
    await subscription.#opened;
    return subscription;
  }

  /** Ends the subscription: the loop over it ends. */
  end(): void {
    this.#fail(undefined);
  }

  /** @throws TRL-CLN-014 if the connection is lost or the program is too slow; TRL-CLN-004 for malformed news. */
  async *[Symbol.asyncIterator](): AsyncGenerator<NewsOf<Topic>, void, undefined> {
    try {
      for (;;) {
        for (let news = this.#waiting.shift(); news !== undefined; news = this.#waiting.shift()) yield news;
        if (this.#end?.error !== undefined) throw this.#end.error;
        if (this.#end !== undefined) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.end();
    }
  }

  #take(data: unknown): void {
    if (this.#end !== undefined) return;
    this.#silence = "none";
    const message = parsed(data);
    const news = subscriptionNews.safeParse(message).data;
    if (news !== undefined) {
      if (news.params.subscription === this.#id) this.#takeNews(news.params.result);
      return;
    }
    const answer = answerSchema.safeParse(message).data;
    if (answer?.id === ALIVE_ID) return;
    if (answer?.id === SUBSCRIBE_ID && typeof answer.result === "string") {
      this.#id = answer.result;
      this.#onOpened?.resolve();
    } else if (answer?.error !== undefined)
      this.#fail(this.#refused((answer.error ?? {}) as Partial<RpcError>));
    else this.#fail(this.#malformed("expected an answer or news"));
  }

  #takeNews(result: unknown): void {
    const news = trellisTopics[this.#topic].safeParse(result);
    if (!news.success) this.#fail(this.#malformed(faultsOf(news.error, "result")));
    else if (this.#waiting.length >= MAX_WAITING) this.#fail(this.#lost("this program reads too slowly"));
    else {
      this.#waiting.push(news.data as NewsOf<Topic>);
      this.#wake();
    }
  }

  /** The first end counts. @param error - undefined: it was wanted. */
  #fail(error: unknown): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    if (error === undefined) this.#waiting = [];
    for (const timer of this.#timers) clearTimeout(timer);
    this.#socket.close();
    this.#onOpened?.reject(error);
    this.#wake();
  }

  #lost(why: string): TrellisError {
    return lost(this.#socket.url, this.#topic, why);
  }

  #refused({ message = "no reason", data }: Partial<RpcError>): TrellisError {
    return new TrellisError("TRL-CLN-002", `the node refuses: ${String(message)}`, {
      method: "trellis_subscribe",
      ...(typeof data?.code === "string" ? { refusal: data.code } : {}),
    });
  }

  #malformed(why: string): TrellisError {
    return new TrellisError("TRL-CLN-004", `what the node told of ${this.#topic} is malformed: ${why}`, {
      topic: this.#topic,
    });
  }
}

function lost(url: string, topic: NewsTopic, why: string, cause?: unknown): TrellisError {
  const node = labelOf(url);
  return new TrellisError("TRL-CLN-014", `the subscription to ${topic} has ended: ${why}`, { node }, cause);
}

function parsed(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
