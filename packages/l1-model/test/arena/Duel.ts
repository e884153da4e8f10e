import { nodeCount, ProverBitmap, score, type Vote } from "@trellis/protocol";
import { assignNodes, type ProvableBid, worthProving } from "@trellis/strategy";
import { type Block, blockProof, type Work } from "../blockProof.ts";
import { address, Chain, ETHER, STAKE } from "../Chain.ts";
import { afterwards } from "./afterwards.ts";
import { attempt } from "./attempt.ts";
import type { Contender } from "./Contender.ts";
import type { OwnBlock, Plan } from "./Plan.ts";

/** Who meets in a duel: honest seats and an honest proposer, and one adversary with several addresses. */
export interface DuelSetup {
  readonly honestSeats: number;
  readonly ownSeats: number;
  readonly depth: number;
  /** Of the honest proposer, wei. */
  readonly bid: bigint;
  /** Blocks that the honest provers can prove in a round. */
  readonly capacity: number;
  readonly settings?: ConstructorParameters<typeof Chain>[0];
  /** Instead of a chain of its own. */
  readonly chain?: Chain;
}

/** What came of a duel, wei. */
export interface DuelResult {
  readonly adversary: bigint;
  readonly honestProvers: bigint;
  readonly honestProposer: bigint;
  /** Stake that honest seats have lost. */
  readonly honestStakeLost: bigint;
  /** Proofs of nodes that the adversary made. */
  readonly adversaryProofs: number;
  readonly winners: readonly ("honest" | "adversary" | "nobody")[];
}

const [HONEST, PROPOSER] = [address(21), address(22)];
const [OWNER, OWN_PROPOSER, ACCOMPLICE] = [address(31), address(32), address(33)];
const PURSE = 100_000n * ETHER;

/** Rounds in which honest actors follow the node's strategy and an adversary follows its plan. */
export class Duel {
  readonly chain: Chain;
  readonly setup: DuelSetup;
  readonly honest: number[] = [];
  readonly own: number[] = [];
  readonly #isOwn: ReadonlySet<number>;
  readonly #start: () => void;
  readonly #startTime: bigint;
  #proofs = 0;

  constructor(setup: DuelSetup) {
    this.setup = setup;
    this.chain = setup.chain ?? new Chain(setup.settings);
    // Evenly mixed, so that no side gets the heavier nodes.
    const { honestSeats, ownSeats } = setup;
    const all = honestSeats + ownSeats;
    for (let i = 1; i <= all; i++) {
      const isOwn = Math.floor((i * ownSeats) / all) > this.own.length;
      (isOwn ? this.own : this.honest).push(...this.chain.join(isOwn ? OWNER : HONEST, 1));
    }
    this.#isOwn = new Set(this.own);
    for (const proposer of [PROPOSER, OWN_PROPOSER]) this.chain.fundProposer(proposer, PURSE);
    this.#start = this.chain.world.remember();
    this.#startTime = this.chain.time;
  }

  /** Plays from the beginning, or goes on from where it is. */
  play(plans: readonly Plan[], goesOn = false): DuelResult {
    if (!goesOn) {
      this.#start();
      this.chain.time = this.#startTime;
    }
    this.#proofs = 0;
    const before = this.#wealth();
    const winners = plans.map((plan) => this.#round(plan));
    const after = this.#wealth();
    const { registry } = this.chain.world;
    const lost = this.honest.reduce((sum, seat) => sum + STAKE - registry.seatAt(seat).stake, 0n);
    return {
      adversary: after.adversary - before.adversary,
      honestProvers: after.provers - before.provers,
      honestProposer: after.proposer - before.proposer,
      honestStakeLost: lost,
      adversaryProofs: this.#proofs,
      winners,
    };
  }

  #wealth(): { readonly adversary: bigint; readonly provers: bigint; readonly proposer: bigint } {
    const { chain } = this;
    return {
      adversary:
        chain.wealth(OWNER, this.own) + chain.wealth(OWN_PROPOSER, []) + chain.wealth(ACCOMPLICE, []),
      provers: chain.wealth(HONEST, this.honest),
      proposer: chain.wealth(PROPOSER, []),
    };
  }

  #round(plan: Plan): DuelResult["winners"][number] {
    const { chain } = this;
    // The window that opened with the last block may have passed without a commitment.
    if (chain.running.start !== 0n) attempt(() => chain.finalize());
    const voters = this.own.slice(0, Math.ceil((this.own.length * plan.conduct.votesPercent) / 100));
    const honest = this.#commitHonest([...this.honest, ...voters]);
    const owns = plan.blocks.map((block) => this.#commitOwn(block));
    const contenders = [honest, ...owns];
    chain.toProofs();
    chain.pass(2 * chain.settings.slotTime);
    for (const one of contenders) this.#ownWork(one, plan, true);
    this.#endEarly(contenders);
    this.#honestWork(contenders, plan);
    this.#endEarly(contenders);
    chain.until(chain.world.auction.rounds.recordOf(this.#roundOf(honest))!.proofEnd - 12n);
    for (const one of contenders) this.#ownWork(one, plan, false);
    chain.toProofEnd(honest.block);
    if (chain.running.id === this.#roundOf(honest)) attempt(() => chain.finalize());
    const winner = contenders.find(
      ({ block }) => chain.world.auction.winnerOf(this.#roundOf(honest)) === block.id,
    );
    if (winner !== undefined)
      afterwards(winner, contenders, plan, {
        chain,
        isOwn: this.#isOwn,
        honest: HONEST,
        accomplice: ACCOMPLICE,
      });
    for (const { block } of contenders) attempt(() => chain.refund(block, winner?.block));
    if (winner === undefined) return "nobody";
    return winner === honest ? "honest" : "adversary";
  }

  #roundOf({ block }: Contender): number {
    return this.chain.world.auction.commitmentOf(block.id)!.roundId;
  }

  /** P5.1: the honest proposer assigns its voters as the node does. */
  #commitHonest(voters: readonly number[]): Contender {
    const { depth, bid } = this.setup;
    return this.#contend(
      this.chain.commit({ proposer: PROPOSER, bid, depth, named: this.#assigned(voters, depth) }),
      undefined,
    );
  }

  #assigned(voters: readonly number[], depth: number): Map<number, number> {
    const capacity = Math.ceil(nodeCount(depth) / voters.length);
    const votes = voters
      .toSorted((a, b) => a - b)
      .flatMap((seat) =>
        Array.from({ length: capacity }, (_, slot): Vote => {
          return {
            proposalId: new Uint8Array(32),
            depth: 0,
            index: 0,
            slot,
            seat,
            signature: new Uint8Array(64),
          };
        }),
      );
    const known = {
      active: ProverBitmap.of(voters),
      isIdle: () => false,
      weight: () => 1,
      precedence: () => 1,
    };
    const { entries } = assignNodes(votes, depth, known);
    return new Map(entries.map(({ node, seat }) => [2 ** node.depth - 1 + node.index, seat]));
  }

  #commitOwn(own: OwnBlock): Contender {
    const { depth, names, bitmap, bidPercent } = own;
    const all = [...this.honest, ...this.own];
    let named: Map<number, number>;
    if (names === "voters") named = this.#assigned([...this.honest, ...this.own], depth);
    else if (names === "ownAll") named = this.#assigned(this.own, depth);
    else named = new Map(this.own.slice(0, nodeCount(depth)).map((seat, number) => [number, seat]));
    const least = this.chain.settings.minBurnBid;
    const bid = (this.setup.bid * BigInt(bidPercent)) / 100n;
    const block = this.chain.commit({
      proposer: OWN_PROPOSER,
      bid: bid < least ? least : bid,
      depth,
      named,
      ...(bitmap === "active" ? { bitmap: all } : {}),
    });
    return this.#contend(block, own);
  }

  #contend(block: Block, own: OwnBlock | undefined): Contender {
    const [kept, shown] = [[], new Map<number, Work>()];
    return { block, own, shown, kept, claimed: new Set(), provenBySeat: new Set() };
  }

  /** R17: the honest provers work on revealed blocks, those first that can reach the highest score. */
  #honestWork(contenders: readonly Contender[], plan: Plan): void {
    const { chain, setup } = this;
    const round = chain.world.auction.rounds.roundOf(this.#roundOf(contenders[0]!));
    const { proofWindow, slotTime, uncles, uncleMinBps } = chain.settings;
    const times = { proofStart: round.proofStart, proofWindow, slotTime };
    const done = new Set<Contender>();
    for (let i = 0; i < setup.capacity; i++) {
      const bids = contenders.map((one) => ({ ...this.#known(one, contenders, done.has(one)), one }));
      const best = worthProving(bids, times, { uncles, uncleMinBps }, contenders.length)[0];
      if (best === undefined) return;
      done.add(best.one);
      this.#proveHonestly(best.one, plan);
    }
  }

  #known(one: Contender, all: readonly Contender[], isDone: boolean): ProvableBid {
    const { world } = this.chain;
    const { burnBid, committedSeats, alpha } = world.auction.commitmentOf(one.block.id)!;
    const provers = world.rollup.proven.get(one.block.id)?.provers;
    const isShown = one.own === undefined || one.own.isRevealed;
    const best = world.rollup.bestOf(this.#roundOf(one));
    const winner = all.find(({ block }) => block.id === best?.proposalId);
    const mine = this.honest.filter((seat) => one.block.committed.has(seat));
    // A weak proof by somebody else does not keep honest provers from the rest: they have claimed their nodes.
    return {
      burnBid,
      provisional: score(committedSeats, burnBid, alpha),
      reachable: score(new Set(one.block.named.values()).size, burnBid, alpha),
      final: isDone && provers !== undefined ? score(provers, burnBid, alpha) : undefined,
      revealedAt: isShown ? this.chain.time : undefined,
      block: isDone && provers === undefined ? "impossible" : "executed",
      hasNewOwnSeat: winner !== undefined && mine.some((seat) => !winner.block.committed.has(seat)),
    };
  }

  /** Honest seats claim and prove what they are named for, rescue the rest in turn, and submit all that was shown. */
  #proveHonestly(one: Contender, plan: Plan): void {
    const { block } = one;
    const count = nodeCount(block.proposal.depth);
    for (const [number, seat] of block.named) {
      if (this.#isOwn.has(seat)) continue;
      one.claimed.add(number);
      one.provenBySeat.add(number);
      one.shown.set(number, { seat, as: "named" });
    }
    for (let number = 0; number < count; number++) {
      const seat = block.named.get(number);
      if (seat !== undefined && this.#isOwn.has(seat)) this.#ownNode(one, number, seat, plan);
      if (one.shown.has(number)) continue;
      const rescuers = plan.conduct.rescues ? this.own : this.honest;
      if (plan.conduct.rescues) this.#proofs += 1;
      one.shown.set(number, { seat: rescuers[number % rescuers.length]!, as: "rescue" });
    }
    this.#submit(one, one.shown);
  }

  /** What the adversary does at a node that it is named for, in a block that honest provers work on. */
  #ownNode(one: Contender, number: number, seat: number, { conduct }: Plan): void {
    const isOwnBlock = one.own !== undefined;
    if (isOwnBlock || conduct.claims) one.claimed.add(number);
    if (!isOwnBlock && conduct.work === "withhold") return;
    this.#proofs += 1;
    one.provenBySeat.add(number);
    if (isOwnBlock || conduct.work === "prove") one.shown.set(number, { seat, as: "named" });
  }

  /** The adversary's own proofs, before or after those of honest provers. */
  #ownWork(one: Contender, plan: Plan, isFirst: boolean): void {
    const { block, own } = one;
    const wanted = own ?? plan.conduct;
    if (wanted.isFirst !== isFirst || wanted.proof === "none") return;
    const work = new Map<number, Work>();
    const seen = new Set<number>();
    const count = nodeCount(block.proposal.depth);
    for (let number = 0; number < count; number++) {
      const seat = block.named.get(number);
      const shown = one.shown.get(number);
      // Votes are public: whoever has the order can prove a node under its named seat's name.
      const isSwapped = wanted.proof === "swap" && seat !== undefined && seen.has(seat);
      const isOwnNode = seat !== undefined && this.#isOwn.has(seat);
      const isNamed = wanted.proof === "ownOnly" ? isOwnNode : seat !== undefined && !isSwapped;
      if (seat !== undefined) seen.add(seat);
      const done: Work = isNamed
        ? { seat: seat!, as: "named" }
        : { seat: this.own[number % this.own.length]!, as: "rescue" };
      if (isOwnNode && isNamed) one.provenBySeat.add(number);
      if (shown?.seat !== done.seat || shown.as !== done.as) this.#proofs += 1;
      work.set(number, done);
    }
    this.#submit(one, work);
  }

  #submit(one: Contender, work: ReadonlyMap<number, Work>): void {
    const submission = blockProof(one.block, work);
    const isKept = attempt(() =>
      this.chain.as(PROPOSER, ({ rollup }, call) => rollup.submitProof(call, submission)),
    );
    if (isKept) one.kept.push(submission);
  }

  #endEarly(contenders: readonly Contender[]): void {
    const { chain } = this;
    if (chain.running.id !== this.#roundOf(contenders[0]!)) return;
    const best = chain.world.rollup.bestOf(chain.running.id);
    const leader = contenders.find(({ block }) => block.id === best?.proposalId);
    if (leader === undefined) return;
    const caller = leader.own === undefined ? PROPOSER : OWN_PROPOSER;
    if (leader.own === undefined || leader.own.endsEarly) attempt(() => chain.finalize(caller));
  }
}
