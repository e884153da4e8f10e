import { type BlockRecord, slashingCalls } from "@trellis/l1";
import { BoundedMap, nodeKey, nodeKind, nodeNumber, type RollupDomain } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { ProofSystem, Rules } from "@trellis/prover";
import { answersToMake, DUTY_GAS } from "@trellis/strategy";
import type { Hex } from "viem";
import type { SeatCase } from "../../chain/CaseBook.ts";
import { type AnswerStore, answerKey, type OwnAnswer } from "../../disk/AnswerStore.ts";
import type { BlockWork, ClaimedNodeWork, ClaimedWork } from "../../disk/ClaimedWork.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { KnownProposals } from "../../proposals/KnownProposals.ts";
import { OwnNodes } from "../../proposals/OwnNodes.ts";
import type { ProofBook } from "../../proposals/proofs/ProofBook.ts";
import { BackgroundTasks } from "../../tasks/BackgroundTasks.ts";
import { Backoff } from "../../tasks/Backoff.ts";
import { reportFailure } from "../../telemetry/reportFailure.ts";
import type { LedgerThread } from "../../transactions/LedgerThread.ts";
import type { DutySettings, DutyView } from "../DutyView.ts";
import { L1Duties } from "../L1Duties.ts";
import type { Role } from "../Role.ts";
import { type AnswerTask, answerTask } from "./answerTask.ts";
import { paysOf } from "./paysOf.ts";
import { recoverBlock } from "./recoverBlock.ts";

/** Pauses after a proof or a call that failed. */
const RETRY = { firstMs: 1_000, maxMs: 30_000 };
/** Most tasks kept. The oldest is dropped first. */
const MAX_TASKS = 256;
/** Without prices the stake comes first. */
const FREE = { gasPrice: 0n, tokenPrice: 1n };

/** The parts of the node that an answerer uses. */
export interface AnswererView extends DutyView {
  readonly proposals: KnownProposals;
  readonly domain: RollupDomain;
  readonly proofs: Pick<ProofSystem<Rules>, "proveForL1">;
  readonly thread: Pick<LedgerThread, "run">;
}

/** What an answerer works with. */
export interface AnswererInit extends DutySettings {
  readonly book: ProofBook;
  readonly answers: AnswerStore;
  /** What own seats have claimed, also in an earlier run of this node. */
  readonly work?: Pick<ClaimedWork, "all" | "order">;
}

/**
 * R8: answers reports against own seats. When a block is final, its proof window is over, and no kept proof shows a node that an own seat
 * has claimed, the proof of that node is made in L1's form and kept on disk until nobody can ask for it. That is rare: somebody left the
 * seat out. A report is answered if that costs less than its penalty.
 */
export class Answerer implements Role {
  readonly duty = "answer";
  readonly #view: AnswererView;
  readonly #init: AnswererInit;
  readonly #publicKeys: readonly Uint8Array[];
  readonly #duties: L1Duties;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  readonly #life = new AbortController();
  readonly #ownNodes = new OwnNodes();
  #own: ReadonlySet<number> = new Set();
  #ownList: readonly { readonly seat: number }[] = [];
  /** Nodes that an own seat has claimed and no kept proof shows, by the keys of their answers. */
  readonly #open = new BoundedMap<string, { readonly id: Hex; readonly task: AnswerTask }>(MAX_TASKS);
  /** Blocks that cannot be executed again. */
  readonly #hopeless = new BoundedMap<Hex, true>(MAX_TASKS);
  /** Level of a case's seat before it, by the case. */
  readonly #levels = new BoundedMap<string, number>(MAX_TASKS);

  constructor(view: AnswererView, init: AnswererInit) {
    this.#view = view;
    this.#init = init;
    this.#publicKeys = init.seatSecretKeys.map((key) => publicKeyOf(key));
    this.#duties = new L1Duties(view, { retry: RETRY, mayPass: () => false });
    this.#backoff = new Backoff(view.clock, RETRY);
    this.#tasks = new BackgroundTasks((error, key) => {
      this.#backoff.failed(key);
      if (!this.#life.signal.aborted) reportFailure(view, error, `answer: ${key}`, "answer");
    });
  }

  update(): void {
    const { chain, proposals } = this.#view;
    if (this.#life.signal.aborted || !chain.isReady || this.#publicKeys.length === 0) return;
    const own = this.#ownSeats();
    const running = chain.provenAt(chain.head.height + 1n);
    for (const { proposalId } of [...chain.finals, ...running]) {
      const known = proposals.get(proposalId);
      if (known !== undefined) this.#prepare(known);
    }
    for (const work of this.#init.work?.all() ?? []) this.#recover(work, own);
    this.#makeNext();
    for (const it of chain.cases.open()) if (own.has(it.seat)) this.#answer(it);
    for (const answer of this.#init.answers.all()) this.#dropLate(answer);
  }

  /** R8: nodes for which an answer may be asked and is not made, once L1 takes no more proofs of their blocks. */
  owes(): string[] {
    const { chain } = this.#view;
    if (!chain.isReady) return [];
    return [...this.#open.values()]
      .filter(({ id }) => {
        const block = chain.proven(id);
        return block !== undefined && chain.isProofWindowOver(block.proposal) && !this.#isLost(block);
      })
      .map(
        ({ id, task: { node, seat } }) =>
          `an answer for node ${nodeKey(node)} of ${id}, claimed by seat ${seat}`,
      );
  }

  async stop(): Promise<void> {
    this.#life.abort(new Error("stopped"));
    await Promise.all([this.#duties.stop(), this.#tasks.settled()]);
  }

  /** Keeps what an answer is made from while the block is in memory. */
  #prepare(known: KnownProposal): void {
    const { chain } = this.#view;
    const block = chain.proven(known.id);
    for (const entry of this.#ownNodes.of(known, this.#ownList)) {
      if (known.claimOf(entry.node) === undefined) continue;
      const number = nodeNumber(entry.node);
      const key = answerKey(known.id, number, entry.seat);
      if (block === undefined || block.committedNodes.has(number)) this.#open.delete(key);
      else if (!this.#open.has(key) && this.#init.answers.get(key) === undefined) {
        const task = answerTask(this.#init.book, known, entry);
        if (task !== undefined) this.#open.set(key, { id: known.id, task });
      }
    }
  }

  /** A node that was stopped since it claimed executes the block again, once it turns out that an answer may be asked for. */
  #recover(work: BlockWork, own: ReadonlySet<number>): void {
    const { chain, proposals, log } = this.#view;
    const { id } = work;
    const record = chain.proven(id);
    if (record === undefined || !record.isFinal || !chain.isProofWindowOver(record.proposal)) return;
    const isOpen = ({ claim: { node, seat } }: ClaimedNodeWork): boolean => {
      const key = answerKey(id, nodeNumber(node), seat);
      const isShown = record.committedNodes.has(nodeNumber(node));
      return own.has(seat) && !isShown && !this.#open.has(key) && this.#init.answers.get(key) === undefined;
    };
    const nodes = work.nodes.filter(isOpen);
    const key = `recover ${id}`;
    const isKnown = proposals.get(id)?.execution !== undefined;
    if (nodes.length === 0 || isKnown || this.#hopeless.has(id) || !this.#backoff.isDue(key)) return;
    this.#tasks.run(key, async () => {
      const reveal = await this.#init.work?.order(id);
      const known = reveal && (await recoverBlock(this.#view, { reveal, nodes }, record, this.#life.signal));
      if (known !== undefined) this.#prepare(known);
      if (nodes.some(isOpen)) {
        this.#hopeless.set(id, true);
        log.error({ proposalId: id }, "a block is too old to answer for what was claimed in it");
      }
    });
  }

  /** Makes the next answer: one at a time, so that the running round's proofs get their turn. */
  #makeNext(): void {
    const { chain } = this.#view;
    for (const [key, { id, task }] of this.#open) {
      const block = chain.proven(id);
      if (block === undefined || this.#isLost(block)) {
        this.#open.delete(key);
        continue;
      }
      const isMissed = block.isFinal && chain.isProofWindowOver(block.proposal);
      if (!isMissed || this.#tasks.has("make") || !this.#backoff.isDue("make")) continue;
      this.#tasks.run("make", () => this.#make(key, id, task, block.proposal.depth));
    }
  }

  /** Whether another block of its height is final. */
  #isLost({ isFinal, proposal }: BlockRecord): boolean {
    return !isFinal && proposal.height <= this.#view.chain.head.height;
  }

  async #make(key: string, proposalId: Hex, task: AnswerTask, treeDepth: number): Promise<void> {
    const { proofs, emit, clock, log } = this.#view;
    const { node, seat, job } = task;
    const startedAt = clock();
    const place = { proposalId, depth: node.depth, index: node.index, kind: nodeKind(node, treeDepth), seat };
    emit({ event: "answering", ...place });
    const answer = task.make(
      job === undefined ? undefined : await proofs.proveForL1(job, { signal: this.#life.signal }),
    );
    emit({ event: "answered", ...place, seconds: (clock() - startedAt) / 1_000 });
    this.#backoff.succeeded("make");
    this.#open.delete(key);
    // An answer that is not on disk is given all the same.
    await this.#init.answers
      .save(answer)
      .catch((error) => reportFailure({ log, emit }, error, "an answer is not on disk"));
  }

  #answer(it: SeatCase): void {
    const { chain } = this.#view;
    const { proposalId, seat } = it;
    const payOf = paysOf(chain, proposalId);
    const block = chain.proven(proposalId);
    if (payOf === undefined || block === undefined || it.nodes.length === 0) return;
    const caseKey = `${proposalId} ${seat}`;
    this.#readLevel(caseKey, it);
    const nodes = it.nodes.map((number) => {
      const isAtHand = this.#init.answers.get(answerKey(proposalId, number, seat)) !== undefined;
      // One that is not at hand is made without regard to reports, or cannot be made.
      return { nodeNumber: number, pay: payOf(number), secondsLeft: isAtHand ? 0 : Number.MAX_SAFE_INTEGER };
    });
    const reported = { nodes, level: this.#levels.get(caseKey) ?? 0, answerBy: it.answerBy };
    const rule = {
      ...(this.#init.prices() ?? FREE),
      ...chain.court,
      stake: chain.view.stakes.stake,
      answerGas: DUTY_GAS.answer,
      slotTime: chain.settings.slotTime,
    };
    for (const number of answersToMake(reported, chain.now, rule)) {
      const key = answerKey(proposalId, number, seat);
      this.#send(key, block, this.#init.answers.get(key)!);
    }
  }

  #send(key: string, block: BlockRecord, { proposalId, children, ...answer }: OwnAnswer): void {
    const { sender, l1 } = this.#view;
    const { facts } = block;
    if (facts === undefined) return;
    const run = () => sender.send(slashingCalls.answer(l1.addresses, block, { ...answer, children, facts }));
    this.#duties.act(`answer ${key}`, { action: "answer", proposalId, run });
  }

  /** Asks L1 for a case's level, once: it multiplies the penalty. Until it is known, the least penalty counts. */
  #readLevel(key: string, { proposalId, seat }: SeatCase): void {
    if (this.#levels.has(key) || !this.#backoff.isDue(`level ${key}`)) return;
    this.#tasks.run(`level ${key}`, async () => {
      const { level } = await this.#view.l1.read("court", "caseOf", [proposalId, seat]);
      this.#levels.set(key, level);
    });
  }

  /** R8: after the contest window nobody can be asked for an answer. */
  #dropLate({ proposalId, outputs, seat }: OwnAnswer): void {
    const { chain } = this.#view;
    const reward = chain.rewards.settled(proposalId);
    if (reward === undefined) return;
    const { reportWindow, contestWindow } = chain.court;
    const from = reward.claimsFrom - BigInt(chain.settings.uncleWindow);
    if (chain.view.block.timestamp <= from + BigInt(reportWindow + contestWindow)) return;
    const key = answerKey(proposalId, nodeNumber(outputs.node), seat);
    this.#tasks.run(`drop ${key}`, () => this.#init.answers.remove(key));
  }

  /** The same set until it changes. */
  #ownSeats(): ReadonlySet<number> {
    const { seats } = this.#view.chain;
    const own = new Set(this.#publicKeys.flatMap((key) => seats.seatOf(key) ?? []));
    if (own.symmetricDifference(this.#own).size > 0) {
      this.#own = own;
      this.#ownList = [...own].map((seat) => ({ seat }));
    }
    return this.#own;
  }
}
