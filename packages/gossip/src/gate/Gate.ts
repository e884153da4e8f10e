import { type Codec, TrellisError, toHex } from "@trellis/protocol";
import type { GossipLimits } from "../limits/gossipLimits.ts";
import { type Ignore, ignore, type Judgement, reject, unjudged, type Verdict } from "../Verdict.ts";
import { type Environment, knownProposal, type ProposalSources } from "../validation/Validator.ts";
import { type Caller, Pacer } from "./Pacer.ts";
import { type Arrival, Senders } from "./Senders.ts";
import { WaitingRoom } from "./WaitingRoom.ts";
import { type Job, WorkQueue } from "./WorkQueue.ts";

/** A message at work: whose it is, and its turns. */
interface Work {
  readonly job: Job;
  readonly caller: Caller;
  /** Undefined for the node's own message. */
  readonly arrival: Arrival | undefined;
}

/** The lane of this node's own messages. */
const OWN = "";
/** Peers whose last bad message is remembered. */
const REMEMBERED_PEERS = 1_024;

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

/** A message as it came. */
export interface Arrived {
  readonly bytes: Uint8Array;
  /** The peer that sent it. */
  readonly from: string;
  /** Id of the message, if other peers' copies are told by {@link Gate.copyArrived}. */
  readonly id?: string;
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
  /** Whether nothing of this peer is heard. By default nobody is banned. */
  readonly isBanned?: (peer: string) => boolean;
  /** Called with each peer that has sent a rejected message, before anything else is judged. */
  readonly onRejected?: (peer: string) => void;
}

/** Decodes and judges messages of any version of the mechanism. Knows nothing of libp2p. */
export class Gate<
  Topics,
  Context extends ProposalSources["context"],
  Limits extends GossipLimits,
  Memory extends ProposalSources["memory"],
  Topic extends keyof Topics & string = keyof Topics & string,
> {
  readonly #rules: TopicRules<Topics, Environment<Context, Limits, Memory>>;
  readonly #metrics: GateComponents<Topic, Context>["metrics"];
  readonly #report: (error: unknown) => void;
  readonly #limits: Limits;
  readonly #pacer: Pacer;
  readonly #sources: ProposalSources;
  readonly #senders: Senders;
  readonly #onRejected: (peer: string) => void;
  readonly #parts: Pick<Environment<Context, Limits, Memory>, "context" | "limits" | "memory">;
  readonly #heavy: Readonly<Record<Topic, WorkQueue>>;
  readonly #rooms: Readonly<Record<Topic, WaitingRoom>>;

  constructor(
    rules: TopicRules<Topics, Environment<Context, Limits, Memory>>,
    { context, metrics, report, isBanned, onRejected }: GateComponents<Topic, Context>,
    limits: Limits,
    memory: Memory,
  ) {
    this.#rules = rules;
    this.#metrics = metrics;
    this.#report = report;
    this.#limits = limits;
    this.#pacer = new Pacer(limits.turns);
    this.#sources = { context, memory };
    this.#senders = new Senders(isBanned ?? (() => false), REMEMBERED_PEERS);
    this.#onRejected = onRejected ?? (() => {});
    this.#parts = { context, limits, memory };
    const perTopic = <Value>(make: () => Value) =>
      Object.fromEntries(Object.keys(rules.codecs).map((name) => [name, make()])) as Record<Topic, Value>;
    this.#heavy = perTopic(() => new WorkQueue(limits.heavy.concurrency, limits.heavy));
    this.#rooms = perTopic(() => new WaitingRoom(limits.waiting));
  }

  /** Whether so much of a peer waits for its turn that nothing more of it should be let in. */
  isOverloaded(peer: string, bytes: number): boolean {
    return this.#pacer.fullness({ peer, bytes }) !== undefined;
  }

  /** Messages that wait for something that they depend on. */
  get waiting(): number {
    return this.#allRooms().reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Decodes and judges a message that a peer brought. Never throws: a failing check, which is a fault of this node, ignores the message.
   * Before each piece of work it asks whether a peer that sent the message is still heard.
   */
  async judge<Name extends Topic>(
    name: Name,
    { bytes, from, id }: Arrived,
  ): Promise<JudgedMessage<Topics[Name]>> {
    const arrival = this.#senders.begin(from, id);
    const job: Job = { peer: from, bytes: bytes.length, isHeard: () => this.#senders.isHeard(arrival) };
    const work: Work = { job, caller: this.#pacer.caller(job), arrival };
    const judged = await this.#measured(name, async (arrived) => {
      const refused = await turnOf(work);
      if (refused !== undefined) return { verdict: refused, message: undefined };
      // [REJECT] at most the topic's largest message; decodes; in the one encoding that it has
      const message = decode(this.#rules.codecs[name], bytes);
      if (message === undefined) return { verdict: reject("malformed"), message };
      return this.#judgeUntil(name, message, work, arrived);
    });
    this.#senders.end(arrival);
    if (judged.verdict.result === "reject") this.#silence(arrival);
    work.caller.end();
    return judged;
  }

  /** Judges a message that this node publishes. It never waits: a message that is too early is ignored. Never throws. */
  async judgeOwn<Name extends Topic>(name: Name, message: Topics[Name]): Promise<Verdict> {
    const job: Job = { peer: OWN, bytes: 0, isHeard: () => true };
    const work: Work = { job, caller: this.#pacer.caller(job), arrival: undefined };
    const { verdict } = await this.#measured(name, async () => {
      const refused = await turnOf(work);
      if (refused !== undefined) return { verdict: refused, message };
      const judgement = await this.#rules.validators[name](message, this.#environment(name, work));
      return { verdict: judgement.result === "wait" ? ignore(judgement.reason) : judgement, message };
    });
    work.caller.end();
    return verdict;
  }

  /** Another peer has sent a message that may be under judgement: it is judged even if the first one is not heard any more. */
  copyArrived(peer: string, id: string): void {
    this.#senders.copy(peer, id);
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

  /** Drops at once whatever waits and was sent by the peers of a bad message alone. */
  #silence(arrival: Arrival): void {
    if (!this.#senders.silence(arrival)) return;
    for (const peer of arrival.senders.keys()) this.#onRejected(peer);
    for (const queue of Object.values<WorkQueue>(this.#heavy)) queue.dropUnheard();
    for (const room of this.#allRooms()) room.dropUnheard();
  }

  #environment(name: Topic, { job, caller, arrival }: Work): Environment<Context, Limits, Memory> {
    return {
      ...this.#parts,
      isOwn: arrival === undefined,
      mayWait: (signed) => this.#rooms[name].mayWait(signed),
      turn: async () => {
        await caller.again();
        return job.isHeard() ? undefined : unjudged("peer_not_heard");
      },
      heavy: async (check) => {
        caller.end();
        const outcome = await this.#heavy[name].run(job, async () => {
          const fault = await check();
          // Before the next task begins, which may be the same peer's.
          if (fault?.result === "reject" && arrival !== undefined) this.#silence(arrival);
          caller.end();
          return fault;
        });
        return "refused" in outcome ? unjudged(outcome.refused) : outcome.result;
      },
    };
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
    work: Work,
    arrived: number,
  ): Promise<JudgedMessage<Topics[Name]>> {
    const room = this.#rooms[name];
    const environment = this.#environment(name, work);
    const deadline = arrived + this.#limits.waiting.milliseconds;
    // This loop ends: each further round needs a change of what this node knows, and the deadline bounds all rounds.
    for (;;) {
      const since = room.changes;
      const judgement = await this.#rules.validators[name](message, environment);
      if (judgement.result !== "wait") return { verdict: judgement, message };
      work.caller.end();
      const waited = await room.wait(work.job, judgement, since, deadline);
      if (waited === "over") return { verdict: ignore(judgement.reason), message };
      if (waited === "signer_full") return { verdict: ignore(waited), message };
      const refused = waited === "changed" ? await turnOf(work) : unjudged(waited);
      if (refused !== undefined) return { verdict: refused, message };
    }
  }
}

/** Waits for a turn. Returns why there is none. */
async function turnOf({ job, caller }: Work): Promise<Ignore | undefined> {
  const full = await caller.turn();
  if (full !== undefined) return unjudged(full);
  return job.isHeard() ? undefined : unjudged("peer_not_heard");
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
