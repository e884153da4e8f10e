import { DEFAULT_LIMITS } from "@trellis/gossip";
import type { L1View } from "@trellis/l1";
import type { HashSteps, LeafExecution } from "@trellis/ledger";
import {
  addressOf,
  fromHex,
  type NodeProof,
  nodeAt,
  nodeCount,
  nodeKey,
  nodeKind,
  nodeNumber,
  nodeProofDigest,
  type Proposal,
  roundPhase,
  type TreeNode,
  TrellisError,
  toBigInt,
  toHex,
  type VoteScope,
} from "@trellis/protocol";
import { publicKeyOf, signDigest, signVote } from "@trellis/protocol/keys";
import {
  type Offer,
  type PayTerms,
  type ProofOption,
  type ProverStrategy,
  rescueTime,
  stagger,
} from "@trellis/strategy";
import type { Hex } from "viem";
import type { RoundView } from "../../chain/RoundView.ts";
import { viewWindows } from "../../chain/viewWindows.ts";
import type { Configuration } from "../../config/Configuration.ts";
import { contributionTreeOf } from "../../proposals/contributionTreeOf.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { AcceptedNodeProof } from "../../proposals/NodeProofs.ts";
import type { ProofBook } from "../../proposals/ProofBook.ts";
import { worthProving } from "../../proposals/worthProving.ts";
import { BackgroundTasks } from "../../tasks/BackgroundTasks.ts";
import { Backoff } from "../../tasks/Backoff.ts";
import type { NodeContext, Role } from "../NodeContext.ts";
import { ProvingTimes } from "./ProvingTimes.ts";
import { provingJobOf } from "./provingJobOf.ts";

/** Slot of the vote by which a seat proves a node that it was not named for; its scope is that node alone. */
const RESCUE_SLOT = 0xffff;
/** Seats that may rescue a node do so one after the other within this time, or within a 16th of a short proof window. */
const RESCUE_SPREAD_MS = 8_000;
/** Pauses after a node that could not be proven, votes or a proof that could not be sent. */
const RETRY = { firstMs: 1_000, maxMs: 60_000 };
/** Reasons for which gossip need not be asked again to send a proof. */
const SENT_ALREADY = new Set(["known", "too_many_of_node"]);

/** A seat of this node. */
interface OwnSeat {
  readonly seat: number;
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly address: Hex;
}

/** A node that this prover could prove now. */
interface Candidate {
  readonly known: KnownProposal;
  readonly node: TreeNode;
  readonly inputs: readonly AcceptedNodeProof[];
  readonly seat: OwnSeat;
  /** The vote by which it was named; undefined where it was not. */
  readonly named: (VoteScope & { readonly signature: Uint8Array }) | undefined;
}

/** The same, as the strategy sees it. */
interface Option extends ProofOption {
  readonly key: string;
  readonly candidate: Candidate;
}

interface RunningJob {
  readonly candidate: Candidate;
  readonly abort: AbortController;
}

/** P1.3: votes for proposals and proves the nodes it was named for, and those that others leave unproven. */
export class ProverRole implements Role {
  readonly #context: NodeContext;
  readonly #settings: NonNullable<Configuration["prover"]>;
  readonly #book: ProofBook;
  readonly #keys: readonly Omit<OwnSeat, "seat">[];
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  readonly #strategy: ProverStrategy;
  readonly #times: ProvingTimes;
  /** By proposal, the number of votes that each seat has sent. */
  readonly #cast = new Map<Hex, Map<number, number>>();
  readonly #jobs = new Map<string, RunningJob>();
  /** Proofs made here that have not got through to the book and to gossip. */
  readonly #unsent = new Map<string, { readonly known: KnownProposal; readonly message: NodeProof }>();
  #roundKey = "";
  #stopped = false;

  constructor(
    context: NodeContext,
    settings: NonNullable<Configuration["prover"]>,
    book: ProofBook,
    secretKeys: readonly Uint8Array[],
    strategy: ProverStrategy,
  ) {
    this.#strategy = strategy;
    const simulated = settings.simulatedMs / 1_000;
    this.#times = new ProvingTimes(
      context.config.proofs === "simulated"
        ? { leaf: simulated, merge: simulated, root: simulated }
        : settings.expectedSeconds,
    );
    this.#context = context;
    this.#settings = settings;
    this.#book = book;
    this.#keys = secretKeys.map((secretKey) => {
      const publicKey = publicKeyOf(secretKey);
      return { secretKey, publicKey, address: toHex(addressOf(publicKey)) };
    });
    this.#backoff = new Backoff(context.clock, RETRY);
    this.#tasks = new BackgroundTasks((error, key) => {
      if (!this.#stopped) context.log.warn({ error, task: key }, "a prover's task failed");
      this.#backoff.failed(key);
    });
  }

  /** The seats that this node's keys own on L1 now. */
  seats(): OwnSeat[] {
    const { seats } = this.#context.chain;
    return this.#keys.flatMap((key) => {
      const seat = seats.seatOf(key.publicKey);
      return seat === undefined ? [] : [{ seat, ...key }];
    });
  }

  update(): void {
    const { chain } = this.#context;
    if (this.#stopped || !chain.isReady) return;
    const { height, round } = chain.view.status;
    const roundKey = `${height}/${round}`;
    if (roundKey !== this.#roundKey) {
      this.#roundKey = roundKey;
      this.#forgetVotes();
      this.#unsent.clear();
      this.#backoff.clear();
    }
    this.#vote();
    const phase = roundPhase(viewWindows(chain.view), chain.now);
    const isSilent = round < (this.#context.config.faults?.silentRounds ?? 0);
    const worthwhile =
      phase === "proof" && !isSilent ? worthProving(this.#context, this.#settings.proveTop) : [];
    this.#stopUseless(worthwhile);
    if (phase !== "proof") return;
    for (const [key, { known, message }] of this.#unsent) {
      this.#try(`send ${key}`, () => this.#hand(known, message, key));
    }
    this.#startJobs(worthwhile);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { abort } of this.#jobs.values()) abort.abort(new Error("stopped"));
    await this.#tasks.settled();
  }

  #try(key: string, task: () => Promise<void>): void {
    if (this.#backoff.isDue(key)) this.#tasks.run(key, task);
  }

  /** This node's seats that may be counted in the running round. */
  #activeSeats(): OwnSeat[] {
    const { active } = this.#context.chain;
    return this.seats().filter(({ seat }) => active.has(seat));
  }

  /** Votes for proposals that are gone need not be remembered. */
  #forgetVotes(): void {
    for (const id of this.#cast.keys()) {
      if (this.#context.proposals.get(id) === undefined) this.#cast.delete(id);
    }
  }

  /** P4.2, P4.3: casts the votes that the strategy chooses, in each round that takes proposals (P3.4). */
  #vote(): void {
    const { chain } = this.#context;
    for (const round of chain.rounds) {
      const phase = roundPhase(round.windows, chain.now);
      if (phase === "waiting" || phase === "proposal") this.#voteIn(round);
    }
  }

  #voteIn(round: RoundView): void {
    const { chain, proposals } = this.#context;
    const open = proposals.all().filter(({ proposal }) => chain.roundOf(proposal)?.key === round.key);
    const seats = this.seats().filter(({ seat }) => round.active.has(seat));
    if (open.length === 0 || seats.length === 0) return;
    const { settings } = chain.view.status;
    const offers = this.#strategy.offer({
      proposals: open.map(({ id, proposal }) => ({
        id,
        terms: payTerms(settings, proposal),
        burnBid: proposal.burnBid,
        cast: this.#cast.get(id) ?? new Map(),
      })),
      seats: seats.map(({ seat }) => seat),
      capacity: Math.min(this.#settings.capacity, DEFAULT_LIMITS.slots),
      maxJobs: this.#settings.maxJobs,
      seconds: this.#times.seconds,
      proofSeconds: settings.proofWindow,
      alpha: round.alpha,
      uncles: settings.uncles,
    });
    for (const [id, own] of Map.groupBy(offers, ({ id }) => id)) {
      const known = proposals.get(id);
      if (known !== undefined) this.#try(`vote ${id}`, () => this.#sendVotes(known, own, seats));
    }
  }

  async #sendVotes(known: KnownProposal, offers: readonly Offer[], seats: readonly OwnSeat[]): Promise<void> {
    const { domain, gossip, emit } = this.#context;
    for (const { seat, votes } of offers) {
      const secretKey = seats.find((own) => own.seat === seat)?.secretKey;
      if (secretKey === undefined) continue;
      for (const scope of votes) {
        if (this.#stopped) return;
        const vote = signVote(domain, { ...scope, proposalId: fromHex(known.id), seat }, secretKey);
        known.addVote(vote);
        // Those that have been sent before an error are known then.
        await gossip.publish("vote", vote);
      }
      const cast = this.#cast.get(known.id) ?? new Map<number, number>();
      this.#cast.set(known.id, cast.set(seat, votes.length));
      emit({ event: "voted", proposalId: known.id, seat, votes: votes.length });
    }
  }

  /** P6.2: stops what no longer helps. */
  #stopUseless(worthwhile: readonly KnownProposal[]): void {
    for (const { candidate, abort } of this.#jobs.values()) {
      if (!worthwhile.includes(candidate.known)) abort.abort(new Error("decided or beaten"));
      else if (candidate.named === undefined && candidate.known.proofOf(candidate.node) !== undefined) {
        abort.abort(new Error("proven by another"));
      }
    }
  }

  /** Starts what the strategy puts first, as far as there is room. */
  #startJobs(proposals: readonly KnownProposal[]): void {
    // Patience with others runs from here, busy or not.
    const now = this.#context.clock();
    for (const known of proposals) {
      for (const node of nodesOf(known)) known.readySince(node, now);
    }
    if (this.#jobs.size >= this.#settings.maxJobs) return;
    const options = proposals.flatMap((known, place) => this.#options(known, place));
    for (const { key, candidate } of this.#strategy.order(options, this.#times.seconds)) {
      if (this.#jobs.size >= this.#settings.maxJobs) return;
      if (!this.#jobs.has(key)) this.#start(key, candidate);
    }
  }

  /** The nodes of a proposal that could be proven now: what one was named for first, higher nodes first, then what others left. */
  #options(known: KnownProposal, place: number): Option[] {
    const { chain } = this.#context;
    const seats = this.#activeSeats();
    const terms = payTerms(chain.view.status.settings, known.proposal);
    const score = chain.view.ranking.find(({ proposalId }) => proposalId === known.id)?.score ?? 0n;
    return [this.#named, this.#rescue].flatMap((pick) =>
      nodesOf(known).flatMap((node) => {
        const key = jobKey(known, node);
        if (this.#jobs.has(key) || this.#unsent.has(key) || !this.#backoff.isDue(key)) return [];
        const candidate = pick.call(this, known, node, seats);
        if (candidate === undefined) return [];
        const isNamed = candidate.named !== undefined;
        return [{ key, candidate, node, terms, score, place, isNamed }];
      }),
    );
  }

  #named(known: KnownProposal, node: TreeNode, seats: readonly OwnSeat[]): Candidate | undefined {
    const named = known.namedFor(node);
    const seat = named === undefined ? undefined : seats.find((own) => own.seat === named.seat);
    if (named === undefined || seat === undefined) return undefined;
    if (known.isDropped(node, seat.seat)) return undefined;
    if (known.proofsOf(node).some(({ message }) => message.seat === seat.seat)) return undefined;
    const inputs = known.execution === undefined ? undefined : known.inputsOf(node);
    if (inputs === undefined) return undefined;
    return { known, node, inputs, seat, named: { ...named.vote, signature: named.signature } };
  }

  /** P6.6. */
  #rescue(known: KnownProposal, node: TreeNode, seats: readonly OwnSeat[]): Candidate | undefined {
    const { chain, clock } = this.#context;
    const now = clock();
    const readyAt = known.readySince(node, now);
    const inputs = known.inputsOf(node);
    if (readyAt === undefined || inputs === undefined || known.proofOf(node) !== undefined) return undefined;
    const named = known.namedFor(node);
    if (seats.some(({ seat }) => seat === named?.seat && !known.isDropped(node, seat))) return undefined;
    const able = seats.filter(({ seat }) => !known.isDropped(node, seat));
    const seat = able[nodeNumber(node) % Math.max(1, able.length)];
    if (seat === undefined) return undefined;
    const { proofEnd, settings } = chain.view.status;
    const isAbandoned = named === undefined || known.isDropped(node, named.seat);
    const { leaf, merge, root } = this.#settings.rescueSeconds;
    const at = isAbandoned
      ? readyAt
      : rescueTime(
          node,
          known.proposal.depth,
          readyAt,
          { leaf: leaf * 1_000, merge: merge * 1_000, root: root * 1_000 },
          now + Number(proofEnd - chain.now) * 1_000,
        );
    const occasion = toBigInt(fromHex(known.id)) ^ BigInt(nodeNumber(node));
    const spread = Math.min(RESCUE_SPREAD_MS, (settings.proofWindow * 1_000) / 16);
    if (now < at + stagger(seat.address, occasion, Math.floor(spread))) return undefined;
    return { known, node, inputs, seat, named: undefined };
  }

  #start(key: string, candidate: Candidate): void {
    const abort = new AbortController();
    this.#jobs.set(key, { candidate, abort });
    this.#tasks.run(key, async () => {
      try {
        await this.#prove(key, candidate, abort.signal);
        this.#backoff.succeeded(key);
      } catch (error) {
        if (abort.signal.aborted) {
          this.#reportStop(candidate, String((abort.signal.reason as Error)?.message ?? "stopped"));
        } else this.#onFailure(candidate, key, error);
      } finally {
        this.#jobs.delete(key);
      }
    });
  }

  async #prove(key: string, candidate: Candidate, signal: AbortSignal): Promise<void> {
    const { known, node, seat } = candidate;
    const { proofs, emit, domain, clock } = this.#context;
    const kind = nodeKind(node, known.proposal.depth);
    const place = { proposalId: known.id, depth: node.depth, index: node.index, kind, seat: seat.seat };
    emit({ event: "proving", ...place, rescue: candidate.named === undefined });
    const startedAt = clock();
    const { depth, index, slot, signature } = candidate.named ?? this.#rescueVote(candidate);
    const vote = { depth, index, slot };
    const prover = { seat: seat.seat, publicKey: seat.publicKey, vote, signature };
    const job = provingJobOf(this.#context, this.#book, known, node, candidate.inputs, prover);
    // The proof system asks for it at once: it has been hashed then, elsewhere.
    if (job.kind === "leaf") await this.#context.thread.run(leafSteps(job.leaf), signal);
    const { proof } = await proofs.prove(job, { signal });
    const unsigned = {
      proposalId: fromHex(known.id),
      node,
      seat: seat.seat,
      contributions: [
        { node, seat: seat.seat, vote },
        ...candidate.inputs.flatMap(({ message }) => message.contributions),
      ],
      voteSignature: signature,
      proof,
      signature: new Uint8Array(64),
    } satisfies NodeProof;
    const hash = contributionTreeOf(unsigned, known.proposal.depth).root();
    const digest = nodeProofDigest(domain, unsigned, hash);
    const message: NodeProof = { ...unsigned, signature: signDigest(digest, seat.secretKey) };
    const seconds = (clock() - startedAt) / 1_000;
    this.#times.add(kind, seconds);
    emit({ event: "proved", ...place, seconds });
    // What was made with such effort is kept until checks and network take it; the next proof need not wait for that.
    this.#unsent.set(key, { known, message });
    this.#try(`send ${key}`, () => this.#hand(known, message, key));
  }

  /** Puts a proof made here into the book and sends it. @throws where it is to be tried again. */
  async #hand(known: KnownProposal, message: NodeProof, key: string): Promise<void> {
    if ((await this.#book.take(message, true)) === "invalid") {
      this.#unsent.delete(key);
      this.#backoff.failed(key);
      this.#context.emit({
        event: "problem",
        code: "TRL-NOD-030",
        message: `the proof made here of node ${nodeKey(message.node)} of ${known.id} does not verify`,
      });
      return;
    }
    const { verdict } = await this.#context.gossip.publish("node_proof", message);
    if (verdict.result !== "accept" && !SENT_ALREADY.has(verdict.reason)) {
      throw new TrellisError("TRL-NOD-033", `the own proof is not relayed: ${verdict.reason}`);
    }
    this.#unsent.delete(key);
  }

  #onFailure({ known, node, seat, inputs, named }: Candidate, key: string, error: unknown): void {
    const { log, emit } = this.#context;
    const hasDropped = this.#dropBadInputs(known, inputs, error);
    // A new child is a new case; what remains is a failure of one's own, or the proposer's.
    if (!hasDropped) this.#backoff.failed(key);
    const message = error instanceof Error ? error.message : String(error);
    // The circuit refuses transactions that execution lets through: no prover can prove this block.
    if (inputs.length === 0 && codeOf(error) === "TRL-PRV-150") known.isUnprovable = true;
    log.warn({ error, node: nodeKey(node), proposalId: known.id }, "proving failed");
    this.#reportStop({ known, node, seat, inputs, named }, message);
    emit({ event: "problem", code: codeOf(error) ?? "TRL-NOD-031", message });
  }

  /** A merge that cannot be made may show that a child's proof, let through unjudged, is bad: it is dropped and proven anew. */
  #dropBadInputs(known: KnownProposal, inputs: readonly AcceptedNodeProof[], error: unknown): boolean {
    if (!(error instanceof TrellisError)) return false;
    const unsure = inputs.filter(({ verdict }) => verdict === "deferred");
    const { depth, index } = error.context;
    const bad =
      error.code === "TRL-PRV-151"
        ? unsure.filter(({ message: { node } }) => node.depth === depth && node.index === index)
        : error.code === "TRL-PRV-161"
          ? unsure
          : [];
    for (const input of bad) known.dropProof(input);
    return bad.length > 0;
  }

  #reportStop({ known, node, seat }: Candidate, reason: string): void {
    this.#context.emit({
      event: "proving_stopped",
      proposalId: known.id,
      depth: node.depth,
      index: node.index,
      seat: seat.seat,
      reason,
    });
  }

  #rescueVote({ known, node, seat }: Candidate): VoteScope & { readonly signature: Uint8Array } {
    const scope = { depth: node.depth, index: node.index, slot: RESCUE_SLOT };
    const fields = { ...scope, proposalId: fromHex(known.id), seat: seat.seat };
    return { ...scope, signature: signVote(this.#context.domain, fields, seat.secretKey).signature };
  }
}

/** Everything of a leaf that costs hashing. */
function* leafSteps(leaf: LeafExecution): HashSteps<void> {
  yield* leaf.stateBeforeSteps();
  yield* leaf.witnessSteps();
}

/** P8.3: what the provers of a block are paid by. */
function payTerms(settings: L1View["status"]["settings"], { depth, proverShareBps }: Proposal): PayTerms {
  const { blockReward, leafWeight, mergeWeight, rootWeight, uncommittedFactorBps } = settings;
  return {
    blockReward,
    proverShareBps,
    weights: { leaf: BigInt(leafWeight), merge: BigInt(mergeWeight), root: BigInt(rootWeight) },
    uncommittedFactorBps,
    treeDepth: depth,
  };
}

/** The nodes of a block's tree, row by row. */
function nodesOf({ proposal }: KnownProposal): TreeNode[] {
  return Array.from({ length: nodeCount(proposal.depth) }, (_, number) => nodeAt(number));
}

const jobKey = (known: KnownProposal, node: TreeNode): string => `${known.id}/${nodeKey(node)}`;
const codeOf = (error: unknown): string | undefined =>
  error instanceof TrellisError ? error.code : undefined;
