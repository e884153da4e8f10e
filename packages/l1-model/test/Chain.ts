import {
  bitmapHash,
  type CourtSettings,
  dataHash,
  decodeSeatWord,
  fromHex,
  type NewSeats,
  newSeatsHash,
  nodeAt,
  nodeCount,
  type Proposal,
  ProverBitmap,
  type RollupSettings,
  seatWordPath,
  seatWordsRoot,
  TranscriptTree,
  toBytes,
  toHex,
} from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import type { Call } from "../src/calls/Call.ts";
import {
  type BlockFacts,
  type ModelContracts,
  ModelWorld,
  type ModelWorldInit,
  type ProofSubmission,
} from "../src/index.ts";
import { type Block, blockProof, nodeStates, stateSiblings, statesOf, type Work } from "./blockProof.ts";

const address = (number: number): Hex => toHex(toBytes(number, 20));
const ETHER = 10n ** 18n;

export const SETTINGS: RollupSettings = {
  slotTime: 12,
  proposalWindow: 120,
  proofWindow: 600,
  inclusionDelay: 3_600,
  escapeDelay: 86_400,
  uncleWindow: 600,
  minBurnBid: ETHER / 100n,
  bond: ETHER,
  bondBps: 10_000,
  blockReward: 100n * ETHER,
  leafWeight: 1,
  mergeWeight: 4,
  rootWeight: 4,
  uncommittedFactorBps: 5_000,
  minProverShareBps: 5_000,
  targetProvers: 16,
  alphaMin: 65_536,
  alphaMax: 376_832,
  unclePayBps: 9_500,
  uncleMinBps: 0,
  uncles: 8,
  messageFee: ETHER / 100n,
  earlyEnd: true,
  pipelined: false,
};

export const COURT: CourtSettings = {
  reportWindow: 600,
  contestWindow: 600,
  penaltyFactor: 2,
  reportBounty: ETHER,
  levelDecay: 86_400,
  slashBps: 100,
};

export const STAKE = 1_000n * ETHER;

const ADDRESSES = {
  vault: address(101),
  registry: address(102),
  auction: address(103),
  rollup: address(104),
  rewards: address(105),
  bridge: address(106),
  court: address(107),
};

/** What a proposer commits. */
export interface Offer {
  readonly proposer: Hex;
  readonly bid: bigint;
  readonly depth: number;
  /** Seat named for a node, by its number. */
  readonly named: ReadonlyMap<number, number>;
  /** Seats whose votes the proposer has; all named ones if left out. */
  readonly voted?: Iterable<number>;
  /** Seats of the bitmap; the named ones if left out. */
  readonly bitmap?: Iterable<number>;
  readonly parent?: Hex;
  readonly height?: number;
  readonly share?: number;
  /** Makes proposals differ. */
  readonly salt?: number;
}

/** Where a chain stands, if not at addresses of its own, and who is told of its calls. */
export interface Site {
  readonly init: ModelWorldInit;
  /** Has tokens for all accounts. */
  readonly bank: Hex;
  /** Told of each call before it is made. Its answer is told what came of it. */
  readonly contracts: (world: ModelContracts, call: Call) => ModelContracts;
}

/** A {@link ModelWorld} with a clock, and calls as its users make them. Amounts are wei, times seconds of L1. */
export class Chain {
  readonly world: ModelWorld;
  time = 1_000_000n;
  #keys = 0;
  #salt = 0;

  readonly #site: Site | undefined;

  constructor(settings: Partial<RollupSettings> = {}, court: Partial<CourtSettings> = {}, site?: Site) {
    this.#site = site;
    if (site !== undefined) {
      this.time = site.init.deployedAt + 10n;
      this.world = new ModelWorld(site.init);
      return;
    }
    this.world = new ModelWorld({
      domain: { chainId: 31_337n, rollup: fromHex(ADDRESSES.rollup) },
      addresses: ADDRESSES,
      settings: { ...SETTINGS, ...settings },
      registrySettings: { stake: STAKE, minStake: STAKE / 2n, exitDelay: 86_400 },
      courtSettings: { ...COURT, ...court },
      genesisStateRoot: 1n,
      deployedAt: this.time,
      verdicts: {
        acceptsProof: (proof) => proof[0] === 1,
        acceptsSignature: (_signer, _digest, signature) => signature[0] === 1,
      },
    });
  }

  get settings(): RollupSettings {
    return this.world.auction.settings;
  }

  get running() {
    return this.world.auction.rounds.running;
  }

  /** Seconds pass. */
  pass(seconds: number): void {
    this.time += BigInt(seconds);
  }

  /** Time passes until this moment, if it has not come. */
  until(time: bigint): void {
    if (time > this.time) this.time = time;
  }

  /** Runs one call of an account. */
  as<Result>(from: Hex, body: (contracts: ModelContracts, call: Call) => Result): Result {
    const call = { from, time: this.time };
    return this.world.call((contracts) => body(this.#site?.contracts(contracts, call) ?? contracts, call))
      .result;
  }

  /** Gives an account tokens that the vault may take. */
  fund(account: Hex, amount: bigint): void {
    const site = this.#site;
    if (site !== undefined) {
      const most = (1n << 256n) - 1n;
      this.as(site.bank, ({ token }, call) => token.transfer(call, account, amount));
      this.as(account, ({ token }, call) => token.approve(call, site.init.addresses.vault, most));
      return;
    }
    this.as(account, ({ token }, call) => {
      token.mint(account, amount);
      token.approve(call, ADDRESSES.vault, (1n << 256n) - 1n);
    });
  }

  /** An account becomes a proposer with a balance. */
  fundProposer(account: Hex, amount: bigint): void {
    this.fund(account, amount);
    this.as(account, ({ auction }, call) => auction.balances.depositBalance(call, account, amount));
  }

  /** An account takes seats. */
  join(owner: Hex, count: number): number[] {
    this.fund(owner, STAKE * BigInt(count));
    return Array.from({ length: count }, () => {
      this.#keys += 1;
      const key = publicKeyOf(toBytes(this.#keys, 32));
      return this.as(owner, ({ registry }, call) => registry.join(call, key, owner, Uint8Array.of(1)));
    });
  }

  /** Commits a block. */
  commit(offer: Offer): Block {
    const { proposer, bid, depth, named, share = 5_000 } = offer;
    const { running } = this;
    const head = this.world.rollup.head;
    this.#salt += 1;
    const proposal: Proposal = {
      height: BigInt(offer.height ?? running.height),
      round: offer.height === undefined ? running.number : 0,
      parent: fromHex(offer.parent ?? head.proposalId),
      depth,
      orderCommitment: toBytes(offer.salt ?? this.#salt, 32),
      proverShareBps: share,
      burnBid: bid,
      proposer: fromHex(proposer),
      expiry: 1n << 40n,
    };
    const transcript = TranscriptTree.of(
      [...named].map(([number, seat]) => ({
        node: nodeAt(number),
        seat,
        vote: { depth: 0, index: 0, slot: number },
      })),
    );
    const bitmap = ProverBitmap.of(new Set(offer.bitmap ?? named.values()));
    const id = this.as(proposer, ({ auction }, call) =>
      auction.commit(call, proposal, transcript.root(), bitmap, new Uint8Array()),
    );
    const { roundId } = this.world.auction.commitmentOf(id)!;
    const committed = bitmap.and(this.world.auction.rounds.recordOf(roundId)!.active);
    const voted = new Set(offer.voted ?? named.values());
    return { id, proposal, transcript, named, voted, committed, stateBefore: head.stateRoot };
  }

  submit(block: Block, work: ReadonlyMap<number, Work>): ProofSubmission {
    const submission = blockProof(block, work);
    this.as(address(1), ({ rollup }, call) => rollup.submitProof(call, submission));
    return submission;
  }

  /** The proof window of the running round begins. */
  toProofs(): void {
    this.until(this.running.proofStart);
  }

  /** The proof window of a block's round is over. */
  toProofEnd({ id }: Block): void {
    const { roundId } = this.world.auction.commitmentOf(id)!;
    this.until(this.world.auction.rounds.recordOf(roundId)!.proofEnd);
  }

  finalize(from: Hex = address(1)): void {
    this.as(from, ({ rollup }, call) => rollup.finalize(call));
  }

  settle({ proposal }: Block): void {
    this.as(address(1), ({ rewards }, call) => rewards.settle(call, proposal));
  }

  refund({ proposal }: Block, winner: Block | undefined): void {
    this.as(address(1), ({ auction }, call) =>
      auction.refund(call, proposal, (winner ?? { proposal }).proposal),
    );
  }

  factsOf(block: Block): BlockFacts {
    const { roundId } = this.world.auction.commitmentOf(block.id)!;
    return {
      transactionsRoot: dataHash(new Uint8Array(160 * 2 ** block.proposal.depth)),
      proverSetRoot: this.world.auction.rounds.recordOf(roundId)!.proverSetRoot,
      statesRoot: nodeStates(block)[0]!,
      stateBefore: block.stateBefore,
      stateAfter: statesOf(block).at(-1)!,
      messageCount: 0n,
      fees: 0n,
    };
  }

  /** Claims all nodes that a kept proof pays a seat for. Nodes that pay nothing are passed over. */
  claimNodes(block: Block, kept: number, { seatWords, provers }: ProofSubmission): void {
    for (let number = 0; number < nodeCount(block.proposal.depth); number++) {
      const word = seatWords.slice(2 * number, 2 * number + 2);
      const { seat, isCommitted } = decodeSeatWord(word[0]! * 256 + word[1]!);
      const { proven } = this.world.rollup;
      if (seat === null) continue;
      const isPaid =
        isCommitted ||
        (proven.isNodeRescued(block.id, kept, number) && !proven.isNodeCommitted(block.id, number));
      if (!isPaid) continue;
      const node = nodeAt(number);
      const claim = {
        proposalId: block.id,
        kept,
        wordsRoot: seatWordsRoot(seatWords),
        proversHash: bitmapHash(provers),
        nodes: [{ node, word, path: seatWordPath(seatWords, node) }],
      };
      this.as(address(1), ({ rewards }, call) => rewards.claim(call, seat, [claim], []));
    }
  }

  /** Names losing blocks by their best proofs. */
  nameUncles(winner: Block, uncles: readonly (readonly [Block, ProofSubmission])[]): void {
    const shown = uncles.map(([block, { seatWords, provers }]) => ({
      proposalId: block.id,
      transcriptRoot: block.transcript.root(),
      committed: block.committed,
      kept: this.world.rollup.proven.at(block.id).best,
      provers,
      wordsRoot: seatWordsRoot(seatWords),
    }));
    this.as(address(1), ({ rewards }, call) =>
      rewards.nameUncles(call, winner.id, winner.transcript.root(), winner.committed, shown),
    );
  }

  /** R7: the seats of a proven losing block that are new beside the winner's, and their rate. */
  newSeatsIn(block: Block, { provers }: ProofSubmission, winner: Block): NewSeats {
    const seats = provers.seats().filter((seat) => !winner.committed.has(seat));
    return {
      bps: this.world.rewards.newSeatBpsOf(block.id, winner.id),
      seats: ProverBitmap.of(seats),
    };
  }

  claimNewSeats(winner: Block): void {
    const all = this.world.rewards.poolOf(winner.id)!.newSeats;
    const named = all.map((one) => toHex(newSeatsHash(one)));
    for (const newSeats of all) {
      for (const seat of newSeats.seats.seats()) {
        this.as(address(1), ({ rewards }, call) =>
          rewards.claim(call, seat, [], [{ winner: winner.id, named, newSeats }]),
        );
      }
    }
  }

  /** Reports nodes, with the seat's start claims. */
  report(from: Hex, block: Block, seat: number, numbers: readonly number[]): void {
    const nodes = numbers.map((number) => {
      const node = nodeAt(number);
      const { transcript } = block;
      return {
        node,
        entry: transcript.entry(node),
        siblings: transcript.path(node),
        signature: Uint8Array.of(1),
      };
    });
    this.as(from, ({ court }, call) =>
      court.report(call, {
        proposalId: block.id,
        seat,
        transcriptRoot: block.transcript.root(),
        committed: block.committed,
        nodes,
      }),
    );
  }

  /** Answers for a node by its proof. */
  answer(block: Block, seat: number, number: number): void {
    const states = nodeStates(block);
    const node = nodeAt(number);
    this.as(address(1), ({ court }, call) =>
      court.answer(call, {
        proposalId: block.id,
        seat,
        facts: this.factsOf(block),
        node,
        statesRoot: states[number]!,
        stateBefore: 0n,
        stateAfter: 0n,
        stateSiblings: stateSiblings(states, number),
        proof: Uint8Array.of(1),
      }),
    );
  }

  settleCase(block: Block, seat: number): void {
    this.as(address(1), ({ court }, call) => court.settle(call, block.id, seat));
  }

  /** All that an account owns: tokens, balance, stakes of its seats. Bids and bonds in escrow are not counted. */
  wealth(account: Hex, seats: readonly number[]): bigint {
    const { token, auction, registry } = this.world;
    const stakes = seats.reduce((sum, seat) => sum + registry.seatAt(seat).stake, 0n);
    return token.balanceOf(account) + auction.balances.balanceOf(account) + stakes;
  }
}

export { address, ETHER };
