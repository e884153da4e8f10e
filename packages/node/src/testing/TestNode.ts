import assert from "node:assert/strict";
import { type L1View, LocalSigner } from "@trellis/l1";
import type { NodeProof, RollupSettings } from "@trellis/protocol";
import {
  fromHex,
  nodeAt,
  ROOT_NODE,
  type RollupDomain,
  rollupId,
  type TreeNode,
  type Vote,
} from "@trellis/protocol";
import { publicKeyOf, signStartClaim, signVote } from "@trellis/protocol/keys";
import { type TrellisEvent, writeEvent } from "@trellis/rpc-api";
import { pino } from "pino";
import type { Hex } from "viem";
import { Chain, type FinalBlock } from "../chain/Chain.ts";
import { ProofFetcher } from "../fetching/ProofFetcher.ts";
import { ALONE, type DutyGate } from "../lease/DutyGate.ts";
import type { KnownProposal } from "../proposals/KnownProposal.ts";
import { KnownProposals } from "../proposals/KnownProposals.ts";
import { ProofBook } from "../proposals/proofs/ProofBook.ts";
import { BlockExecutor } from "../roles/executor/BlockExecutor.ts";
import type { ProposerView } from "../roles/proposer/ProposerRole.ts";
import type { ProverView } from "../roles/prover/ProverRole.ts";
import type { Role } from "../roles/Role.ts";
import { LedgerThread } from "../transactions/LedgerThread.ts";
import { PendingTransactions } from "../transactions/PendingTransactions.ts";
import { FakeGossip } from "./FakeGossip.ts";
import { FakeL1 } from "./FakeL1.ts";
import { fakeClient } from "./fakeClient.ts";
import { fakeSender } from "./fakeSender.ts";
import { proofBy } from "./proofBy.ts";
import { type Rival, type RivalOptions, rivalOf } from "./Rival.ts";
import { seatSecret, secretOf } from "./secrets.ts";
import { TestProofs } from "./TestProofs.ts";

export const DOMAIN: RollupDomain = { chainId: 31_337n, rollup: new Uint8Array(20).fill(7) };

/** How a test's node starts. */
export interface TestNodeOptions {
  /** Number of provers that have joined: {@link seatSecret} 0, 1, … */
  readonly seats?: number;
  /** Names its key. */
  readonly name?: string;
  readonly pipelined?: boolean;
  /** Of the deployment, where they differ from those of {@link FakeL1}. */
  readonly settings?: Partial<RollupSettings>;
}

/** The parts of a node on a fake L1 and network. The clock stands still unless a test moves it. */
export class TestNode {
  /** Milliseconds. */
  time = 1_000;
  /** Whether this machine may act with its keys. */
  gate: DutyGate = ALONE;
  readonly l1: FakeL1;
  readonly gossip = new FakeGossip();
  readonly proofs = new TestProofs();
  readonly proposals = new KnownProposals(DOMAIN);
  readonly chain = new Chain(
    () => this.time,
    (id) => this.proposals.get(id)?.execution,
  );
  readonly thread = new LedgerThread();
  readonly events: TrellisEvent[] = [];
  readonly secretKey: Uint8Array;
  readonly signer: LocalSigner;
  readonly address: Hex;
  readonly pending: PendingTransactions;
  /** The parts that roles, faults and RPC take their views from. */
  readonly parts: ProposerView & ProverView;
  readonly book: ProofBook;
  readonly fetcher: ProofFetcher;
  readonly executor: BlockExecutor;

  constructor({ seats = 4, name = "own", pipelined = false, settings = {} }: TestNodeOptions = {}) {
    this.l1 = new FakeL1(DOMAIN, () => this.time, { pipelined, ...settings });
    this.secretKey = secretOf(name);
    this.signer = new LocalSigner(this.secretKey);
    this.address = this.signer.address;
    this.pending = new PendingTransactions(
      rollupId(DOMAIN),
      this.chain.head.state,
      (id) => this.proposals.get(id)?.execution,
    );
    const { l1 } = this;
    const log = pino({ level: "silent" });
    this.book = new ProofBook({
      domain: DOMAIN,
      chain: this.chain,
      proposals: this.proposals,
      proofs: this.proofs,
      thread: this.thread,
    });
    const { chain, gossip, book } = this;
    this.fetcher = new ProofFetcher({
      chain,
      gossip,
      book,
      clock: () => this.time,
      log,
      onNews: () => {},
    });
    this.parts = {
      fetcher: this.fetcher,
      domain: DOMAIN,
      chain: this.chain,
      proposals: this.proposals,
      pending: this.pending,
      thread: this.thread,
      gossip: this.gossip,
      proofs: this.proofs,
      l1: fakeClient(l1),
      sender: fakeSender(l1, this.address),
      gate: {
        mayPromise: (round, now) => this.gate.mayPromise(round, now),
        requireDuty: () => this.gate.requireDuty(),
      },
      clock: () => this.time,
      emit: (event) => {
        // Every event in a test must match its schema.
        writeEvent(event);
        this.events.push(event);
      },
      log,
    };
    this.executor = new BlockExecutor(this.parts, this.book, () => {});
    for (let seat = 0; seat < seats; seat++) l1.join(publicKeyOf(seatSecret(seat)));
    l1.depositBalance(this.address, 1_000_000n);
  }

  /** A node that has read L1, with the proposal window open or not open yet. */
  static async started(options: TestNodeOptions & { readonly isOpen?: boolean } = {}): Promise<TestNode> {
    const node = new TestNode(options);
    await node.proofs.start();
    if (options.isOpen !== false) node.l1.open();
    node.see();
    return node;
  }

  /** Applies L1's next view, as the node does. */
  see(view: L1View = this.l1.view()): FinalBlock[] {
    const finals = this.chain.apply(view);
    this.pending.onChainChange({ view, chain: this.chain, undone: [], finals });
    if (view.reset) this.proposals.reset(this.chain);
    this.proposals.takeCommitments(view.events, this.chain);
    return finals;
  }

  /** Lets seconds pass and reads L1. */
  pass(seconds: number): FinalBlock[] {
    this.time += seconds * 1_000;
    return this.see();
  }

  /** To the first second of the proof window. */
  toProofWindow(): void {
    this.#to(this.chain.running.windows?.proofStart);
  }

  /** To the first second after the proof window. */
  toEnd(): void {
    this.#to(this.chain.running.windows?.proofEnd);
  }

  #to(time: bigint | undefined): void {
    assert(time !== undefined, "the round's window is open");
    this.pass(Number(time - this.l1.now));
  }

  /** Events of one kind so far. */
  of<Name extends TrellisEvent["event"]>(name: Name): Extract<TrellisEvent, { event: Name }>[] {
    return this.events.filter((event) => event.event === name) as Extract<TrellisEvent, { event: Name }>[];
  }

  vote(id: Hex, seat: number, slot = 0): Vote {
    return signVote(DOMAIN, { proposalId: fromHex(id), depth: 0, index: 0, slot, seat }, seatSecret(seat));
  }

  /**
   * A rival's bid in this round, known here.
   * @param named - seats by node number, or fewer, to be assigned. Each votes once, in slots from 0 up.
   */
  rival(named: readonly number[], options: RivalOptions = {}): Rival {
    return rivalOf(this.parts, named, options);
  }

  /** A rival's committed bid. */
  committedRival(named: readonly number[], options: RivalOptions = {}): Rival {
    const rival = this.rival(named, options);
    this.l1.commit(rival.known.proposal, rival.transcript.root(), rival.committed);
    this.see();
    return rival;
  }

  /** Reveals a rival's order with its transcript here and executes it. */
  async reveal({ known, reveal, transcript }: Rival): Promise<void> {
    known.takeReveal(reveal, transcript, this.chain.now);
    this.executor.update();
    await until(() => known.execution !== undefined || known.failedAt !== undefined);
  }

  /** R8: a seat claims a node of a block. */
  claim(known: KnownProposal, node: TreeNode, seat: number): void {
    known.addClaim(signStartClaim(DOMAIN, { proposalId: fromHex(known.id), node, seat }, seatSecret(seat)));
  }

  /** L1 accepts the block proof that is built on here. */
  accept({ known, transcript }: Rival): void {
    const root = known.proofOf(ROOT_NODE);
    const execution = known.execution;
    assert(root !== undefined && execution !== undefined, "the block is proven here");
    const { committed, provers, statesRoot, tally, fees } = this.book.blockOutputs(known, root);
    this.l1.submitProof({
      proposal: known.proposal,
      transcriptRoot: transcript.root(),
      committed,
      provers,
      stateAfter: execution.stateAfter.root(),
      statesRoot,
      tally,
      fees,
      messageCount: this.chain.view.status.messagesConsumed + BigInt(execution.consumed),
      data: execution.data,
      seatWords: root.message.seatWords,
      proof: root.message.proof,
    });
    this.see();
  }

  /** The accepted block becomes final after its proof window; without one the height restarts. */
  finalise(): void {
    this.toEnd();
    this.l1.finalize();
    this.see();
  }

  /** The round ends, and the next one's window opens. */
  nextRound(): void {
    this.finalise();
    this.l1.open();
    this.see();
  }

  /**
   * A rival's bid, executed and proven by these seats (node 0 first), with its proof accepted on L1.
   * @param named - whom its transcript names.
   */
  async acceptedRival(
    named: readonly number[],
    provers: readonly number[],
    options: RivalOptions = {},
  ): Promise<Rival> {
    const rival = this.committedRival(named, options);
    this.toProofWindow();
    await this.reveal(rival);
    await this.proveAll(rival.known, provers);
    this.accept(rival);
    return rival;
  }

  /** A seat's proof of a node of an executed block, on top of the proofs that are known here: {@link proofBy}. */
  proofBy(known: KnownProposal, node: TreeNode, seat: number, isTrue = true): Promise<NodeProof> {
    return proofBy({ domain: DOMAIN, book: this.book }, known, node, seat, isTrue);
  }

  /** Proofs of all nodes of an executed block by these seats, node 0 first, into the book. */
  async proveAll(known: KnownProposal, seats: readonly number[]): Promise<void> {
    for (let number = seats.length - 1; number >= 0; number--) {
      const proof = await this.proofBy(known, nodeAt(number), seats[number]!);
      assert.equal(await this.book.take(proof), "valid");
    }
  }
}

/** Lets seconds pass, then runs a role and its due actions. */
export async function turn(node: TestNode, role: Role, seconds = 0): Promise<void> {
  node.pass(seconds);
  role.update();
  await rest();
}

/** Waits until something holds: first for turns of the event loop, then for time, which disk and threads need. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; !(await holds()); turn++) {
    assert(turn < 6_000, `did not happen: ${holds}`);
    await new Promise<unknown>((resolve) => (turn < 1_000 ? setImmediate(resolve) : setTimeout(resolve, 5)));
  }
}

/** Waits until all work under way has ended. */
export async function rest(turns = 30): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export type { Rival } from "./Rival.ts";
export { addressOfSecret, seatSecret, secretOf } from "./secrets.ts";
