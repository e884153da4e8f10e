import { randomBytes } from "node:crypto";
import { buildBlock, executeBlock, poseidon2Hash } from "@trellis/ledger";
import {
  assign,
  bitmapHash,
  FIELD_MODULUS,
  fromHex,
  type Proposal,
  type Reveal,
  rollupId,
  roundPhase,
  type SignedTranscript,
  signCommitment,
  signProposal,
  toBigInt,
  toBytes,
  transcriptBitmap,
  transcriptRoot,
} from "@trellis/protocol";
import { BackgroundTasks } from "./BackgroundTasks.ts";
import type { BlockRecord } from "./BlockRecord.ts";
import { chooseBid } from "./bid.ts";
import type { NodeConfig } from "./NodeConfig.ts";
import type { ActingContext, Role } from "./NodeContext.ts";
import { viewWindows } from "./viewWindows.ts";

/** Part of the proposal window after which votes are no longer waited for. */
const VOTING_PART = 0.6;
/** Part of the proposal window in which transactions are still gathered. */
const BUILDING_PART = 0.2;

/** P1.2: builds blocks, bids for them, assembles transcripts, commits and reveals. */
export class ProposerRole implements Role {
  readonly #context: ActingContext;
  readonly #settings: NonNullable<NodeConfig["proposer"]>;
  readonly #secretKey: Uint8Array;
  readonly #tasks: BackgroundTasks;
  /** The block of the running round, until it is decided. */
  #own:
    | { readonly record: BlockRecord; readonly reveal: Reveal; readonly commitAt: bigint; revealed: boolean }
    | undefined;
  /** Round for which no bid is possible or one was made. */
  #doneWith = "";
  #stopped = false;

  constructor(context: ActingContext, settings: NonNullable<NodeConfig["proposer"]>, secretKey: Uint8Array) {
    this.#context = context;
    this.#settings = settings;
    this.#secretKey = secretKey;
    this.#tasks = new BackgroundTasks((error, key) =>
      context.log.warn({ error, task: key }, "a proposer's task failed"),
    );
  }

  update(): void {
    const { chain } = this.#context;
    if (this.#stopped || !chain.isReady) return;
    const { height, round } = chain.view.status;
    const roundKey = `${height}/${round}`;
    const phase = roundPhase(viewWindows(chain.view), chain.now);
    if (this.#doneWith !== roundKey && (phase === "waiting" || phase === "proposal")) {
      if (!this.#isTimeToBuild()) return;
      this.#tasks.run(`propose ${roundKey}`, () => this.#propose(roundKey));
      return;
    }
    const own = this.#own;
    if (own === undefined || own.record.proposal.height !== height || own.record.proposal.round !== round)
      return;
    const committed = chain.commitment(own.record.id) !== undefined;
    if (!committed && (phase === "waiting" || phase === "proposal") && this.#votingIsOver(own)) {
      this.#tasks.run(`commit ${own.record.id}`, () => this.#commit(own.record));
    }
    if (committed && phase === "proof" && !own.revealed) {
      this.#tasks.run(`reveal ${own.record.id}`, () => this.#reveal(own));
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#tasks.settled();
  }

  /** A block is built a little into the window, from what users have sent by then, and when somebody is there to vote for it. */
  #isTimeToBuild(): boolean {
    const { chain, gossip } = this.#context;
    const windows = viewWindows(chain.view);
    if (windows === undefined) return gossip.peers().length > 0;
    const { proposalWindow } = chain.view.status.settings;
    return chain.now >= windows.start + BigInt(Math.floor(proposalWindow * BUILDING_PART));
  }

  /** P4.1. */
  async #propose(roundKey: string): Promise<void> {
    const { chain, domain, pool, records, gossip, l1, log, emit, actions } = this.#context;
    const { status } = chain.view;
    const { depth, proverShareBps, bidFraction } = this.#settings;
    const { state, proposalId: parent } = chain.head;
    const queue = chain.messages.slice(Number(status.messagesConsumed));
    const before = chain.queueHash(status.messagesConsumed);
    const common = { rollupId: rollupId(domain), depth, skipSignatures: true };
    const transactions = buildBlock({ ...common, state, transactions: pool.candidates(), deposits: queue });
    const block = executeBlock(state, transactions, { ...common, messages: { before, queue } });
    const proposer = actions.sender.address;
    const affordable = (await l1.balanceOf(proposer)) - status.settings.bond;
    const burnBid = chooseBid(
      { fees: block.fees, blockReward: status.settings.blockReward, proverShareBps },
      bidFraction,
      status.settings.minBurnBid,
      affordable,
    );
    this.#doneWith = roundKey;
    if (burnBid === undefined) {
      log.warn({ affordable }, "not enough balance on L1 to bid; deposit more");
      emit({
        event: "problem",
        code: "TRL-NOD-020",
        message: "not enough balance on L1 to bid; deposit more",
      });
      return;
    }
    const secret = toBigInt(Uint8Array.from(randomBytes(32))) % FIELD_MODULUS;
    const proposal: Proposal = {
      height: status.height,
      round: status.round,
      parent: fromHex(parent),
      depth,
      orderCommitment: toBytes(poseidon2Hash([secret, block.txsRoot]), 32),
      proverShareBps,
      burnBid,
      proposer: fromHex(proposer),
      expiry: chain.now + BigInt(status.settings.proposalWindow) * 4n,
    };
    const signed = signProposal(domain, proposal, this.#secretKey);
    const windows = viewWindows(chain.view);
    const voting = BigInt(Math.ceil(status.settings.proposalWindow * VOTING_PART));
    const latest = windows === undefined ? chain.now + voting : windows.start + voting;
    // A proposer that comes late in the window still gives the provers a moment.
    const commitAt = latest > chain.now ? latest : chain.now + 1n;
    // Gossip judges own messages like others': what the node knows already would count as a repetition.
    const { verdict } = await gossip.publish("proposal", signed);
    if (verdict.result !== "accept") {
      log.warn({ verdict }, "the own proposal is not relayed");
      return;
    }
    const record = records.addSigned(signed);
    record.execution = block;
    this.#own = {
      record,
      reveal: { proposalId: fromHex(record.id), secret: toBytes(secret, 32), transactions },
      commitAt,
      revealed: false,
    };
    emit({
      event: "proposed",
      proposalId: record.id,
      height: String(proposal.height),
      round: proposal.round,
      depth,
      transactions: transactions.length,
      burnBid: String(burnBid),
      proverShareBps,
      proposer,
    });
  }

  #votingIsOver({ record, commitAt }: { record: BlockRecord; commitAt: bigint }): boolean {
    return record.votes.length > 0 && this.#context.chain.now >= commitAt;
  }

  /** P5. */
  async #commit(record: BlockRecord): Promise<void> {
    const { gossip, emit, actions } = this.#context;
    // Once assembled it stays: peers may hold it already, and L1 must show the same root.
    const transcript = record.transcript ?? this.#assemble(record);
    if (transcript === undefined) return;
    const bitmap = transcriptBitmap(transcript.entries);
    if (record.transcript === undefined) {
      record.setTranscript(transcript);
      await gossip.publish("transcript", transcript);
      emit({
        event: "transcript",
        proposalId: record.id,
        depth: record.proposal.depth,
        provers: bitmap.count(),
        entries: transcript.entries.map(({ node, seat }) => ({ depth: node.depth, index: node.index, seat })),
      });
    }
    const mined = await actions.commit(record.proposal, transcript.transcriptRoot, bitmap);
    emit({
      event: "l1_transaction",
      action: "commit",
      hash: mined.hash,
      gas: String(mined.gasUsed),
      proposalId: record.id,
    });
  }

  /** P5.1, P5.2: undefined while no active seat has voted. */
  #assemble(record: BlockRecord): SignedTranscript | undefined {
    const { chain, domain } = this.#context;
    const active = chain.active;
    const votes = record.votes.filter((vote) => active.has(vote.seat));
    if (votes.length === 0) return undefined;
    const proposalId = fromHex(record.id);
    const entries = assign(votes, record.proposal.depth);
    const root = transcriptRoot(entries, record.proposal.depth);
    const hashOfBitmap = bitmapHash(transcriptBitmap(entries));
    return {
      proposalId,
      transcriptRoot: root,
      bitmapHash: hashOfBitmap,
      entries,
      signature: signCommitment(domain, proposalId, root, hashOfBitmap, this.#secretKey),
    };
  }

  /** P6.1. */
  async #reveal(own: { record: BlockRecord; reveal: Reveal; revealed: boolean }): Promise<void> {
    own.revealed = true;
    own.record.reveal = own.reveal;
    own.record.executedAt ??= performance.now();
    await this.#context.gossip.publish("reveal", own.reveal);
    this.#context.emit({
      event: "revealed",
      proposalId: own.record.id,
      transactions: own.reveal.transactions.length,
      depth: own.record.proposal.depth,
    });
  }
}
