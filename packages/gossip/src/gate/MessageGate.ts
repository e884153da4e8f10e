import { type TopicMessage, type TopicName, TrellisError, toHex, WIRE } from "@trellis/protocol";
import type { GossipContext } from "../GossipContext.ts";
import type { GossipMetrics } from "../GossipMetrics.ts";
import { TOPIC_NAMES } from "../host/topics.ts";
import type { GossipLimits } from "../limits/GossipLimits.ts";
import { type Accept, type Ignore, ignore, type Reject, reject } from "../Verdict.ts";
import { knownProposal, type ValidationEnvironment } from "../validation/Validator.ts";
import { VALIDATORS } from "../validation/validators.ts";
import { GossipMemory } from "./GossipMemory.ts";
import { Pacer } from "./Pacer.ts";
import { WaitingRoom } from "./WaitingRoom.ts";
import { WorkQueue } from "./WorkQueue.ts";

/** A message's verdict, with the message itself if it was accepted. */
export type Judged<Name extends TopicName> =
  | { readonly verdict: Accept; readonly message: TopicMessage<Name> }
  | { readonly verdict: Ignore | Reject; readonly message: undefined };

export interface MessageGateComponents {
  readonly context: GossipContext;
  readonly metrics: GossipMetrics;
  /** Told of every fault of this node's own: a check that threw. */
  readonly report: (error: unknown) => void;
}

/** Decodes and judges what arrives, whoever brought it. Knows nothing of libp2p. */
export class MessageGate {
  readonly #metrics: GossipMetrics;
  readonly #report: (error: unknown) => void;
  readonly #limits: GossipLimits;
  readonly #pacer: Pacer;
  readonly #environments: { readonly [Name in TopicName]: ValidationEnvironment };
  readonly #rooms: { readonly [Name in TopicName]: WaitingRoom };

  constructor({ context, metrics, report }: MessageGateComponents, limits: GossipLimits) {
    this.#metrics = metrics;
    this.#report = report;
    this.#limits = limits;
    this.#pacer = new Pacer(limits.turns);
    const memory = new GossipMemory(limits);
    const perTopic = <Value>(make: () => Value) =>
      Object.fromEntries(TOPIC_NAMES.map((name) => [name, make()])) as {
        readonly [Name in TopicName]: Value;
      };
    this.#environments = perTopic(() => ({
      context,
      limits,
      memory,
      pacer: this.#pacer,
      heavy: new WorkQueue(limits.heavy.concurrency, limits.heavy.queue),
    }));
    this.#rooms = perTopic(() => new WaitingRoom(limits.waiting));
  }

  /** Whether so much waits for its turn that nothing more should be let in. */
  get overloaded(): boolean {
    return this.#pacer.full;
  }

  /** Messages that wait for something that they depend on. */
  get waiting(): number {
    return TOPIC_NAMES.reduce((sum, name) => sum + this.#rooms[name].size, 0);
  }

  /**
   * Judges one message. Never throws: a failing check, which is a fault of this node, ignores the message.
   * @param from - who brought it, for the bounds that hold per peer; undefined for own messages, which never wait.
   */
  async judge<Name extends TopicName>(
    name: Name,
    bytes: Uint8Array,
    from: string | undefined,
  ): Promise<Judged<Name>> {
    const arrived = performance.now();
    let judged: Judged<Name>;
    try {
      judged = await this.#decodeAndJudge(name, bytes, from, arrived);
    } catch (error) {
      this.#report(error);
      judged = { verdict: ignore("check_failed"), message: undefined };
    }
    const { verdict } = judged;
    const reason = verdict.result === "accept" ? "ok" : verdict.reason;
    this.#metrics.judged(name, verdict.result, reason, performance.now() - arrived);
    return judged;
  }

  /** Judges again what waits for this proposal; call it once the proposal is known. */
  proposalArrived(id: Uint8Array): void {
    const hex = toHex(id);
    for (const name of TOPIC_NAMES) this.#rooms[name].proposalArrived(hex);
  }

  /** Judges again what waits; call it when the context's answers may have changed. */
  contextChanged(): void {
    const isKnown = (id: string): boolean => knownProposal(this.#environments.proposal, id) !== undefined;
    for (const name of TOPIC_NAMES) this.#rooms[name].everythingChanged(isKnown);
  }

  /** Ignores everything that waits. */
  close(): void {
    for (const name of TOPIC_NAMES) this.#rooms[name].close();
  }

  async #decodeAndJudge<Name extends TopicName>(
    name: Name,
    bytes: Uint8Array,
    from: string | undefined,
    arrived: number,
  ): Promise<Judged<Name>> {
    const dropped = (verdict: Ignore | Reject): Judged<Name> => ({ verdict, message: undefined });
    if (!(await this.#pacer.turn())) return dropped(ignore("busy"));
    // [REJECT] at most the topic's largest message; decodes; in the one encoding that it has
    const message = decode(name, bytes);
    if (message === undefined) return dropped(reject("malformed"));

    const room = this.#rooms[name];
    const deadline = arrived + this.#limits.waiting.milliseconds;
    // Ends: each further round needs a change of what is known here, and the deadline bounds them all.
    for (;;) {
      const since = room.changes;
      const judgement = await VALIDATORS[name](message, this.#environments[name]);
      if (judgement.result === "accept") return { verdict: judgement, message };
      if (judgement.result !== "wait") return dropped(judgement);
      const isWorthAnotherLook =
        from !== undefined && (await room.wait(from, bytes.length, judgement.proposal, since, deadline));
      if (!isWorthAnotherLook) return dropped(ignore(judgement.reason));
      if (!(await this.#pacer.turn())) return dropped(ignore("busy"));
    }
  }
}

/** The message, or undefined if the bytes are too many or no such message. */
function decode<Name extends TopicName>(name: Name, bytes: Uint8Array): TopicMessage<Name> | undefined {
  try {
    return WIRE[name].decode(bytes) as TopicMessage<Name>;
  } catch (error) {
    if (error instanceof TrellisError) return undefined;
    throw error;
  }
}
