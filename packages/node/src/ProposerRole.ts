import { randomBytes } from "node:crypto";
import { buildBlock, type ExecutedBlock, executeBlock, poseidon2Hash } from "@trellis/ledger";
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
  type Transaction,
  TrellisError,
  toBigInt,
  toBytes,
  transcriptBitmap,
  transcriptRoot,
} from "@trellis/protocol";
import { BackgroundTasks } from "./BackgroundTasks.ts";
import { Backoff } from "./Backoff.ts";
import type { BlockRecord } from "./BlockRecord.ts";
import { chooseBid } from "./bid.ts";
import type { Head } from "./Chain.ts";
import { assignToOthers } from "./FaultyRole.ts";
import type { NodeConfig } from "./NodeConfig.ts";
import type { ActingContext, Role } from "./NodeContext.ts";
import { refusal } from "./refusal.ts";
import { viewWindows } from "./viewWindows.ts";

/** Part of the proposal window after which votes are no longer waited for. */
const VOTING_PART = 0.6;
/** Part of the proposal window in which transactions are still gathered. */
const BUILDING_PART = 0.2;
/** Windows that a proposal outlasts, and seconds that it lives at least: while no window is open, provers may be long in coming. */
const LIFE_WINDOWS = 4;
const MIN_LIFE = 600n;
/** Pauses after what did not go through. */
const RETRY = { firstMs: 1_000, maxMs: 30_000 };

/** The block of the running round, until it is decided. */
interface OwnBlock {
  readonly record: BlockRecord;
  readonly reveal: Reveal;
  readonly commitAt: bigint;
  /** Stays once it is made, unless L1 refuses it: peers may hold it already, and L1 must show the same root. */
  transcript: SignedTranscript | undefined;
  isTranscriptSent: boolean;
  /** L1 block with the commitment, once it is mined. */
  committedIn: bigint | undefined;
  isRevealed: boolean;
}

interface BuiltBlock {
  readonly head: Head;
  readonly transactions: readonly Transaction[];
  readonly block: ExecutedBlock;
}

/** P1.2: builds blocks, bids for them, assembles transcripts, commits and reveals. */
export class ProposerRole implements Role {
  readonly #context: ActingContext;
  readonly #settings: NonNullable<NodeConfig["proposer"]>;
  readonly #secretKey: Uint8Array;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  #own: OwnBlock | undefined;
  #roundKey = "";
  #stopped = false;

  constructor(context: ActingContext, settings: NonNullable<NodeConfig["proposer"]>, secretKey: Uint8Array) {
    this.#context = context;
    this.#settings = settings;
    this.#secretKey = secretKey;
    this.#backoff = new Backoff(context.clock, RETRY);
    this.#tasks = new BackgroundTasks((error, key) => {
      if (!this.#stopped) context.log.warn({ error, task: key }, "a proposer's task failed");
      this.#backoff.failed(key);
    });
  }

  update(): void {
    const { chain } = this.#context;
    if (this.#stopped || !chain.isReady) return;
    const { height, round } = chain.view.status;
    const roundKey = `${height}/${round}`;
    if (roundKey !== this.#roundKey) {
      this.#roundKey = roundKey;
      this.#own = undefined;
      this.#backoff.clear();
    }
    const phase = roundPhase(viewWindows(chain.view), chain.now);
    const own = this.#own;
    const isCommitted = own !== undefined && chain.commitment(own.record.id) !== undefined;
    if (phase === "waiting" || phase === "proposal") {
      if (!isCommitted && this.#needsProposal(own) && this.#isTimeToBuild()) {
        this.#try(`propose ${roundKey}`, () => this.#propose(roundKey));
      } else if (own !== undefined && !isCommitted && this.#isTimeToCommit(own)) {
        this.#try(`commit ${own.record.id}`, () => this.#commit(own));
      }
    }
    if (own === undefined || !isCommitted) return;
    if (!own.isTranscriptSent && own.transcript !== undefined) {
      this.#try(`transcript ${own.record.id}`, () => this.#sendTranscript(own, own.transcript!));
    }
    if (phase === "proof" && !own.isRevealed) {
      this.#try(`reveal ${own.record.id}`, () => this.#reveal(own));
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#tasks.settled();
  }

  #try(key: string, task: () => Promise<void>): void {
    if (this.#backoff.isDue(key)) this.#tasks.run(key, task);
  }

  /** There is none yet, or the one there is dies before it can be committed. */
  #needsProposal(own: OwnBlock | undefined): boolean {
    if (own === undefined) return true;
    if (own.committedIn !== undefined || this.#tasks.has(`commit ${own.record.id}`)) return false;
    const { chain } = this.#context;
    const window = BigInt(chain.view.status.settings.proposalWindow);
    return chain.now + window >= own.record.proposal.expiry;
  }

  /** A block is built a little into the window, from what users have sent by then, and when somebody may be there to vote for it. */
  #isTimeToBuild(): boolean {
    const { chain, gossip, config } = this.#context;
    const windows = viewWindows(chain.view);
    if (windows === undefined) return config.prover !== undefined || gossip.peers().length > 0;
    const { proposalWindow } = chain.view.status.settings;
    return chain.now >= windows.start + BigInt(Math.floor(proposalWindow * BUILDING_PART));
  }

  /** P4.1. */
  async #propose(roundKey: string): Promise<void> {
    const { chain, l1, actions } = this.#context;
    const { status } = chain.view;
    const { head } = chain;
    const built = this.#build();
    const { block } = built;
    const proposer = actions.sender.address;
    const affordable = (await l1.balanceOf(proposer)) - (await l1.bondOf(proposer)); // P9.6
    const burnBid = chooseBid(
      {
        fees: block.fees,
        blockReward: status.settings.blockReward,
        proverShareBps: this.#settings.proverShareBps,
      },
      this.#settings.bidFraction,
      status.settings.minBurnBid,
      affordable,
    );
    if (burnBid === undefined) {
      this.#reportPoverty(`propose ${roundKey}`, affordable);
      return;
    }
    // What was built on is not the head any more: the next update builds anew.
    if (this.#stopped || chain.head !== head || this.#roundKey !== roundKey) return;
    const secret = toBigInt(Uint8Array.from(randomBytes(32))) % FIELD_MODULUS;
    const window = BigInt(status.settings.proposalWindow);
    const life = window * BigInt(LIFE_WINDOWS);
    const proposal: Proposal = {
      height: status.height,
      round: status.round,
      parent: fromHex(head.proposalId),
      depth: this.#settings.depth,
      orderCommitment: toBytes(poseidon2Hash([secret, block.txsRoot]), 32),
      proverShareBps: this.#settings.proverShareBps,
      burnBid,
      proposer: fromHex(proposer),
      expiry: chain.now + (life > MIN_LIFE ? life : MIN_LIFE),
    };
    await this.#offer(proposal, built, toBytes(secret, 32));
  }

  #build(): BuiltBlock {
    const { chain, domain, pool } = this.#context;
    const { messagesConsumed } = chain.view.status;
    const { head } = chain;
    const { state } = head;
    const queue = chain.messages.slice(Number(messagesConsumed));
    const before = chain.queueHash(messagesConsumed);
    const common = { rollupId: rollupId(domain), depth: this.#settings.depth, skipSignatures: true };
    const transactions = buildBlock({ ...common, state, transactions: pool.candidates(), messages: queue });
    const block = executeBlock(state, transactions, { ...common, messages: { before, queue } });
    return { head, transactions, block };
  }

  /** Once a round, and then as often as it is tried again in vain, to the log alone. */
  #reportPoverty(key: string, affordable: bigint): void {
    const { log, emit } = this.#context;
    const message = "not enough balance on L1 to bid; deposit more";
    log.warn({ affordable: String(affordable) }, message);
    if (this.#backoff.failures(key) === 0) emit({ event: "problem", code: "TRL-NOD-020", message });
    this.#backoff.failed(key);
  }

  async #offer(proposal: Proposal, built: BuiltBlock, secret: Uint8Array): Promise<void> {
    const { chain, domain, gossip, records, emit } = this.#context;
    const signed = signProposal(domain, proposal, this.#secretKey);
    // Gossip judges own messages like others': what the node knows already would count as a repetition.
    const { verdict } = await gossip.publish("proposal", signed);
    if (verdict.result !== "accept") {
      throw new TrellisError("TRL-NOD-021", `the own proposal is not relayed: ${verdict.reason}`);
    }
    // The round has ended meanwhile.
    if (this.#roundKey !== `${proposal.height}/${proposal.round}`) return;
    const { head, transactions, block } = built;
    const record = records.addSigned(signed);
    record.isPinned = true;
    // After a reorganisation of L1 it has to be executed anew.
    if (chain.head === head) record.execution = block;
    this.#own = {
      record,
      reveal: { proposalId: fromHex(record.id), secret, transactions },
      commitAt: this.#commitAt(),
      transcript: undefined,
      isTranscriptSent: false,
      committedIn: undefined,
      isRevealed: false,
    };
    emit({
      event: "proposed",
      proposalId: record.id,
      height: String(proposal.height),
      round: proposal.round,
      depth: proposal.depth,
      transactions: transactions.length,
      burnBid: String(proposal.burnBid),
      proverShareBps: proposal.proverShareBps,
      proposer: this.#context.actions.sender.address,
    });
  }

  #commitAt(): bigint {
    const { chain } = this.#context;
    const windows = viewWindows(chain.view);
    const voting = BigInt(Math.ceil(chain.view.status.settings.proposalWindow * VOTING_PART));
    const latest = windows === undefined ? chain.now + voting : windows.start + voting;
    // A proposer that comes late in the window still gives the provers a moment.
    return latest > chain.now ? latest : chain.now + 1n;
  }

  #isTimeToCommit(own: OwnBlock): boolean {
    const { chain } = this.#context;
    // Mined, but not in the view yet.
    if (own.committedIn !== undefined && chain.view.block.number < own.committedIn) return false;
    return own.record.voteCount > 0 && chain.now >= own.commitAt;
  }

  /** P5. */
  async #commit(own: OwnBlock): Promise<void> {
    const { emit, actions, log } = this.#context;
    const { record } = own;
    const transcript = own.transcript ?? this.#assemble(record);
    if (transcript === undefined) return;
    const bitmap = transcriptBitmap(transcript.entries);
    if (own.transcript === undefined) {
      own.transcript = transcript;
      own.isTranscriptSent = false;
      record.addTranscript(transcript);
      emit({
        event: "transcript",
        proposalId: record.id,
        depth: record.proposal.depth,
        provers: bitmap.count(),
        entries: transcript.entries.map(({ node, seat }) => ({ depth: node.depth, index: node.index, seat })),
      });
    }
    // What gossip does not take now it takes after the commitment, which matters more.
    await this.#sendTranscript(own, transcript).catch((error) =>
      log.warn({ error }, "the transcript is not relayed yet"),
    );
    let mined: Awaited<ReturnType<typeof actions.commit>>;
    try {
      mined = await actions.commit(record.proposal, transcript.transcriptRoot, bitmap);
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
      gas: String(mined.gasUsed),
      proposalId: record.id,
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
  #assemble(record: BlockRecord): SignedTranscript | undefined {
    const { chain, domain, config } = this.#context;
    const { active } = chain;
    const votes = record.votes.filter((vote) => active.has(vote.seat));
    if (votes.length === 0) return undefined;
    const proposalId = fromHex(record.id);
    const { depth } = record.proposal;
    const leftOut = config.faults?.leftOutSeats;
    const entries = leftOut === undefined ? assign(votes, depth) : assignToOthers(votes, depth, leftOut);
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

  /** P6.1. @throws TRL-NOD-023 if gossip does not take it now. */
  async #reveal(own: OwnBlock): Promise<void> {
    const { chain, gossip, emit } = this.#context;
    own.record.open(own.reveal, chain.now);
    const { verdict } = await gossip.publish("reveal", own.reveal);
    if (verdict.result !== "accept" && verdict.reason !== "known") {
      throw new TrellisError("TRL-NOD-023", `the own order is not relayed: ${verdict.reason}`);
    }
    own.isRevealed = true;
    emit({
      event: "revealed",
      proposalId: own.record.id,
      transactions: own.reveal.transactions.length,
      depth: own.record.proposal.depth,
    });
  }
}
