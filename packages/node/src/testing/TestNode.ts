import assert from "node:assert/strict";
import { poseidon2Hash } from "@trellis/field";
import type { L1View } from "@trellis/l1";
import { executeBlock } from "@trellis/ledger";
import {
  addressOf,
  bitmapHash,
  type Contribution,
  fromHex,
  type NodeProof,
  nodeCount,
  nodeProofDigest,
  type Proposal,
  type Reveal,
  type RollupDomain,
  rollupId,
  type SignedTranscript,
  sha256,
  type Transaction,
  type TreeNode,
  toBytes,
  toHex,
  transcriptBitmap,
  transcriptRoot,
  type Vote,
} from "@trellis/protocol";
import { publicKeyOf, signCommitment, signDigest, signProposal, signVote } from "@trellis/protocol/keys";
import type { ProvingJob } from "@trellis/prover";
import { type TrellisEvent, writeEvent } from "@trellis/rpc-api";
import { assign } from "@trellis/strategy";
import { pino } from "pino";
import type { Hex } from "viem";
import { Chain, type FinalBlock } from "../chain/Chain.ts";
import { contributionTreeOf } from "../proposals/contributionTreeOf.ts";
import type { KnownProposal } from "../proposals/KnownProposal.ts";
import { KnownProposals } from "../proposals/KnownProposals.ts";
import { ProofBook } from "../proposals/ProofBook.ts";
import type { ContesterView } from "../roles/court/NodeContester.ts";
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
import { TestProofs } from "./TestProofs.ts";
import { claimCall, contestCall, reportCall, type TakenBlock } from "./takenBlock.ts";

export const DOMAIN: RollupDomain = { chainId: 31_337n, rollup: new Uint8Array(20).fill(7) };

/** Whoever else calls contracts. */
const STRANGER: Hex = `0x${"57".repeat(20)}`;

/** A secret key for tests, from a name. */
export function secretOf(name: string): Uint8Array {
  return sha256(new TextEncoder().encode(`test ${name}`));
}

export const seatSecret = (seat: number): Uint8Array => secretOf(`seat ${seat}`);
export const addressOfSecret = (secret: Uint8Array): Hex => toHex(addressOf(publicKeyOf(secret)));

/** Another proposer's bid. */
export interface Rival {
  readonly known: KnownProposal;
  readonly reveal: Reveal;
  readonly transcript: SignedTranscript;
}

/** The parts of a node on a fake L1 and network. The clock stands still unless a test moves it. */
export class TestNode {
  /** Milliseconds. */
  time = 1_000;
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
  readonly address: Hex;
  readonly pending: PendingTransactions;
  /** The parts that roles, faults and RPC take their views from. */
  readonly parts: ProposerView & ProverView & ContesterView;
  readonly book: ProofBook;
  readonly executor: BlockExecutor;
  readonly #takenBlocks = new Map<Hex, TakenBlock>();

  /** @param seats - provers that have joined: {@link seatSecret} 0, 1, … */
  constructor({ seats = 4, name = "own", pipelined = false } = {}) {
    this.l1 = new FakeL1(DOMAIN, () => this.time, { pipelined });
    this.secretKey = secretOf(name);
    this.address = addressOfSecret(this.secretKey);
    this.pending = new PendingTransactions(
      rollupId(DOMAIN),
      this.chain.head.state,
      (id) => this.proposals.get(id)?.execution,
    );
    const { l1 } = this;
    this.parts = {
      domain: DOMAIN,
      chain: this.chain,
      proposals: this.proposals,
      pending: this.pending,
      thread: this.thread,
      gossip: this.gossip,
      proofs: this.proofs,
      l1: fakeClient(l1),
      sender: fakeSender(l1, this.address),
      clock: () => this.time,
      emit: (event) => {
        // Every event in a test must match its schema.
        writeEvent(event);
        this.events.push(event);
      },
      log: pino({ level: "silent" }),
    };
    this.book = new ProofBook(this.parts);
    this.executor = new BlockExecutor(this.parts, this.book, () => {});
    for (let seat = 0; seat < seats; seat++) l1.join(publicKeyOf(seatSecret(seat)));
    l1.depositBalance(this.address, 1_000_000n);
  }

  /** A node that has read L1, with the proposal window open or not open yet. */
  static async started(
    options: { seats?: number; name?: string; isOpen?: boolean; pipelined?: boolean } = {},
  ): Promise<TestNode> {
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
    this.pass(Number(this.l1.status.proofStart - this.l1.now));
  }

  /** To the first second after the proof window. */
  toEnd(): void {
    this.pass(Number(this.l1.status.proofEnd - this.l1.now));
  }

  /** Events of one kind so far. */
  of<Name extends TrellisEvent["event"]>(name: Name): Extract<TrellisEvent, { event: Name }>[] {
    return this.events.filter((event) => event.event === name) as Extract<TrellisEvent, { event: Name }>[];
  }

  vote(id: Hex, seat: number, slot = 0): Vote {
    return signVote(DOMAIN, { proposalId: fromHex(id), depth: 0, index: 0, slot, seat }, seatSecret(seat));
  }

  /**
   * A rival's bid in this round, known here with its transcript.
   * @param named - seats by node number, each with one vote, in slots from 0 up.
   * @param on - P3.4: what it builds on, in the round on top of the running one; executed here.
   */
  rival(
    named: readonly number[],
    {
      name = "rival",
      depth = 1,
      burnBid = 500n,
      transactions = [],
      on,
    }: {
      name?: string;
      depth?: number;
      burnBid?: bigint;
      transactions?: readonly Transaction[];
      on?: Rival;
    } = {},
  ): Rival {
    const secretKey = secretOf(name);
    const secret = 12_345n;
    const { chain } = this;
    const { status } = chain.view;
    const below = on?.known.execution;
    const consumed = status.messagesConsumed + BigInt(below?.consumed ?? 0);
    let txsRoot = 1n;
    try {
      const messages = { before: chain.queueHash(consumed), queue: chain.messages.slice(Number(consumed)) };
      const context = { rollupId: rollupId(DOMAIN), depth, messages, skipSignatures: true };
      txsRoot = executeBlock(below?.stateAfter ?? chain.head.state, transactions, context).txsRoot;
    } catch {
      // A block that cannot be executed; its commitments do not matter.
    }
    const { height, round } = on === undefined ? status : status.next;
    const proposal: Proposal = {
      height,
      round,
      parent: fromHex(on?.known.id ?? chain.head.proposalId),
      depth,
      orderCommitment: toBytes(poseidon2Hash([secret, txsRoot]), 32),
      proverShareBps: 5_000,
      burnBid,
      proposer: addressOf(publicKeyOf(secretKey)),
      expiry: chain.now + 10_000n,
    };
    const known = this.proposals.addSigned(signProposal(DOMAIN, proposal, secretKey));
    const proposalId = fromHex(known.id);
    const votes = named.map((seat, slot) => this.vote(known.id, seat, slot));
    const entries =
      named.length === nodeCount(depth)
        ? votes.map(({ seat, slot, signature }, number) => {
            const at = 31 - Math.clz32(number + 1);
            const node = { depth: at, index: number + 1 - 2 ** at };
            return { node, seat, vote: { depth: 0, index: 0, slot }, signature };
          })
        : assign(votes, depth);
    const root = transcriptRoot(entries, depth);
    const hash = bitmapHash(transcriptBitmap(entries));
    const transcript: SignedTranscript = {
      proposalId,
      transcriptRoot: root,
      bitmapHash: hash,
      entries,
      signature: signCommitment(DOMAIN, proposalId, root, hash, secretKey),
    };
    return { known, reveal: { proposalId, secret: toBytes(secret, 32), transactions }, transcript };
  }

  /** A rival's committed bid. */
  committedRival(...args: Parameters<TestNode["rival"]>): Rival {
    const rival = this.rival(...args);
    rival.known.addTranscript(rival.transcript);
    const bitmap = transcriptBitmap(rival.transcript.entries);
    this.l1.commit(rival.known.proposal, rival.transcript.transcriptRoot, bitmap);
    this.see();
    return rival;
  }

  /** Reveals a rival's order here and executes it. */
  async reveal({ known, reveal }: Rival): Promise<void> {
    known.takeReveal(reveal, this.chain.now);
    this.executor.update();
    await until(() => known.execution !== undefined || known.failedAt !== undefined);
  }

  /** L1 accepts the block proof that is known here. */
  accept({ known, transcript }: Rival): void {
    const [root] = known.proofsOf({ depth: 0, index: 0 });
    const execution = known.execution!;
    this.#takenBlocks.set(known.id, {
      contributions: contributionTreeOf(root!.message, known.proposal.depth),
      data: execution.data,
      proverSetRoot: this.l1.status.proverSetRoot,
    });
    this.l1.submitProof({
      proposal: known.proposal,
      transcriptRoot: transcript.transcriptRoot,
      committedBitmap: transcriptBitmap(transcript.entries),
      provenBitmap: root!.bitmap,
      stateAfter: execution.stateAfter.root(),
      contributionsHash: root!.contributionsHash,
      fees: execution.fees,
      messageCount: this.l1.status.messagesConsumed + BigInt(execution.consumed),
      data: execution.data,
      proof: root!.message.proof,
    });
    this.see();
  }

  /** P9.1: somebody reports the seat that was named for a node of a block that L1 took. */
  report(bid: Rival, number: number): void {
    this.l1.send(STRANGER, reportCall(this.l1.addresses, bid, this.#taken(bid), number));
  }

  /** P9.3: somebody shows a seat's own proof of a node of a block that L1 took. */
  clear(bid: Rival, number: number, seat: number): void {
    this.l1.send(STRANGER, contestCall(this.l1.addresses, bid, this.#taken(bid), number, seat));
  }

  /** P8.3: somebody claims the pay of a node of a block that is final. */
  claim(bid: Rival, number: number): void {
    this.l1.send(STRANGER, claimCall(this.l1.addresses, bid, this.#taken(bid), number));
  }

  #taken({ known }: Rival): TakenBlock {
    const taken = this.#takenBlocks.get(known.id);
    assert(taken !== undefined, "L1 has taken the block's proof");
    return taken;
  }

  /** The accepted block becomes final. */
  finalise(): void {
    this.toEnd();
    this.l1.finalize();
    this.see();
  }

  /**
   * A rival's bid, executed and proven by these seats (node 0 first), with its proof accepted on L1.
   * @param named - whom its transcript names.
   */
  async acceptedRival(named: readonly number[], provers: readonly number[]): Promise<Rival> {
    const rival = this.committedRival(named);
    this.toProofWindow();
    await this.reveal(rival);
    await this.proveAll(rival.known, provers);
    this.accept(rival);
    return rival;
  }

  /** A seat's proof of a node of an executed block, on top of the proofs that are known here. */
  async proofBy(known: KnownProposal, node: TreeNode, seat: number, isTrue = true): Promise<NodeProof> {
    const { chain } = this;
    const named = known.namedFor(node);
    const own = named?.seat === seat ? named.vote : { ...node, slot: 0xffff };
    const vote = { depth: own.depth, index: own.index, slot: own.slot };
    const proposalId = fromHex(known.id);
    const { signature } = signVote(DOMAIN, { ...vote, proposalId, seat }, seatSecret(seat));
    const inputs = known.inputsOf(node);
    assert(inputs !== undefined && known.execution !== undefined);
    const children = inputs.map((input) => ({
      outputs: this.book.nodeOutputs(known, input.message.node, input),
      proof: input.message.proof,
    }));
    const prover = {
      seat,
      publicKey: publicKeyOf(seatSecret(seat)),
      vote,
      signature,
      seatPath: chain.seats.path(chain.proverSetRoot, seat)!,
    };
    const block = {
      rollupId: rollupId(DOMAIN),
      proposalId,
      treeDepth: known.proposal.depth,
      proverSetRoot: chain.proverSetRoot,
    };
    const [left, right] = children;
    const job: ProvingJob =
      inputs.length === 0
        ? { kind: "leaf", block, leaf: known.execution.leaves[node.index]!, prover }
        : node.depth > 0
          ? { kind: "merge", left: left!, right: right!, prover }
          : { kind: "root", left: left!, right: right!, prover, secret: known.reveal!.secret };
    const maker = new TestProofs();
    await maker.start();
    const { proof } = isTrue ? await maker.prove(job) : { proof: new Uint8Array(65).fill(1) };
    await maker.stop();
    const contributions: Contribution[] = [
      { node, seat, vote },
      ...inputs.flatMap(({ message }) => message.contributions),
    ];
    const unsigned = { proposalId, node, seat, contributions, voteSignature: signature, proof };
    const hash = contributionTreeOf({ ...unsigned, signature }, known.proposal.depth).root();
    return { ...unsigned, signature: signDigest(nodeProofDigest(DOMAIN, unsigned, hash), seatSecret(seat)) };
  }

  /** Proofs of all nodes of an executed block by these seats, node 0 first, into the book. */
  async proveAll(known: KnownProposal, seats: readonly number[]): Promise<void> {
    for (let number = seats.length - 1; number >= 0; number--) {
      const depth = 31 - Math.clz32(number + 1);
      const node = { depth, index: number + 1 - 2 ** depth };
      assert.equal(await this.book.take(await this.proofBy(known, node, seats[number]!)), "valid");
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
