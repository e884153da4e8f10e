import { type Contest, contestedNode, courtCalls } from "@trellis/l1";
import {
  BoundedMap,
  contributionEntry,
  nodeNumber,
  ROOT_NODE,
  type RollupDomain,
  sameNode,
  type TranscriptEntry,
  type TreeNode,
  toHex,
} from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { BlockClaim, ClaimOf, NodeClaim, ProofSystem, ProvingJob } from "@trellis/prover";
import type { Hex } from "viem";
import { type ContestStore, contestKey, placeOfContest } from "../../disk/ContestStore.ts";
import { acceptedProof } from "../../proposals/acceptedProof.ts";
import { contributionTreeOf } from "../../proposals/contributionTreeOf.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProofBook } from "../../proposals/ProofBook.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import { BackgroundTasks } from "../../tasks/BackgroundTasks.ts";
import { Backoff } from "../../tasks/Backoff.ts";
import { L1Duties } from "../L1Duties.ts";
import { provingJobOf } from "../provingJobOf.ts";
import type { Role } from "../Role.ts";
import type { CourtView } from "./CourtView.ts";

/** Pauses after a proof or a call that failed. */
const RETRY = { firstMs: 1_000, maxMs: 30_000 };
/** Most nodes kept whose seat may have to contest. The oldest is dropped first. */
const MAX_KEPT = 64;

/** L1 blocks after a decision during which its contest is kept. L1 reorganises by fewer. */
const SETTLED_BLOCKS = 64n;

/** How long to wait for an accepted proof whose contributions are unknown. In a short proof window: an eighth of it. */
const PATIENCE_MS = 10_000;

/** The data from which a contest is made. The block itself is no longer needed. */
interface AnswerTask {
  readonly job: ProvingJob;
  readonly make: (claim: ClaimOf<ProvingJob>) => Contest;
}

/** A node that an own seat was named for, but that the accepted proof attributes to another. */
interface Answer {
  readonly key: string;
  readonly proposalId: Hex;
  readonly node: TreeNode;
  readonly seat: number;
  /** Undefined if an earlier run of this node has made the contest. */
  readonly task: AnswerTask | undefined;
  /** The contest, once it is made. */
  contest: Contest | undefined;
  /** L1 block in which the case was first seen decided. */
  decidedIn?: bigint | undefined;
}

/** The parts of the node that a contester uses. */
export interface ContesterView extends CourtView, ProposalsView {
  readonly domain: RollupDomain;
  readonly proofs: ProofSystem;
}

/**
 * P9.3: contests for own seats that a block's transcript names and its accepted proof leaves out. Makes the proof of that node in the
 * form L1's verifiers accept, and submits it. In the proof window it does so at once, which is paid like the node. Afterwards it waits
 * for a report, to save gas.
 */
export class NodeContester implements Role {
  readonly #view: ContesterView;
  readonly #book: ProofBook;
  readonly #publicKeys: readonly Uint8Array[];
  readonly #duties: L1Duties;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  readonly #life = new AbortController();
  readonly #saved: ContestStore | undefined;
  /** When this node first saw that a block is proven on L1. */
  readonly #provenSince = new BoundedMap<Hex, number>(MAX_KEPT);
  readonly #answers = new Map<string, Answer>();

  /** @param saved - where contests are saved for later runs. */
  constructor(
    view: ContesterView,
    book: ProofBook,
    seatSecretKeys: readonly Uint8Array[],
    saved?: ContestStore,
  ) {
    this.#saved = saved;
    this.#view = view;
    this.#book = book;
    this.#publicKeys = seatSecretKeys.map((key) => publicKeyOf(key));
    this.#duties = new L1Duties(view, { retry: RETRY, mayPass: () => false });
    this.#backoff = new Backoff(view.clock, RETRY);
    this.#tasks = new BackgroundTasks((error, key) => {
      this.#backoff.failed(key);
      if (!this.#life.signal.aborted) view.log.warn({ error, task: key }, "an answer could not be made");
    });
    for (const contest of saved?.all() ?? []) {
      const { proposalId, nodeNumber, seat } = placeOfContest(contest);
      const node = { depth: contest.node.nodeDepth, index: contest.node.nodeIndex };
      const key = contestKey(proposalId, nodeNumber, seat);
      this.#put({ key, proposalId, node, seat, task: undefined, contest });
    }
  }

  update(): void {
    const { chain, proposals } = this.#view;
    if (this.#life.signal.aborted || !chain.isReady) return;
    for (const { proposalId } of chain.provenAt(chain.view.status.height)) {
      const known = proposals.get(proposalId);
      if (known !== undefined && chain.isRunning(known.proposal)) this.#prepare(known);
    }
    for (const answer of this.#answers.values()) this.#see(answer);
  }

  async stop(): Promise<void> {
    this.#life.abort(new Error("stopped"));
    await Promise.all([this.#duties.stop(), this.#tasks.settled()]);
  }

  /** Keeps the data for contests while the block is still in memory. */
  #prepare(known: KnownProposal): void {
    const { chain, clock } = this.#view;
    const accepted = acceptedProof(chain, known);
    const seats = this.#seats();
    this.#provenSince.getOrMake(known.id, clock);
    for (const entry of known.transcript?.entries ?? []) {
      const publicKey = seats.get(entry.seat);
      if (publicKey === undefined) continue;
      const key = contestKey(known.id, nodeNumber(entry.node), entry.seat);
      const proven = accepted?.message.contributions.find(({ node }) => sameNode(node, entry.node));
      if (proven?.seat === entry.seat) this.#drop(key);
      else if (!this.#answers.has(key)) this.#keep(key, known, entry, publicKey);
    }
  }

  #keep(key: string, known: KnownProposal, entry: TranscriptEntry, publicKey: Uint8Array): void {
    const { node, seat, vote, signature } = entry;
    const inputs = known.execution === undefined ? undefined : known.inputsOf(node);
    if (inputs === undefined) return;
    const job = provingJobOf(this.#view, this.#book, known, node, inputs, {
      seat,
      publicKey,
      vote: { depth: vote.depth, index: vote.index, slot: vote.slot },
      signature,
    });
    const answer: Answer = {
      key,
      proposalId: known.id,
      node,
      seat,
      task: {
        job,
        make: this.#maker(
          known,
          entry,
          job.kind === "leaf"
            ? undefined
            : [job.left.outputs.contributionsHash, job.right.outputs.contributionsHash],
        ),
      },
      contest: this.#ownBlockProof(known, entry),
    };
    this.#put(answer);
    const { contest } = answer;
    if (contest !== undefined) this.#tasks.run(`save ${key}`, () => this.#save(contest));
  }

  #put(answer: Answer): void {
    if (this.#answers.size >= MAX_KEPT) {
      const all = [...this.#answers.values()];
      this.#drop((all.find(({ decidedIn }) => decidedIn !== undefined) ?? all[0]!).key);
    }
    this.#answers.set(answer.key, answer);
  }

  #drop(key: string): void {
    const answer = this.#answers.get(key);
    this.#answers.delete(key);
    if (answer?.contest !== undefined) this.#tasks.run(`drop ${key}`, async () => this.#saved?.remove(key));
  }

  /** Makes L1's form of a proof without the block. @param children - contributions hashes of the children; none for a leaf. */
  #maker(
    known: KnownProposal,
    { node, seat, vote }: TranscriptEntry,
    children: readonly [Uint8Array, Uint8Array] | undefined,
  ): AnswerTask["make"] {
    const { dataHash, rows } = known.execution!;
    const dataSiblings: Uint8Array[] = [];
    for (let depth = node.depth; depth > 0; depth--) {
      dataSiblings.push(rows[depth]!.dataHash[(node.index >> (node.depth - depth)) ^ 1]!);
    }
    const own = { entry: contributionEntry({ node, seat, vote }), children, dataSiblings };
    const common = {
      proposalId: known.id,
      blockDataHash: toHex(dataHash),
      proverSetRoot: toHex(this.#view.chain.proverSetRoot),
    };
    return (claim) => ({
      ...common,
      node: contestedNode(nodeOutputsOf(claim), { ...own, proof: claim.proof }),
    });
  }

  /** The own block proof, if there is one, is already in L1's form and serves as the contest. */
  #ownBlockProof(known: KnownProposal, entry: TranscriptEntry): Contest | undefined {
    if (!sameNode(entry.node, ROOT_NODE)) return undefined;
    const own = known.proofsOf(ROOT_NODE).find(({ message }) => message.seat === entry.seat);
    if (own === undefined) return undefined;
    const children = contributionTreeOf(own.message, known.proposal.depth).childHashes(ROOT_NODE);
    const outputs = this.#book.blockOutputs(known, own);
    return this.#maker(known, entry, children)({ kind: "root", outputs, proof: own.message.proof });
  }

  #see(answer: Answer): void {
    const { chain, proposals, sender, l1 } = this.#view;
    const { key, proposalId, node, seat } = answer;
    const known = chain.cases.get(proposalId, nodeNumber(node), seat);
    if (known !== undefined && known.state !== "reported") {
      // A reorganisation of L1 may undo the decision.
      const { number } = chain.view.block;
      answer.decidedIn ??= number;
      if (number >= answer.decidedIn + SETTLED_BLOCKS) this.#drop(key);
      return;
    }
    answer.decidedIn = undefined;
    const isReported = known !== undefined && chain.view.block.timestamp <= known.contestEnd;
    if (!isReported && !this.#isInTime(proposals.get(proposalId))) return;
    const { contest, task } = answer;
    if (contest === undefined) {
      if (task !== undefined && this.#backoff.isDue(key)) {
        this.#tasks.run(key, () => this.#make(answer, task));
      }
      return;
    }
    const run = () => sender.send(courtCalls.contest(l1.addresses, contest));
    this.#duties.act(`contest ${key}`, { action: "contest", proposalId, run });
  }

  /**
   * Whether the proof window is open and the accepted proof names another seat or is withheld from this node: an honest block proof is
   * on gossip before it is on L1.
   */
  #isInTime(known: KnownProposal | undefined): boolean {
    const { chain, clock } = this.#view;
    if (known === undefined || !chain.isRunning(known.proposal)) return false;
    const { proofEnd, settings } = chain.view.status;
    if (chain.now >= proofEnd) return false;
    const patience = Math.min(PATIENCE_MS, settings.proofWindow * 125);
    const since = this.#provenSince.get(known.id) ?? clock();
    return acceptedProof(chain, known) !== undefined || clock() >= since + patience;
  }

  async #make(answer: Answer, { job, make }: AnswerTask): Promise<void> {
    const { proofs, emit, clock } = this.#view;
    const { node, seat, proposalId } = answer;
    const startedAt = clock();
    const place = { proposalId, depth: node.depth, index: node.index, kind: job.kind, seat };
    emit({ event: "contesting", ...place });
    const contest = make(await proofs.proveForL1(job, { signal: this.#life.signal }));
    answer.contest = contest;
    emit({ event: "contested", ...place, seconds: (clock() - startedAt) / 1_000 });
    this.#backoff.succeeded(answer.key);
    await this.#save(contest);
  }

  /** Saves the contest for a later run, and for submission from another account. */
  async #save(contest: Contest): Promise<void> {
    const { log } = this.#view;
    await this.#saved?.save(contest).catch((error) => log.warn({ error }, "an answer is not on disk"));
  }

  /** Keys of the own seats, by seat. */
  #seats(): Map<number, Uint8Array> {
    const { seats } = this.#view.chain;
    const own = this.#publicKeys.map((key) => [seats.seatOf(key), key] as const);
    return new Map(own.flatMap(([seat, key]) => (seat === undefined ? [] : [[seat, key]])));
  }
}

/** The root's public outputs in the form of the other nodes', as the court numbers them. */
function nodeOutputsOf(claim: BlockClaim | NodeClaim): NodeClaim["outputs"] {
  if (claim.kind !== "root") return claim.outputs;
  const { orderCommitment, ...common } = claim.outputs;
  return { ...common, node: ROOT_NODE, txsRoot: orderCommitment };
}
