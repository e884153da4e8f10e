import { type TopicMessage, type TopicName, TrellisError, toHex, WIRE } from "@trellis/protocol";
import type { GossipContext } from "../GossipContext.ts";
import type { GossipMetrics } from "../GossipMetrics.ts";
import { TOPIC_NAMES } from "../host/topics.ts";
import type { GossipLimits } from "../limits/GossipLimits.ts";
import { ignore, reject, type Verdict } from "../Verdict.ts";
import { knownProposal, type ValidationEnvironment } from "../validation/Validator.ts";
import { VALIDATORS } from "../validation/validators.ts";
import { GossipMemory } from "./GossipMemory.ts";
import { Pacer } from "./Pacer.ts";
import { WaitingRoom } from "./WaitingRoom.ts";
import { WorkQueue } from "./WorkQueue.ts";

/** A message and its verdict. */
export interface Judged<Name extends TopicName> {
  readonly verdict: Verdict;
  /** Undefined if the bytes could not be decoded; such a message is not accepted. */
  readonly message: TopicMessage<Name> | undefined;
}

export interface MessageGateComponents {
  readonly context: GossipContext;
  readonly metrics: GossipMetrics;
  /** Called when a check throws, which is a fault of this node. */
  readonly report: (error: unknown) => void;
}

/** Decodes and judges messages. Knows nothing of libp2p. */
export class MessageGate {
  readonly #metrics: GossipMetrics;
  readonly #report: (error: unknown) => void;
  readonly #limits: GossipLimits;
  readonly #pacer: Pacer;
  readonly #environments: { readonly [Name in TopicName]: ValidationEnvironment };
  readonly #ownEnvironments: { readonly [Name in TopicName]: ValidationEnvironment };
  readonly #rooms: { readonly [Name in TopicName]: WaitingRoom };

  constructor({ context, metrics, report }: MessageGateComponents, limits: GossipLimits) {
    this.#metrics = metrics;
    this.#report = report;
    this.#limits = limits;
    this.#pacer = new Pacer(limits.turns);
    const memory = new GossipMemory(limits);
    const perTopic = <Value>(make: (name: TopicName) => Value) =>
      Object.fromEntries(TOPIC_NAMES.map((name) => [name, make(name)])) as {
        readonly [Name in TopicName]: Value;
      };
    this.#environments = perTopic(() => ({
      context,
      limits,
      memory,
      pacer: this.#pacer,
      heavy: new WorkQueue(limits.heavy.concurrency, limits.heavy.queue),
      isOwn: false,
      report,
    }));
    this.#ownEnvironments = perTopic((name) => ({ ...this.#environments[name], isOwn: true }));
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
   * Decodes and judges a message that a peer brought. Never throws: a failing check, which is a fault of this node, ignores the message.
   * @param from - the peer that sent it, for the bounds per peer.
   */
  judge<Name extends TopicName>(name: Name, bytes: Uint8Array, from: string): Promise<Judged<Name>> {
    return this.#measured(name, async (arrived) => {
      if (!(await this.#pacer.turn())) return { verdict: ignore("busy"), message: undefined };
      // [REJECT] at most the topic's largest message; decodes; in the one encoding that it has
      const message = decode(name, bytes);
      if (message === undefined) return { verdict: reject("malformed"), message };
      return this.#judgeUntil(name, message, { from, bytes: bytes.length }, arrived);
    });
  }

  /** Judges a message that this node publishes. It never waits: a message that is too early is ignored. Never throws. */
  async judgeOwn<Name extends TopicName>(name: Name, message: TopicMessage<Name>): Promise<Verdict> {
    const { verdict } = await this.#measured(name, async () => {
      if (!(await this.#pacer.turn())) return { verdict: ignore("busy"), message };
      const judgement = await VALIDATORS[name](message, this.#ownEnvironments[name]);
      return { verdict: judgement.result === "wait" ? ignore(judgement.reason) : judgement, message };
    });
    return verdict;
  }

  /** Judges the messages again that wait for this proposal. Call it once the proposal is known. */
  proposalArrived(id: Uint8Array): void {
    const hex = toHex(id);
    for (const name of TOPIC_NAMES) this.#rooms[name].proposalArrived(hex);
  }

  /** Judges all waiting messages again. Call it when the context's answers may have changed. */
  contextChanged(): void {
    const isKnown = (id: string): boolean => knownProposal(this.#environments.proposal, id) !== undefined;
    for (const name of TOPIC_NAMES) this.#rooms[name].everythingChanged(isKnown);
  }

  /** Ignores everything that waits. */
  close(): void {
    for (const name of TOPIC_NAMES) this.#rooms[name].close();
  }

  async #measured<Name extends TopicName>(
    name: Name,
    judge: (arrived: number) => Promise<Judged<Name>>,
  ): Promise<Judged<Name>> {
    const arrived = performance.now();
    let judged: Judged<Name>;
    try {
      judged = await judge(arrived);
    } catch (error) {
      this.#report(error);
      judged = { verdict: ignore("check_failed"), message: undefined };
    }
    const { verdict } = judged;
    const reason = verdict.result === "accept" ? "ok" : verdict.reason;
    this.#metrics.judged(name, verdict.result, reason, performance.now() - arrived);
    return judged;
  }

  /** Judges a message, and again while it waits for something, until there is a verdict or the time is up. */
  async #judgeUntil<Name extends TopicName>(
    name: Name,
    message: TopicMessage<Name>,
    { from, bytes }: { readonly from: string; readonly bytes: number },
    arrived: number,
  ): Promise<Judged<Name>> {
    const room = this.#rooms[name];
    const deadline = arrived + this.#limits.waiting.milliseconds;
    // This loop ends: each further round needs a change of what this node knows, and the deadline bounds all rounds.
    for (;;) {
      const since = room.changes;
      const judgement = await VALIDATORS[name](message, this.#environments[name]);
      if (judgement.result !== "wait") return { verdict: judgement, message };
      const isWorthAnotherLook = await room.wait(from, bytes, judgement.proposal, since, deadline);
      if (!isWorthAnotherLook) return { verdict: ignore(judgement.reason), message };
      if (!(await this.#pacer.turn())) return { verdict: ignore("busy"), message };
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
