import {
  fromHex,
  type NodeProof,
  nodeAt,
  nodeCount,
  nodeKey,
  nodeKind,
  nodeProofDigest,
  publicKeyOf,
  rollupId,
  roundPhase,
  signDigest,
  signVote,
  type TreeNode,
  TrellisError,
  toBigInt,
  type Vote,
} from "@trellis/protocol";
import type { ProverVoteInput, ProvingJob } from "@trellis/prover";
import { BackgroundTasks } from "./BackgroundTasks.ts";
import {
  type AcceptedNodeProof,
  type BlockRecord,
  contributionTreeOf,
  ownContribution,
} from "./BlockRecord.ts";
import type { NodeConfig } from "./NodeConfig.ts";
import type { NodeContext, Role } from "./NodeContext.ts";
import type { ProofBook } from "./ProofBook.ts";
import { rankedRecords } from "./rankedRecords.ts";
import { stagger } from "./stagger.ts";
import { viewWindows } from "./viewWindows.ts";

/** Slot of the vote by which a seat proves a node that it was not named for; its scope is that node alone. */
const RESCUE_SLOT = 0xffff;
/** Seats that may rescue a node do so one after the other within this time. */
const RESCUE_SPREAD_MS = 8_000;
/** How many times a node is tried after failures of one's own. */
const MAX_ATTEMPTS = 3;

/** A seat of this node. */
interface OwnSeat {
  readonly seat: number;
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** A node that this prover could prove now. */
interface Candidate {
  readonly record: BlockRecord;
  readonly node: TreeNode;
  readonly inputs: readonly AcceptedNodeProof[];
  readonly seat: OwnSeat;
  readonly vote: Vote;
  readonly rescue: boolean;
}

interface RunningJob {
  readonly candidate: Candidate;
  readonly abort: AbortController;
}

/** P1.3: votes for proposals and proves the nodes it was named for, and those that others leave unproven. */
export class ProverRole implements Role {
  readonly #context: NodeContext;
  readonly #settings: NonNullable<NodeConfig["prover"]>;
  readonly #book: ProofBook;
  readonly #secretKeys: readonly Uint8Array[];
  readonly #tasks: BackgroundTasks;
  readonly #voted = new Set<string>();
  readonly #jobs = new Map<string, RunningJob>();
  readonly #attempts = new Map<string, number>();
  #height = 0n;
  #stopped = false;

  constructor(
    context: NodeContext,
    settings: NonNullable<NodeConfig["prover"]>,
    book: ProofBook,
    secretKeys: readonly Uint8Array[],
  ) {
    this.#context = context;
    this.#settings = settings;
    this.#book = book;
    this.#secretKeys = secretKeys;
    this.#tasks = new BackgroundTasks((error, key) =>
      context.log.warn({ error, task: key }, "a prover's task failed"),
    );
  }

  /** The seats that this node's keys own on L1 now. */
  seats(): OwnSeat[] {
    const { seats } = this.#context.chain;
    return this.#secretKeys.flatMap((secretKey) => {
      const publicKey = publicKeyOf(secretKey);
      const seat = seats.seatOf(publicKey);
      return seat === undefined ? [] : [{ seat, secretKey, publicKey }];
    });
  }

  update(): void {
    const { chain } = this.#context;
    if (this.#stopped || !chain.isReady) return;
    const { height } = chain.view.status;
    if (height !== this.#height) {
      this.#height = height;
      this.#voted.clear();
      this.#attempts.clear();
    }
    const phase = roundPhase(viewWindows(chain.view), chain.now);
    if (phase === "waiting" || phase === "proposal") this.#vote();
    this.#stopUseless(phase === "proof");
    if (phase === "proof") this.#startJobs();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { abort } of this.#jobs.values()) abort.abort();
    await this.#tasks.settled();
  }

  /** P4.2, P4.3: offers every seat's places to every proposal of the round. */
  #vote(): void {
    const { chain, records } = this.#context;
    const { height, round } = chain.view.status;
    for (const record of records.all()) {
      const { proposal } = record;
      if (proposal.height !== height || proposal.round !== round || this.#voted.has(record.id)) continue;
      const active = chain.active;
      const seats = this.seats().filter(({ seat }) => active.has(seat));
      if (seats.length === 0) return;
      this.#voted.add(record.id);
      this.#tasks.run(`vote ${record.id}`, () => this.#sendVotes(record, seats));
    }
  }

  async #sendVotes(record: BlockRecord, seats: readonly OwnSeat[]): Promise<void> {
    const { domain, gossip, emit } = this.#context;
    const places = Math.min(this.#settings.capacity, nodeCount(record.proposal.depth));
    for (const { seat, secretKey } of seats) {
      for (let slot = 0; slot < places; slot++) {
        const vote = signVote(
          domain,
          { proposalId: fromHex(record.id), depth: 0, index: 0, slot, seat },
          secretKey,
        );
        record.addVote(vote);
        await gossip.publish("vote", vote);
      }
      emit({ event: "voted", proposalId: record.id, seat, votes: places });
    }
  }

  /** P6.2: stops what no longer helps. */
  #stopUseless(isProofWindow: boolean): void {
    const worthwhile = new Set(isProofWindow ? this.#worthProving().map((record) => record.id) : []);
    for (const { candidate, abort } of this.#jobs.values()) {
      if (!worthwhile.has(candidate.record.id)) abort.abort(new Error("decided or beaten"));
      else if (candidate.rescue && candidate.record.proofOf(candidate.node) !== undefined) {
        abort.abort(new Error("proven by another"));
      }
    }
  }

  /** P6.2: the proposals that are expected to win, best first. */
  #worthProving(): BlockRecord[] {
    const { chain } = this.#context;
    const grace = BigInt(Math.max(2, Math.ceil(chain.view.status.settings.proofWindow / 20)));
    const isLate = chain.now >= chain.view.status.commitEnd + grace;
    const worthwhile: BlockRecord[] = [];
    for (const { record, row } of rankedRecords(this.#context)) {
      // Everything below in the ranking is beaten by a proven block, and this one has its proof.
      if (row.proven) break;
      if (record.execution === undefined || record.reveal === undefined) {
        // A proposer that does not open its order in time has lost its turn.
        if (isLate) continue;
        break;
      }
      worthwhile.push(record);
      if (worthwhile.length >= this.#settings.proveTop) break;
    }
    return worthwhile;
  }

  #startJobs(): void {
    for (const record of this.#worthProving()) {
      for (const candidate of this.#candidates(record)) {
        if (this.#jobs.size >= this.#settings.maxJobs) return;
        this.#start(candidate);
      }
    }
  }

  /** What could be proven of a block now: what one was named for first, higher nodes first, then what others left. */
  #candidates(record: BlockRecord): Candidate[] {
    const seats = this.seats().filter(({ seat }) => this.#context.chain.active.has(seat));
    const found: Candidate[] = [];
    for (let number = 0; number < nodeCount(record.proposal.depth); number++) {
      const node = nodeAt(number);
      const candidate = this.#candidate(record, node, seats);
      if (candidate !== undefined) found.push(candidate);
    }
    return found.sort((a, b) => Number(a.rescue) - Number(b.rescue));
  }

  #candidate(record: BlockRecord, node: TreeNode, seats: readonly OwnSeat[]): Candidate | undefined {
    const { domain } = this.#context;
    const key = jobKey(record, node);
    if (this.#jobs.has(key) || (this.#attempts.get(key) ?? 0) >= MAX_ATTEMPTS) return undefined;
    const readySince = record.readySince(node);
    const inputs = record.inputsOf(node);
    if (readySince === undefined || inputs === undefined) return undefined;
    const named = record.namedFor(node);
    const proposalId = fromHex(record.id);
    const own = seats.find(({ seat }) => seat === named?.seat);
    if (own !== undefined && named !== undefined) {
      if (record.proofsOf(node).some(({ message }) => message.seat === own.seat)) return undefined;
      const vote: Vote = { ...named.vote, proposalId, seat: own.seat, signature: named.signature };
      return { record, node, inputs, seat: own, vote, rescue: false };
    }
    if (record.proofOf(node) !== undefined) return undefined;
    // P6.6
    const rescuer = seats[number(node) % Math.max(1, seats.length)];
    if (rescuer === undefined) return undefined;
    const seconds =
      named === undefined ? 0 : this.#settings.rescueSeconds[nodeKind(node, record.proposal.depth)];
    const turn = stagger(
      `0x${Buffer.from(rescuer.publicKey.slice(0, 20)).toString("hex")}`,
      toBigInt(proposalId) ^ BigInt(number(node)),
      RESCUE_SPREAD_MS,
    );
    if (performance.now() < readySince + seconds * 1_000 + turn) return undefined;
    const vote = signVote(
      domain,
      { proposalId, depth: node.depth, index: node.index, slot: RESCUE_SLOT, seat: rescuer.seat },
      rescuer.secretKey,
    );
    return { record, node, inputs, seat: rescuer, vote, rescue: true };
  }

  #start(candidate: Candidate): void {
    const key = jobKey(candidate.record, candidate.node);
    const abort = new AbortController();
    this.#jobs.set(key, { candidate, abort });
    this.#tasks.run(key, async () => {
      try {
        await this.#prove(candidate, abort.signal);
      } catch (error) {
        if (abort.signal.aborted)
          this.#reportStop(candidate, String((abort.signal.reason as Error)?.message ?? "stopped"));
        else this.#onFailure(candidate, key, error);
      } finally {
        this.#jobs.delete(key);
      }
    });
  }

  async #prove(candidate: Candidate, signal: AbortSignal): Promise<void> {
    const { record, node, seat, rescue } = candidate;
    const { proofs, gossip, emit, domain } = this.#context;
    const kind = nodeKind(node, record.proposal.depth);
    const place = { proposalId: record.id, depth: node.depth, index: node.index, kind, seat: seat.seat };
    emit({ event: "proving", ...place, rescue });
    const startedAt = performance.now();
    const { proof } = await proofs.prove(this.#job(candidate), { signal });
    const unsigned = {
      proposalId: fromHex(record.id),
      node,
      seat: seat.seat,
      contributions: [
        ownContribution(node, { seat: seat.seat, vote: candidate.vote }),
        ...candidate.inputs.flatMap(({ message }) => message.contributions),
      ],
      voteSignature: candidate.vote.signature,
      proof,
      signature: new Uint8Array(64),
    } satisfies NodeProof;
    const { depth } = record.proposal;
    const digest = nodeProofDigest(domain, unsigned, contributionTreeOf(unsigned, depth).root());
    const message: NodeProof = { ...unsigned, signature: signDigest(digest, seat.secretKey) };
    // Gossip judges it as peers will, which puts it into the book; what it does not relay is kept here all the same.
    const { verdict } = await gossip.publish("node_proof", message);
    if (verdict.result !== "accept" && (await this.#book.take(message)) === "invalid") {
      throw new TrellisError("TRL-NOD-030", "the proof made here does not verify", { node: nodeKey(node) });
    }
    emit({ event: "proved", ...place, seconds: (performance.now() - startedAt) / 1_000 });
  }

  /** A merge that cannot be made shows that a child's proof, let through unjudged, is bad: it is dropped and proven anew. */
  #onFailure({ record, node, seat, inputs }: Candidate, key: string, error: unknown): void {
    const { log, emit } = this.#context;
    this.#attempts.set(key, (this.#attempts.get(key) ?? 0) + 1);
    const own = new Set(this.seats().map((mine) => mine.seat));
    for (const input of inputs) {
      if (input.verdict === "deferred" && !own.has(input.message.seat)) record.dropProof(input);
    }
    log.warn({ error, node: nodeKey(node), proposalId: record.id }, "proving failed");
    this.#reportStop({ record, node, seat }, error instanceof Error ? error.message : String(error));
    emit({
      event: "problem",
      code: error instanceof TrellisError ? error.code : "TRL-NOD-031",
      message: error instanceof Error ? error.message : String(error),
    });
  }

  #reportStop({ record, node, seat }: Pick<Candidate, "record" | "node" | "seat">, reason: string): void {
    this.#context.emit({
      event: "proving_stopped",
      proposalId: record.id,
      depth: node.depth,
      index: node.index,
      seat: seat.seat,
      reason,
    });
  }

  #job({ record, node, seat, vote, inputs }: Candidate): ProvingJob {
    const { chain, domain } = this.#context;
    const seatPath = chain.seats.path(chain.proverSetRoot, seat.seat);
    if (seatPath === undefined) {
      throw new TrellisError("TRL-NOD-032", "the seat is not in this round's snapshot", { seat: seat.seat });
    }
    const prover: ProverVoteInput = {
      seat: seat.seat,
      publicKey: seat.publicKey,
      vote: { depth: vote.depth, index: vote.index, slot: vote.slot },
      signature: vote.signature,
      seatPath,
    };
    const kind = nodeKind(node, record.proposal.depth);
    if (kind === "leaf") {
      const block = {
        rollupId: rollupId(domain),
        proposalId: fromHex(record.id),
        treeDepth: record.proposal.depth,
        proverSetRoot: chain.proverSetRoot,
      };
      return { kind, block, leaf: record.execution!.leaves[node.index]!, prover };
    }
    const [left, right] = inputs.map((input) => ({
      outputs: this.#book.nodeOutputs(record, input.message.node, input),
      proof: input.message.proof,
    }));
    if (kind === "merge") return { kind, left: left!, right: right!, prover };
    return { kind, left: left!, right: right!, prover, secret: record.reveal!.secret };
  }
}

const number = (node: TreeNode): number => 2 ** node.depth - 1 + node.index;
const jobKey = (record: BlockRecord, node: TreeNode): string => `${record.id}/${nodeKey(node)}`;
