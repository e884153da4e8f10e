import type { GossipHandler, RefusedHandler } from "../Gossip.ts";
import { TOPIC_NAMES, type TopicMessages, type TopicName } from "../topics.ts";
import type { Ignore, Reject } from "../Verdict.ts";

type Handlers = { readonly [Name in TopicName]: Set<GossipHandler<Name>> };
type RefusedHandlers = { readonly [Name in TopicName]: Set<RefusedHandler<Name>> };

/** Who is told of which messages. */
export class Subscriptions {
  readonly #handlers = perTopic<Handlers>(() => new Set());
  readonly #refusedHandlers = perTopic<RefusedHandlers>(() => new Set());
  readonly #report: (error: unknown) => void;

  /** @param report - called when a handler fails. */
  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** See {@link Gossip.on}. */
  on<Name extends TopicName>(name: Name, handler: GossipHandler<Name>): () => void {
    this.#handlers[name].add(handler);
    return () => {
      this.#handlers[name].delete(handler);
    };
  }

  /** See {@link Gossip.onRefused}. */
  onRefused<Name extends TopicName>(name: Name, handler: RefusedHandler<Name>): () => void {
    this.#refusedHandlers[name].add(handler);
    return () => {
      this.#refusedHandlers[name].delete(handler);
    };
  }

  /** Hands on an accepted message. */
  deliver<Name extends TopicName>(name: Name, message: TopicMessages[Name], from: string): void {
    this.#call<GossipHandler<Name>>(this.#handlers[name], (handler) => handler(message, from));
  }

  /** Hands on a message that was decoded and not accepted. */
  tellRefused<Name extends TopicName>(
    name: Name,
    message: TopicMessages[Name],
    refused: Ignore | Reject,
    from: string,
  ): void {
    this.#call<RefusedHandler<Name>>(this.#refusedHandlers[name], (handler) =>
      handler(message, refused, from),
    );
  }

  /** A failing handler is the fault of this node, not of the sender. */
  #call<Handler>(handlers: Iterable<Handler>, call: (handler: Handler) => unknown): void {
    for (const handler of handlers) {
      try {
        Promise.resolve(call(handler)).catch(this.#report);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}

/** One value for each topic. */
function perTopic<Values extends { readonly [Name in TopicName]: unknown }>(make: () => unknown): Values {
  return Object.fromEntries(TOPIC_NAMES.map((name) => [name, make()])) as Values;
}
