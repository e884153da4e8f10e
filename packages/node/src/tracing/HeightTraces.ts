import { BoundedMap, nodeKey, type RollupDomain } from "@trellis/protocol";
import type { NewsOf, TrellisEvent } from "@trellis/rpc-api";
import { heightTraceId } from "./heightTraceId.ts";
import type { Span, SpanAttributes } from "./Span.ts";

/** Heights of which spans are made: those that run, and final ones of which something is still reported. */
const MAX_HEIGHTS = 8;
const MAX_PROPOSALS = 1_024;
/** Proofs under way of one block. */
const MAX_PROVING = 4_096;

export interface HeightTracesInit {
  readonly domain: RollupDomain;
  /** Makes the id of a span: 16 hexadecimal digits. */
  readonly newId: () => string;
}

interface HeightTrace {
  readonly traceId: string;
  /** Of the span of the whole height on this node. */
  readonly spanId: string;
  readonly begin: number;
  readonly heard: Record<Heard, number>;
}

/** What is counted of own messages and peers'. */
type Heard = "proposals" | "votes" | "reveals" | "claims" | "proofs";

/** The moments of a proposal from which later steps count. */
type Moment = "known" | "transcript" | "committed" | "revealed" | "proved" | "submitted";

interface ProposalTrace {
  readonly height: bigint;
  readonly round: number;
  readonly moments: Partial<Record<Moment, number>>;
  /** When the proof of a node began. */
  readonly proving: BoundedMap<string, number>;
}

interface Step {
  readonly name: string;
  readonly proposalId: string;
  /** It counts from the latest of these that is known; without one it has no length. */
  readonly since: readonly Moment[] | number | undefined;
  readonly attributes?: SpanAttributes;
  readonly fault?: string;
}

/**
 * Makes the spans of heights out of what a node does and hears. Each step of this node becomes one span, from the moment that made it possible
 * to its end: propose, vote, transcript, commit, reveal, claim, prove, submit, finalise. A height has one span a node, which holds the others.
 */
export class HeightTraces {
  readonly #init: HeightTracesInit;
  readonly #heights = new BoundedMap<bigint, HeightTrace>(MAX_HEIGHTS);
  readonly #proposals = new BoundedMap<string, ProposalTrace>(MAX_PROPOSALS);
  /** Spans of heights that were made. */
  readonly #ended = new BoundedMap<string, true>(MAX_HEIGHTS);

  constructor(init: HeightTracesInit) {
    this.#init = init;
  }

  /** A proposal is known. @param at - milliseconds since 1970. */
  onProposal({ proposalId, height, round }: NewsOf<"proposals">, at: number): void {
    this.#heightAt(height, at).heard.proposals++;
    this.#proposals.getOrMake(proposalId, () => ({
      height,
      round,
      moments: { known: at },
      proving: new BoundedMap(MAX_PROVING),
    }));
  }

  /** Somebody has said something about a proposal. */
  onMessage(
    heard: Exclude<Heard, "proposals">,
    { proposalId }: { readonly proposalId: string },
    at: number,
  ): void {
    const known = this.#proposals.get(proposalId);
    if (known === undefined) return;
    this.#heightAt(known.height, at).heard[heard]++;
    if (heard === "reveals") known.moments.revealed ??= at;
  }

  /** Takes an event of this node. @returns the spans that end with it. */
  onEvent(event: TrellisEvent, at: number): Span[] {
    switch (event.event) {
      case "head":
        return this.#onHead(event, at);
      case "proposed": {
        const { proposalId, height, depth, transactions } = event;
        const since = this.#heights.get(height)?.begin;
        return this.#step({ name: "propose", proposalId, since, attributes: { depth, transactions } }, at);
      }
      case "voted": {
        const { proposalId, seat, votes } = event;
        return this.#step({ name: "vote", proposalId, since: ["known"], attributes: { seat, votes } }, at);
      }
      case "transcript": {
        const { proposalId, provers } = event;
        return this.#reach(
          "transcript",
          { name: "transcript", proposalId, since: ["known"], attributes: { provers } },
          at,
        );
      }
      case "revealed": {
        const { proposalId, transactions } = event;
        const since = ["committed", "transcript"] as const;
        return this.#reach(
          "revealed",
          { name: "reveal", proposalId, since, attributes: { transactions } },
          at,
        );
      }
      case "claimed":
        return this.#step({ ...placeOf("claim", event), since: ["revealed"] }, at);
      case "proving":
        this.#proposals.get(event.proposalId)?.proving.set(nodeKey(event), at);
        return [];
      case "proved":
        return this.#reach("proved", { ...placeOf("prove", event), since: this.#begun(event) }, at);
      case "proving_stopped":
        return this.#step({ ...placeOf("prove", event), since: this.#begun(event), fault: event.reason }, at);
      case "missed":
        return this.#step(
          { ...placeOf("miss", event), since: ["revealed"], fault: "not proven in time" },
          at,
        );
      case "l1_transaction":
        return this.#onTransaction(event, at);
      default:
        return [];
    }
  }

  /** Ends the spans of all heights that run, because the node ends. */
  end(at: number): Span[] {
    return [...this.#heights.keys()]
      .map((height) => this.#whole(height, {}, at))
      .filter((span) => span !== undefined);
  }

  #onTransaction(
    { action, proposalId, hash, gas }: Extract<TrellisEvent, { event: "l1_transaction" }>,
    at: number,
  ): Span[] {
    if (proposalId === undefined) return [];
    const attributes = { action, hash, gas };
    if (action === "commit") {
      return this.#reach("committed", { name: "commit", proposalId, since: ["transcript"], attributes }, at);
    }
    if (action === "submitProof") {
      return this.#reach("submitted", { name: "submit", proposalId, since: ["proved"], attributes }, at);
    }
    return this.#step({ name: action, proposalId, since: undefined, attributes }, at);
  }

  #onHead({ height, proposalId }: Extract<TrellisEvent, { event: "head" }>, at: number): Span[] {
    const finalise = this.#step(
      { name: "finalise", proposalId, since: ["submitted", "proved", "revealed", "known"] },
      at,
    );
    const whole = this.#whole(height, { proposalId }, at);
    this.#heightAt(height + 1n, at);
    return whole === undefined ? finalise : [...finalise, whole];
  }

  /** The span of a height. There is one only if this node has seen its beginning, and none twice. */
  #whole(height: bigint, attributes: SpanAttributes, at: number): Span | undefined {
    const trace = this.#heights.get(height);
    if (trace === undefined || this.#ended.has(trace.spanId)) return undefined;
    this.#ended.set(trace.spanId, true);
    const { traceId, spanId, begin, heard } = trace;
    return {
      traceId,
      spanId,
      name: `height ${height}`,
      start: begin,
      end: at,
      attributes: { height, ...attributes, ...heard },
    };
  }

  #heightAt(height: bigint, at: number): HeightTrace {
    return this.#heights.getOrMake(height, () => ({
      traceId: heightTraceId(this.#init.domain, height),
      spanId: this.#init.newId(),
      begin: at,
      heard: { proposals: 0, votes: 0, reveals: 0, claims: 0, proofs: 0 },
    }));
  }

  /** A step that later ones count from. */
  #reach(moment: Moment, step: Step, at: number): Span[] {
    const spans = this.#step(step, at);
    const known = this.#proposals.get(step.proposalId);
    if (known !== undefined) known.moments[moment] = at;
    return spans;
  }

  #step({ name, proposalId, since, attributes = {}, fault }: Step, at: number): Span[] {
    const known = this.#proposals.get(proposalId);
    const trace = known && this.#heights.get(known.height);
    if (known === undefined || trace === undefined) return [];
    const { height, round, moments } = known;
    const moment = typeof since === "object" ? since.find((name) => moments[name] !== undefined) : undefined;
    const start = typeof since === "number" ? since : moment === undefined ? at : moments[moment]!;
    return [
      {
        traceId: trace.traceId,
        spanId: this.#init.newId(),
        parentSpanId: trace.spanId,
        name,
        // A clock that was set back makes no span that ends before it begins.
        start: Math.min(start, at),
        end: at,
        attributes: { height, round, proposalId, ...attributes },
        ...(fault === undefined ? {} : { fault }),
      },
    ];
  }

  /** When a proof began; it is forgotten. */
  #begun(place: {
    readonly proposalId: string;
    readonly depth: number;
    readonly index: number;
  }): number | undefined {
    const { proving } = this.#proposals.get(place.proposalId) ?? {};
    const at = proving?.get(nodeKey(place));
    proving?.delete(nodeKey(place));
    return at;
  }
}

/** A step at a node of the tree. */
function placeOf(
  verb: string,
  {
    proposalId,
    depth,
    index,
    seat,
  }: { readonly proposalId: string; readonly depth: number; readonly index: number; readonly seat: number },
): Pick<Step, "name" | "proposalId" | "attributes"> {
  return { name: `${verb} ${depth}/${index}`, proposalId, attributes: { depth, index, seat } };
}
