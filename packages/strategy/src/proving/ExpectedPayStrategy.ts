import { type NodeKind, nodeKind, score } from "@trellis/protocol";
import { chancesToWin, expectedNodePay, meanNode, type NodeSeconds, scopesFor } from "./expectedPay.ts";
import type { Offer, OpenProposal, ProofOption, ProverStrategy, VotingTask } from "./ProverStrategy.ts";

/** Part of the proof window to fill with expected work; the rest allows for slower proofs. */
const WINDOW_PART = 0.8;
/** Lower bound of proving times and of chances, so that neither is zero. */
const LEAST_SECONDS = 0.001;
const LEAST_CHANCE = 1e-6;

/** A proposal with its expected pay, time and chance. */
interface Prospect {
  readonly proposal: OpenProposal;
  /** Expected pay of a second of proving, wei. */
  readonly rate: number;
  /** Time that one of its nodes takes, in seconds. */
  readonly seconds: number;
  /** Chance that it is accepted, as the winner or as an uncle: then its named nodes have to be proven. */
  readonly accepted: number;
}

/**
 * Votes where a second of proving is expected to pay most, only for kinds and numbers of nodes that it can prove in time. Proves the
 * nodes that its seats are named for first, then those that pay most per second.
 *
 * A prover's scarce resource is time. The window's time is divided among proposals by the chance that each is accepted. Two proposals
 * that cannot both be accepted share the same time, but all nodes offered to one proposal must fit the window.
 */
export class ExpectedPayStrategy implements ProverStrategy {
  readonly name = "expectedPay";

  offer(task: VotingTask): Offer[] {
    const budget = task.proofSeconds * task.maxJobs * WINDOW_PART;
    const prospects = prospectsOf(task);
    let spent = prospects.reduce((sum, prospect) => sum + load(prospect, castVotes(prospect)), 0);
    const offers: Offer[] = [];
    for (const prospect of prospects) {
      const { proposal, seconds, accepted } = prospect;
      const canProve = (kind: NodeKind): boolean => isInTime(kind, proposal.terms.treeDepth, task);
      let votes = castVotes(prospect);
      const seats = task.seats.filter((seat) => !proposal.cast.has(seat));
      for (const [i, seat] of seats.entries()) {
        const inWindow = budget / seconds - votes;
        const inBudget = (budget - spent) / (seconds * accepted);
        let room = Math.floor(Math.min(inWindow, inBudget));
        // Even a slow prover may take one node, if it can prove it in time.
        if (spent === 0 && votes === 0) room = Math.max(room, 1);
        if (room < 1) break;
        // Every seat counts in the score, so each gets one place before any gets more.
        const places = Math.min(task.capacity, Math.max(1, Math.floor(room / (seats.length - i))));
        const scopes = scopesFor(proposal.terms.treeDepth, places, canProve, occasionOf(proposal, seat));
        if (scopes.length === 0) break;
        offers.push({ id: proposal.id, seat, votes: scopes });
        votes += scopes.length;
        spent += load(prospect, scopes.length);
      }
    }
    return offers;
  }

  order<Option extends ProofOption>(options: readonly Option[], seconds: NodeSeconds): readonly Option[] {
    const scores = new Map(options.map(({ place, score: of }) => [place, of]));
    const places = [...scores.keys()];
    const chances = chancesToWin(places.map((place) => scores.get(place)!));
    const chanceOf = new Map(places.map((place, i) => [place, chances[i]!]));
    const rate = ({ node, terms, isNamed, place }: Option): number =>
      expectedNodePay(terms, node, isNamed, chanceOf.get(place)!) /
      Math.max(seconds[nodeKind(node, terms.treeDepth)], LEAST_SECONDS);
    // A seat that does not prove its named node loses part of its stake (P9.1), whatever the node pays. Equal options keep their order.
    return options
      .map((option) => ({ option, rate: rate(option) }))
      .sort(
        (a, b) =>
          Number(b.option.isNamed) - Number(a.option.isNamed) ||
          b.rate - a.rate ||
          a.option.place - b.option.place,
      )
      .map(({ option }) => option);
  }
}

/** The proposals with nodes that this prover can prove, the best pay per second first. */
function prospectsOf(task: VotingTask): Prospect[] {
  const { proposals, alpha, uncles } = task;
  // The number of provers of each is not known yet, so the bids decide.
  const chances = chancesToWin(proposals.map(({ burnBid }) => score(1, burnBid, alpha)));
  return proposals
    .flatMap((proposal, i) => {
      const { terms } = proposal;
      const [scope] = scopesFor(terms.treeDepth, 1, (kind) => isInTime(kind, terms.treeDepth, task), 0);
      if (scope === undefined) return [];
      const mean = meanNode(terms, scope, task.seconds, chances[i]!);
      const seconds = Math.max(LEAST_SECONDS, mean.seconds);
      const accepted = Math.min(1, Math.max(LEAST_CHANCE, chances[i]! * (1 + uncles)));
      return [{ proposal, rate: mean.pay / seconds, seconds, accepted }];
    })
    .sort((a, b) => b.rate - a.rate);
}

/** Whether a node of the kind can be proven in time, if others are as slow as this prover with the nodes below it. */
function isInTime(kind: NodeKind, treeDepth: number, { seconds, proofSeconds }: VotingTask): boolean {
  const merges = (treeDepth - 1) * seconds.merge;
  const path = {
    leaf: seconds.leaf,
    merge: seconds.leaf + merges,
    root: seconds.leaf + merges + seconds.root,
  };
  return path[kind] <= proofSeconds;
}

function castVotes({ proposal }: Prospect): number {
  return [...proposal.cast.values()].reduce((sum, votes) => sum + votes, 0);
}

/** Expected seconds of proving that the votes cost. */
function load({ seconds, accepted }: Prospect, votes: number): number {
  return votes * seconds * accepted;
}

/** Differs by seat and proposal; the same in every process. */
function occasionOf({ id }: OpenProposal, seat: number): number {
  return Number.parseInt(id.slice(2, 10), 16) + seat;
}
