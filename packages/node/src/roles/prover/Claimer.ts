import type { Gossip } from "@trellis/gossip";
import type { StartClaim } from "@trellis/protocol";
import {
  fromHex,
  MAX_BATCH_CLAIMS,
  nodeKind,
  nodeNumber,
  type RollupDomain,
  TrellisError,
} from "@trellis/protocol";
import { signStartClaim } from "@trellis/protocol/keys";
import type { InputTimes, ProvingTimes } from "@trellis/strategy";
import { claimSeconds, type ProverStrategy, type UsualTimes } from "@trellis/strategy";
import type { Chain } from "../../chain/Chain.ts";
import type { ClaimedWork } from "../../disk/ClaimedWork.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { OwnNodes } from "../../proposals/OwnNodes.ts";
import type { RetriedTasks } from "../../tasks/RetriedTasks.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import type { OpenNodesOf } from "./nodes/OpenNodes.ts";
import type { OwnSeat } from "./OwnSeats.ts";

/** Most claims of a block that are signed in one turn of the event loop: some 10 ms. Others follow in the next turns. */
const MAX_CLAIMS_A_TURN = MAX_BATCH_CLAIMS;

/** The parts of the node that claiming uses. */
export interface ClaimerView {
  readonly chain: Chain;
  readonly domain: RollupDomain;
  readonly gossip: Gossip;
  readonly emit: EventSink;
}

/** What a claimer chooses by. */
export interface ClaimerInit {
  readonly strategy: ProverStrategy;
  readonly times: ProvingTimes;
  /** How long such proofs usually take in the network. */
  readonly usual: UsualTimes;
  readonly inputTimes: Pick<InputTimes, "usual">;
  readonly tasks: RetriedTasks;
  readonly ownNodes: OwnNodes;
  readonly openNodes: OpenNodesOf;
  /** Where claims are kept with all that proving them takes; without it, a restart forgets them. */
  readonly work?: Pick<ClaimedWork, "has" | "save"> | undefined;
}

/** R8: claims nodes for own seats: from then on the seat answers for the node if its block wins. Only nodes that are proven at once. */
export class Claimer {
  readonly #view: ClaimerView;
  readonly #init: ClaimerInit;
  /** By block: claims that gossip has not taken yet, by the node's number. */
  readonly #unsent = new Map<KnownProposal, Map<number, StartClaim>>();

  constructor(view: ClaimerView, init: ClaimerInit) {
    this.#view = view;
    this.#init = init;
  }

  /**
   * Claims what is due.
   * @param blocks - those in which own nodes are worth claiming, best first.
   * @param seats - own seats that count in the round.
   * @param now - milliseconds of the node's clock.
   * @param deadline - end of the proof window on the same clock.
   */
  update(
    blocks: readonly KnownProposal[],
    seats: readonly OwnSeat[],
    { now, deadline, freeMachines }: Readonly<Record<"now" | "deadline" | "freeMachines", number>>,
  ): void {
    this.resend();
    let free = freeMachines;
    for (const known of blocks) free -= this.#claimIn(known, seats, now, deadline, free);
  }

  clear(): void {
    this.#unsent.clear();
  }

  /** @returns how many nodes of the block were claimed. */
  #claimIn(
    known: KnownProposal,
    seats: readonly OwnSeat[],
    now: number,
    deadline: number,
    freeMachines: number,
  ): number {
    const { chain, domain, emit } = this.#view;
    const { strategy, times, usual, inputTimes, ownNodes, openNodes } = this.#init;
    const treeDepth = known.proposal.depth;
    const shown = chain.proven(known.id)?.committedNodes;
    const { claimable } = openNodes.of(known, ownNodes.of(known, seats), now);
    const named = claimable
      .filter(({ node }) => shown?.has(nodeNumber(node)) !== true)
      // Gossip takes a transcript only with the seat's own signature of its vote.
      .map((ready) => ({ ...ready, hasCast: true, isBound: true, isClaimed: false, hasProven: false }));
    const claimed = strategy.claim(named, {
      treeDepth,
      now,
      deadline,
      freeMachines,
      seconds: times.seconds,
      usualSeconds: usual.seconds,
      claimTime: claimSeconds(chain.settings.proofWindow),
      inputMs: inputTimes.usual,
    });
    if (claimed.length === 0) return 0;
    const unsent = this.#unsent.get(known) ?? new Map<number, StartClaim>();
    this.#unsent.set(known, unsent);
    const signed = claimed.slice(0, MAX_CLAIMS_A_TURN);
    for (const { node, seat } of signed) {
      const { secretKey } = seats.find((own) => own.seat === seat)!;
      const claim = signStartClaim(domain, { proposalId: fromHex(known.id), node, seat }, secretKey);
      known.addClaim(claim);
      unsent.set(nodeNumber(node), claim);
      emit({ event: "claimed", proposalId: known.id, ...node, kind: nodeKind(node, treeDepth), seat });
    }
    this.#send(known);
    return signed.length;
  }

  /** Sends again what gossip has not taken. It makes no further claims. */
  resend(): void {
    for (const known of this.#unsent.keys()) this.#send(known);
  }

  #send(known: KnownProposal): void {
    this.#init.tasks.start(`claim ${known.id}`, () => this.#sendAll(known));
  }

  /**
   * Sends the claims of a block, also those that are made meanwhile.
   * @throws TRL-NOD-009 if a claim cannot be kept, TRL-NOD-033 if gossip does not take them now.
   */
  async #sendAll(known: KnownProposal): Promise<void> {
    const proposalId = fromHex(known.id);
    for (let claims = this.#unsentOf(known); claims.length > 0; claims = this.#unsentOf(known)) {
      await Promise.all(claims.map((claim) => this.#keep(known, claim)));
      const { verdict } = await this.#view.gossip.publish("start_claims", { proposalId, claims });
      if (verdict.result !== "accept" && verdict.reason !== "known") {
        throw new TrellisError("TRL-NOD-033", `gossip does not relay this node's claims: ${verdict.reason}`);
      }
      for (const { node } of claims) this.#unsent.get(known)?.delete(nodeNumber(node));
    }
    this.#unsent.delete(known);
  }

  /** As many claims of a block as a message holds, in its order. */
  #unsentOf(known: KnownProposal): StartClaim[] {
    const unsent = [...(this.#unsent.get(known) ?? [])].sort(([a], [b]) => a - b);
    return unsent.slice(0, MAX_BATCH_CLAIMS).map(([, claim]) => claim);
  }

  /** Nobody is bound by a claim that was not sent, so it goes to disk first. */
  async #keep(known: KnownProposal, claim: StartClaim): Promise<void> {
    const { work } = this.#init;
    const { reveal } = known;
    const inputs = known.inputsOf(claim.node);
    if (work === undefined || work.has(claim) || reveal === undefined || inputs === undefined) return;
    await work.save(reveal, { claim, inputs: inputs.map(({ message }) => message) });
  }
}
