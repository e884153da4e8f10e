import { randomBytes } from "node:crypto";
import { poseidon2Hash } from "@trellis/field";
import { l1Calls, type Mined } from "@trellis/l1";
import { commitBlockSteps, type ExecutedBlock, type State } from "@trellis/ledger";
import {
  bitmapHash,
  FIELD_MODULUS,
  fromHex,
  type Proposal,
  type Reveal,
  rollupId,
  roundPhase,
  type SignedProposal,
  type SignedTranscript,
  type Transaction,
  TrellisError,
  toBigInt,
  toBytes,
  toHex,
  transcriptBitmap,
  transcriptRoot,
} from "@trellis/protocol";
import { signCommitment, signProposal } from "@trellis/protocol/keys";
import {
  assign,
  type BidBounds,
  type BidTerms,
  type BlockPlan,
  type BuilderStrategy,
} from "@trellis/strategy";
import type { Hex } from "viem";
import { dueMessages } from "../../chain/dueMessages.ts";
import type { RoundView } from "../../chain/RoundView.ts";
import type { Configuration } from "../../config/Configuration.ts";
import type { OwnReveals } from "../../disk/OwnReveals.ts";
import { assignToOthers } from "../../faults/FaultyRole.ts";
import { expectedWinner } from "../../proposals/expectedWinner.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import { BackgroundTasks } from "../../tasks/BackgroundTasks.ts";
import { Backoff } from "../../tasks/Backoff.ts";
import type { ActingContext, Role } from "../NodeContext.ts";
import { refusal } from "../refusal.ts";

/** Part of the proposal window after which votes are no longer waited for. */
const VOTING_PART = 0.6;
/** Part of the proposal window in which transactions are still gathered. */
const BUILDING_PART = 0.2;
/** Windows that a proposal outlasts, and seconds that it lives at least: while no window is open, provers may be long in coming. */
const LIFE_WINDOWS = 4;
const MIN_LIFE = 600n;
/** Pauses after what did not go through. */
const RETRY = { firstMs: 1_000, maxMs: 30_000 };

/** The block of a round, until it is decided. */
interface OwnBlock {
  readonly known: KnownProposal;
  readonly signed: SignedProposal;
  readonly reveal: Reveal;
  readonly commitAt: bigint;
  /** Stays once it is made, unless L1 refuses it: peers may hold it already, and L1 must show the same root. */
  transcript: SignedTranscript | undefined;
  isTranscriptSent: boolean;
  /** L1 block with the commitment, once it is mined. */
  committedIn: bigint | undefined;
  isRevealed: boolean;
}

/** What a block is built on. */
interface Base {
  readonly proposalId: Hex;
  readonly state: State;
  /** L1 messages consumed up to there. */
  readonly consumed: bigint;
  /** Whether it still is what to build on. */
  readonly isCurrent: () => boolean;
}

interface BuiltBlock {
  readonly base: Base;
  readonly plan: BlockPlan;
  readonly block: ExecutedBlock;
}

/** P1.2: builds blocks, bids for them, assembles transcripts, commits and reveals. */
export class ProposerRole implements Role {
  readonly #context: ActingContext;
  readonly #settings: NonNullable<Configuration["proposer"]>;
  readonly #secretKey: Uint8Array;
  readonly #strategy: BuilderStrategy;
  readonly #life = new AbortController();
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  readonly #orders: OwnReveals | undefined;
  readonly #weigh: (seat: number) => number;
  /** By the round's key. */
  readonly #own = new Map<string, OwnBlock>();
  #roundKeys = "";
  #stopped = false;

  /**
   * @param orders - where committed orders outlast this process.
   * @param weigh - P5.1: weight of a seat by its past performance.
   */
  constructor(
    context: ActingContext,
    settings: NonNullable<Configuration["proposer"]>,
    secretKey: Uint8Array,
    strategy: BuilderStrategy,
    orders?: OwnReveals,
    weigh: (seat: number) => number = () => 1,
  ) {
    this.#context = context;
    this.#orders = orders;
    this.#weigh = weigh;
    this.#settings = settings;
    this.#secretKey = secretKey;
    this.#strategy = strategy;
    this.#backoff = new Backoff(context.clock, RETRY);
    this.#tasks = new BackgroundTasks((error, key) => {
      if (!this.#stopped) context.log.warn({ error, task: key }, "a proposer's task failed");
      this.#backoff.failed(key);
    });
  }

  update(): void {
    const { chain } = this.#context;
    if (this.#stopped || !chain.isReady) return;
    const { rounds } = chain;
    const roundKeys = rounds.map(({ key }) => key).join();
    if (roundKeys !== this.#roundKeys) {
      this.#roundKeys = roundKeys;
      this.#backoff.clear();
    }
    for (const [key, { known }] of this.#own) {
      // Its round is over, or the block it builds on has lost (P3.4).
      if (chain.roundOf(known.proposal) === undefined) this.#own.delete(key);
    }
    for (const round of rounds) this.#play(round);
  }

  #play(round: RoundView): void {
    const { chain } = this.#context;
    const phase = roundPhase(round.windows, chain.now);
    const known = this.#own.get(round.key);
    const isKnown = known !== undefined && chain.commitment(known.known.id) !== undefined;
    const own = isKnown ? known : (this.#restored(round) ?? known);
    const isCommitted = own !== undefined && chain.commitment(own.known.id) !== undefined;
    if (phase === "waiting" || phase === "proposal") {
      if (!isCommitted && this.#needsProposal(own) && this.#isTimeToBuild(round)) {
        this.#try(`propose ${round.key}`, () => this.#propose(round));
      } else if (own !== undefined && !isCommitted && this.#isTimeToCommit(own)) {
        this.#try(`commit ${own.known.id}`, () => this.#commit(own));
      }
    }
    if (own === undefined || !isCommitted) return;
    if (!own.isTranscriptSent && own.transcript !== undefined) {
      this.#try(`transcript ${own.known.id}`, () => this.#sendTranscript(own, own.transcript!));
    }
    if (phase === "proof" && !own.isRevealed) {
      this.#try(`reveal ${own.known.id}`, () => this.#reveal(own));
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#life.abort(new TrellisError("TRL-NOD-007", "the node was stopped"));
    await this.#tasks.settled();
  }

  /** The order of a round that an earlier run of this node has committed. */
  #restored(round: RoundView): OwnBlock | undefined {
    const { chain, proposals, sender } = this.#context;
    const own = sender.address;
    const saved = this.#orders
      ?.all()
      .find(
        ({ signed: { proposal }, reveal: { proposalId } }) =>
          chain.roundOf(proposal)?.key === round.key &&
          chain.commitment(toHex(proposalId)) !== undefined &&
          toHex(proposal.proposer) === own,
      );
    if (saved === undefined) return undefined;
    const known = proposals.addSigned(saved.signed);
    known.isPinned = true;
    known.addTranscript(saved.transcript);
    const restored: OwnBlock = {
      known,
      signed: saved.signed,
      reveal: saved.reveal,
      commitAt: 0n,
      transcript: saved.transcript,
      isTranscriptSent: false,
      committedIn: 0n,
      isRevealed: false,
    };
    this.#own.set(round.key, restored);
    return restored;
  }

  #try(key: string, task: () => Promise<void>): void {
    if (this.#backoff.isDue(key)) this.#tasks.run(key, task);
  }

  /** There is none yet, or the one there is dies before it can be committed, or builds on a block that will hardly win. */
  #needsProposal(own: OwnBlock | undefined): boolean {
    if (own === undefined) return true;
    if (this.#isMinedUnseen(own) || this.#tasks.has(`commit ${own.known.id}`)) return false;
    const { chain } = this.#context;
    const { proposal } = own.known;
    const window = BigInt(chain.view.status.settings.proposalWindow);
    if (chain.now + window >= proposal.expiry) return true;
    const isOutdated =
      !chain.isRunning(proposal) && expectedWinner(this.#context)?.id !== toHex(proposal.parent);
    // Not before it matters: gossip lets a proposer replace its proposal a few times only.
    return isOutdated && chain.now >= own.commitAt;
  }

  /** A block is built a little into the window, from what users have sent by then, and when somebody may be there to vote for it. */
  #isTimeToBuild({ windows }: RoundView): boolean {
    const { chain, gossip, config } = this.#context;
    if (windows === undefined) return config.prover !== undefined || gossip.peers().length > 0;
    const { proposalWindow } = chain.view.status.settings;
    return chain.now >= windows.start + BigInt(Math.floor(proposalWindow * BUILDING_PART));
  }

  /** P4.1. */
  async #propose(round: RoundView): Promise<void> {
    const { chain, l1, sender } = this.#context;
    const { status } = chain.view;
    const base = this.#baseOf(round);
    // P3.4: nothing to build on yet.
    if (base === undefined) return;
    const proposer = sender.address;
    const [bond] = await l1.read("rollup", "bondOf", [proposer]); // P9.6
    const affordable = (await l1.read("rollup", "balanceOf", [proposer])) - bond;
    const built = await this.#build(base, round, { minBurnBid: status.settings.minBurnBid, affordable });
    const { block, plan } = built;
    const { terms } = plan;
    if (terms === undefined) {
      this.#reportPoverty(`propose ${round.key}`, affordable);
      return;
    }
    // What was built on has changed: the next update builds anew.
    if (this.#stopped || !base.isCurrent()) return;
    const secret = toBigInt(Uint8Array.from(randomBytes(32))) % FIELD_MODULUS;
    const window = BigInt(status.settings.proposalWindow);
    const life = window * BigInt(LIFE_WINDOWS);
    const proposal: Proposal = {
      height: round.height,
      round: round.round,
      parent: fromHex(base.proposalId),
      depth: this.#settings.depth,
      orderCommitment: toBytes(poseidon2Hash([secret, block.txsRoot]), 32),
      proverShareBps: terms.proverShareBps,
      burnBid: terms.burnBid,
      proposer: fromHex(proposer),
      expiry: chain.now + (life > MIN_LIFE ? life : MIN_LIFE),
    };
    await this.#offer(proposal, terms, built, toBytes(secret, 32));
  }

  /** The head or, for the round on top of the running one, the block that is expected to become it (P3.4). */
  #baseOf({ isNext, key }: RoundView): Base | undefined {
    const { chain } = this.#context;
    const { messagesConsumed: consumed } = chain.view.status;
    if (!isNext) {
      const { head } = chain;
      const { proposalId, state } = head;
      const isCurrent = (): boolean => chain.head === head && chain.rounds[0]!.key === key;
      return { proposalId, state, consumed, isCurrent };
    }
    const parent = expectedWinner(this.#context);
    if (parent?.execution === undefined) return undefined;
    const { execution } = parent;
    return {
      proposalId: parent.id,
      state: execution.stateAfter,
      consumed: consumed + BigInt(execution.consumed),
      isCurrent: () => parent.execution === execution && chain.rounds.some((round) => round.key === key),
    };
  }

  /** P10.3: while no window is open, what will be due if one opens within a window from now. More than must be is never wrong. */
  async #dueMessages({ consumed }: Base, { windows }: RoundView): Promise<number> {
    const { chain, l1 } = this.#context;
    const { messagesQueued: queued, settings } = chain.view.status;
    return dueMessages((index) => l1.read("rollup", "messageQueuedAt", [index]), {
      consumed,
      queued,
      inclusionDelay: settings.inclusionDelay,
      windowStart: windows?.start ?? chain.now + BigInt(settings.proposalWindow),
    });
  }

  async #build(base: Base, round: RoundView, bounds: BidBounds): Promise<BuiltBlock> {
    const { chain, domain, pending, thread } = this.#context;
    const { settings } = chain.view.status;
    const { state, consumed } = base;
    const queue = chain.messages.slice(Number(consumed));
    const before = chain.queueHash(consumed);
    const due = await this.#dueMessages(base, round);
    const common = { rollupId: rollupId(domain), depth: this.#settings.depth, skipSignatures: true as const };
    const plan = await this.#strategy.plan({
      // P10.3: an unwilling proposer takes what it must.
      base: { ...common, state, messages: this.#settings.queue === "due" ? queue.slice(0, due) : queue },
      due,
      candidates: unspent(pending.candidates(), state),
      blockReward: settings.blockReward,
      alpha: round.alpha,
      bounds,
      signal: this.#life.signal,
    });
    const context = { ...common, messages: { before, queue } };
    const block = await thread.run(commitBlockSteps(state, plan.transactions, context), this.#life.signal);
    return { base, plan, block };
  }

  /** Once a round, and then as often as it is tried again in vain, to the log alone. */
  #reportPoverty(key: string, affordable: bigint): void {
    const { log, emit } = this.#context;
    const message = "not enough balance on L1 to bid; deposit more";
    log.warn({ affordable: String(affordable) }, message);
    if (this.#backoff.failures(key) === 0) emit({ event: "problem", code: "TRL-NOD-020", message });
    this.#backoff.failed(key);
  }

  async #offer(
    proposal: Proposal,
    { expectedProfit }: BidTerms,
    built: BuiltBlock,
    secret: Uint8Array,
  ): Promise<void> {
    const { chain, domain, gossip, proposals, emit } = this.#context;
    const signed = signProposal(domain, proposal, this.#secretKey);
    // Gossip judges own messages like others': what the node knows already would count as a repetition.
    const { verdict } = await gossip.publish("proposal", signed);
    if (verdict.result !== "accept") {
      throw new TrellisError("TRL-NOD-021", `the own proposal is not relayed: ${verdict.reason}`);
    }
    // The round has ended meanwhile.
    const round = chain.roundOf(proposal);
    if (round === undefined) return;
    const { base, plan, block } = built;
    const { transactions, swaps } = plan;
    const known = proposals.addSigned(signed);
    known.isPinned = true;
    // After a reorganisation of L1 it has to be executed anew.
    if (base.isCurrent()) known.execution = block;
    this.#own.set(round.key, {
      known,
      signed,
      reveal: { proposalId: fromHex(known.id), secret, transactions },
      commitAt: this.#commitAt(round),
      transcript: undefined,
      isTranscriptSent: false,
      committedIn: undefined,
      isRevealed: false,
    });
    emit({
      event: "proposed",
      proposalId: known.id,
      height: proposal.height,
      round: proposal.round,
      depth: proposal.depth,
      transactions: transactions.length,
      burnBid: proposal.burnBid,
      proverShareBps: proposal.proverShareBps,
      proposer: this.#context.sender.address,
      strategy: this.#strategy.name,
      expectedProfit,
      fees: block.fees,
      backrun: swaps.reduce((sum, { profit }) => sum + profit, 0n),
      swaps: swaps.map(({ asset, amount, out, profit }) => ({ asset, amount, out, profit })),
    });
  }

  #commitAt({ windows }: RoundView): bigint {
    const { chain } = this.#context;
    const voting = BigInt(Math.ceil(chain.view.status.settings.proposalWindow * VOTING_PART));
    const latest = windows === undefined ? chain.now + voting : windows.start + voting;
    // A proposer that comes late in the window still gives the provers a moment.
    return latest > chain.now ? latest : chain.now + 1n;
  }

  /** Whether its commitment is mined, but not in the view yet; one that the view should show and does not has vanished (P5.3). */
  #isMinedUnseen({ committedIn }: OwnBlock): boolean {
    return committedIn !== undefined && this.#context.chain.view.block.number < committedIn;
  }

  #isTimeToCommit(own: OwnBlock): boolean {
    const { chain } = this.#context;
    if (this.#isMinedUnseen(own)) return false;
    return own.known.voteCount > 0 && chain.now >= own.commitAt;
  }

  /** P5. */
  async #commit(own: OwnBlock): Promise<void> {
    const { emit, sender, l1, log } = this.#context;
    const { known } = own;
    const transcript = own.transcript ?? this.#assemble(known);
    if (transcript === undefined) return;
    const bitmap = transcriptBitmap(transcript.entries);
    if (own.transcript === undefined) {
      own.transcript = transcript;
      own.isTranscriptSent = false;
      known.addTranscript(transcript);
      emit({
        event: "transcript",
        proposalId: known.id,
        depth: known.proposal.depth,
        provers: bitmap.count(),
        entries: transcript.entries.map(({ node, seat }) => ({ depth: node.depth, index: node.index, seat })),
      });
    }
    // What gossip does not take now it takes after the commitment, which matters more.
    await this.#sendTranscript(own, transcript).catch((error) =>
      log.warn({ error }, "the transcript is not relayed yet"),
    );
    await this.#orders?.save({ signed: own.signed, reveal: own.reveal, transcript });
    let mined: Mined;
    try {
      mined = await sender.send(
        l1Calls.commit(l1.addresses, known.proposal, transcript.transcriptRoot, bitmap),
      );
    } catch (error) {
      // A seat that it names may not be counted any more: the next one leaves it out.
      if (refusal(error) === "InactiveSeats") own.transcript = undefined;
      throw error;
    }
    own.committedIn = mined.blockNumber;
    emit({
      event: "l1_transaction",
      action: "commit",
      hash: mined.hash,
      gas: mined.gasUsed,
      proposalId: known.id,
    });
  }

  /** P5.2. @throws TRL-NOD-022 if gossip does not take it now. */
  async #sendTranscript(own: OwnBlock, transcript: SignedTranscript): Promise<void> {
    if (own.isTranscriptSent) return;
    const { verdict } = await this.#context.gossip.publish("transcript", transcript);
    if (verdict.result !== "accept" && verdict.reason !== "known") {
      throw new TrellisError("TRL-NOD-022", `the own transcript is not relayed: ${verdict.reason}`);
    }
    if (own.transcript === transcript) own.isTranscriptSent = true;
  }

  /** P5.1, P5.2: undefined while no active seat has voted. */
  #assemble(known: KnownProposal): SignedTranscript | undefined {
    const { chain, domain, config } = this.#context;
    const active = chain.roundOf(known.proposal)?.active;
    const votes = known.votes.filter((vote) => active?.has(vote.seat));
    if (votes.length === 0) return undefined;
    const proposalId = fromHex(known.id);
    const { depth } = known.proposal;
    const leftOut = config.faults?.leftOutSeats;
    const entries =
      leftOut === undefined
        ? assign(votes, depth, (seat) => this.#weigh(seat))
        : assignToOthers(votes, depth, leftOut);
    const root = transcriptRoot(entries, known.proposal.depth);
    const hashOfBitmap = bitmapHash(transcriptBitmap(entries));
    return {
      proposalId,
      transcriptRoot: root,
      bitmapHash: hashOfBitmap,
      entries,
      signature: signCommitment(domain, proposalId, root, hashOfBitmap, this.#secretKey),
    };
  }

  /** P6.1. @throws TRL-NOD-023 if gossip does not take it now. */
  async #reveal(own: OwnBlock): Promise<void> {
    const { chain, gossip, emit } = this.#context;
    own.known.takeReveal(own.reveal, chain.now);
    const { verdict } = await gossip.publish("reveal", own.reveal);
    if (verdict.result !== "accept" && verdict.reason !== "known") {
      throw new TrellisError("TRL-NOD-023", `the own order is not relayed: ${verdict.reason}`);
    }
    own.isRevealed = true;
    emit({
      event: "revealed",
      proposalId: own.known.id,
      transactions: own.reveal.transactions.length,
      depth: own.known.proposal.depth,
    });
  }
}

/** Without those that a block below, which is not final yet, has spent (P3.4): after them nothing of their senders' could follow. */
function* unspent(candidates: Iterable<Transaction>, state: State): Generator<Transaction> {
  for (const tx of candidates) {
    if (tx.nonce >= (state.account(tx.from)?.nonce ?? 0)) yield tx;
  }
}
