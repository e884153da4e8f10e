import { type Codec, TrellisError, toHex } from "@trellis/protocol";
import type { CommonLimits } from "../limits/GossipLimits.ts";
import { ignore, type Judgement, reject, type Verdict } from "../Verdict.ts";
import { type Environment, knownProposal, type ProposalSources } from "../validation/Validator.ts";
import { Pacer } from "./Pacer.ts";
import { WaitingRoom } from "./WaitingRoom.ts";
import { WorkQueue } from "./WorkQueue.ts";

/** A message and its verdict. */
export interface JudgedMessage<Message> {
  readonly verdict: Verdict;
  /** Undefined if the bytes could not be decoded; such a message is not accepted. */
  readonly message: Message | undefined;
}

/**
 * How each topic encodes and judges its messages. A validator is a list of checks that each quote their clause and verdict: [REJECT] only if
 * the message is wrong for every receiver, so that an honest relay is never penalised; [IGNORE] where it is late, known, or beyond a limit;
 * [WAIT] where it depends on what may still come. An accepted message is remembered before the validator returns.
 */
export interface TopicRules<Topics, Env> {
  readonly codecs: { readonly [Name in keyof Topics]: Codec<Topics[Name]> };
  readonly validators: {
    readonly [Name in keyof Topics]: (
      message: Topics[Name],
      environment: Env,
    ) => Judgement | Promise<Judgement>;
  };
}

/** What a gate asks and tells. */
export interface GateComponents<Topic extends string, Context> {
  readonly context: Context;
  /** See `GossipMetrics`. */
  readonly metrics: {
    judged(topic: Topic, result: Verdict["result"], reason: string, milliseconds: number): void;
  };
  /** Called when a check throws, which is a fault of this node. */
  readonly report: (error: unknown) => void;
}

/** Decodes and judges messages of any version of the mechanism. Knows nothing of libp2p. */
export class Gate<
  Topics,
  Context extends ProposalSources["context"],
  Limits extends CommonLimits<never>,
  Memory extends ProposalSources["memory"],
  Topic extends keyof Topics & string = keyof Topics & string,
> {
  readonly #rules: TopicRules<Topics, Environment<Context, Limits, Memory>>;
  readonly #metrics: GateComponents<Topic, Context>["metrics"];
  readonly #report: (error: unknown) => void;
  readonly #limits: Limits;
  readonly #pacer: Pacer;
  readonly #sources: ProposalSources;
  readonly #environments: Readonly<Record<Topic, Environment<Context, Limits, Memory>>>;
  readonly #rooms: Readonly<Record<Topic, WaitingRoom>>;

  constructor(
    rules: TopicRules<Topics, Environment<Context, Limits, Memory>>,
    { context, metrics, report }: GateComponents<Topic, Context>,
    limits: Limits,
    memory: Memory,
  ) {
    this.#rules = rules;
    this.#metrics = metrics;
    this.#report = report;
    this.#limits = limits;
    this.#pacer = new Pacer(limits.turns);
    this.#sources = { context, memory };
    const perTopic = <Value>(make: () => Value) =>
      Object.fromEntries(Object.keys(rules.codecs).map((name) => [name, make()])) as Record<Topic, Value>;
    this.#environments = perTopic(() => ({
      context,
      limits,
      memory,
      pacer: this.#pacer,
      heavy: new WorkQueue(limits.heavy.concurrency, limits.heavy.queue),
      isOwn: false,
      report,
    }));
    this.#rooms = perTopic(() => new WaitingRoom(limits.waiting));
  }

  /** Whether so much waits for its turn that nothing more should be let in. */
  get overloaded(): boolean {
    return this.#pacer.full;
  }

  /** Messages that wait for something that they depend on. */
  get waiting(): number {
    return this.#allRooms().reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Decodes and judges a message that a peer brought. Never throws: a failing check, which is a fault of this node, ignores the message.
   * @param from - the peer that sent it, for the bounds per peer.
   */
  judge<Name extends Topic>(
    name: Name,
    bytes: Uint8Array,
    from: string,
  ): Promise<JudgedMessage<Topics[Name]>> {
    return this.#measured(name, async (arrived) => {
      if (!(await this.#pacer.turn())) return { verdict: ignore("busy"), message: undefined };
      // [REJECT] at most the topic's largest message; decodes; in the one encoding that it has
      const message = decode(this.#rules.codecs[name], bytes);
      if (message === undefined) return { verdict: reject("malformed"), message };
      return this.#judgeUntil(name, message, { from, bytes: bytes.length }, arrived);
    });
  }

  /** Judges a message that this node publishes. It never waits: a message that is too early is ignored. Never throws. */
  async judgeOwn<Name extends Topic>(name: Name, message: Topics[Name]): Promise<Verdict> {
    const { verdict } = await this.#measured(name, async () => {
      if (!(await this.#pacer.turn())) return { verdict: ignore("busy"), message };
      const judgement = await this.#rules.validators[name](message, {
        ...this.#environments[name],
        isOwn: true,
      });
      return { verdict: judgement.result === "wait" ? ignore(judgement.reason) : judgement, message };
    });
    return verdict;
  }

  /** Judges the messages again that wait for this proposal. Call it once the proposal, or its transcript, is known. */
  proposalArrived(id: Uint8Array): void {
    const hex = toHex(id);
    for (const room of this.#allRooms()) room.proposalArrived(hex);
  }

  /** Judges all waiting messages again. Call it when the context's answers may have changed. */
  contextChanged(): void {
    const isKnown = (id: string): boolean => knownProposal(this.#sources, id) !== undefined;
    for (const room of this.#allRooms()) room.everythingChanged(isKnown);
  }

  /** Ignores everything that waits. */
  close(): void {
    for (const room of this.#allRooms()) room.close();
  }

  #allRooms(): WaitingRoom[] {
    return Object.values(this.#rooms);
  }

  async #measured<Name extends Topic>(
    name: Name,
    judge: (arrived: number) => Promise<JudgedMessage<Topics[Name]>>,
  ): Promise<JudgedMessage<Topics[Name]>> {
    const arrived = performance.now();
    let judged: JudgedMessage<Topics[Name]>;
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
  async #judgeUntil<Name extends Topic>(
    name: Name,
    message: Topics[Name],
    { from, bytes }: { readonly from: string; readonly bytes: number },
    arrived: number,
  ): Promise<JudgedMessage<Topics[Name]>> {
    const room = this.#rooms[name];
    const deadline = arrived + this.#limits.waiting.milliseconds;
    // This loop ends: each further round needs a change of what this node knows, and the deadline bounds all rounds.
    for (;;) {
      const since = room.changes;
      const judgement = await this.#rules.validators[name](message, this.#environments[name]);
      if (judgement.result !== "wait") return { verdict: judgement, message };
      const isWorthAnotherLook = await room.wait(from, bytes, judgement.proposal, since, deadline);
      if (!isWorthAnotherLook) return { verdict: ignore(judgement.reason), message };
      if (!(await this.#pacer.turn())) return { verdict: ignore("busy"), message };
    }
  }
}

/** The message, or undefined if the bytes are too many or no such message. */
function decode<Message>(codec: Codec<Message>, bytes: Uint8Array): Message | undefined {
  try {
    return codec.decode(bytes);
  } catch (error) {
    if (error instanceof TrellisError) return undefined;
    throw error;
  }
}
