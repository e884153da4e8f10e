import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { GossipHost, loadOrCreatePeerKey } from "@trellis/gossip";
import { L1Actions, L1Client, L1Follower, L1Sender, type L1View } from "@trellis/l1";
import {
  type Proposal,
  type RollupDomain,
  rollupId,
  roundPhase,
  TrellisError,
  toHex,
} from "@trellis/protocol";
import type { Logger } from "pino";
import { Chain, type FinalBlock } from "./chain/Chain.ts";
import { isOfDuty } from "./chain/dutyHeights.ts";
import { ProposerBalances } from "./chain/ProposerBalances.ts";
import type { Configuration } from "./config/Configuration.ts";
import { ContestStore } from "./disk/ContestStore.ts";
import { OwnReveals } from "./disk/OwnReveals.ts";
import { ProvenBlockStore } from "./disk/ProvenBlockStore.ts";
import { SeatConducts } from "./disk/SeatConducts.ts";
import { readSecretKeyFile } from "./disk/secretKeyFile.ts";
import { FaultyRole, requireNoFaults } from "./faults/FaultyRole.ts";
import { GossipAnswers } from "./gossip/GossipAnswers.ts";
import { DoubledTranscripts } from "./proposals/DoubledTranscripts.ts";
import { KnownProposals } from "./proposals/KnownProposals.ts";
import { ProofBook } from "./proposals/ProofBook.ts";
import { CaseSettler } from "./roles/court/CaseSettler.ts";
import { ContestPayClaimer } from "./roles/court/ContestPayClaimer.ts";
import { ContestPayRefuser } from "./roles/court/ContestPayRefuser.ts";
import { DoubleVoteWatcher } from "./roles/court/DoubleVoteWatcher.ts";
import { NodeContester } from "./roles/court/NodeContester.ts";
import { ProvenBlockKeeper } from "./roles/court/ProvenBlockKeeper.ts";
import { UnprovenNodeWatcher } from "./roles/court/UnprovenNodeWatcher.ts";
import { BlockExecutor } from "./roles/executor/BlockExecutor.ts";
import type { ActingContext, NodeContext, Role } from "./roles/NodeContext.ts";
import { createBuilderStrategy, readBuilderKey } from "./roles/proposer/createBuilderStrategy.ts";
import { ProposerRole } from "./roles/proposer/ProposerRole.ts";
import { SeatJudge } from "./roles/proposer/SeatJudge.ts";
import { createProofSystem } from "./roles/prover/createProofSystem.ts";
import { createProverStrategy } from "./roles/prover/createProverStrategy.ts";
import { ProverRole } from "./roles/prover/ProverRole.ts";
import { SettlerRole } from "./roles/submitter/SettlerRole.ts";
import { RpcServer } from "./rpc/RpcServer.ts";
import { rpcMethods } from "./rpc/rpcMethods.ts";
import { abortable } from "./tasks/abortable.ts";
import { systemClock } from "./tasks/Clock.ts";
import { within } from "./tasks/within.ts";
import { Metrics } from "./telemetry/Metrics.ts";
import type { EventSink, TrellisEvent } from "./telemetry/TrellisEvent.ts";
import { LedgerThread } from "./transactions/LedgerThread.ts";
import { PendingTransactions } from "./transactions/PendingTransactions.ts";

/** What a node is given. */
export interface TrellisNodeComponents {
  readonly log: Logger;
  /** Where events go besides metrics. */
  readonly onEvent?: EventSink;
  /** Told of a fault after which the node cannot go on; it should be stopped then. */
  readonly onFatal?: (error: unknown) => void;
}

/** Roles look at the whole situation at least this often, for what time alone makes due. */
const TICK_MS = 500;
/** Final blocks kept in mind, to see from which on L1 has reorganised. */
const MAX_TOLD = 256;
/** How long each step of stopping may take: an L1 that does not answer, or does not mine, must not hold the process. */
const STOP_MS = 2_500;

/** A part that runs and has to be ended. */
interface Part {
  readonly name: string;
  readonly stop: () => Promise<void>;
}

/** A node: follows L1 and gossip, executes blocks, and plays the roles it is configured for. */
export class TrellisNode {
  readonly #config: Configuration;
  readonly #log: Logger;
  readonly #onFatal: (error: unknown) => void;
  readonly #onEvent: EventSink;
  readonly #metrics = new Metrics();
  readonly #life = new AbortController();
  readonly #balances = new ProposerBalances();
  readonly #doubled = new DoubledTranscripts();
  readonly #firstView = Promise.withResolvers<void>();
  /** Ended in the reverse of the order in which they were begun. */
  readonly #parts: Part[] = [];
  #starting: Promise<void> | undefined;
  #context: NodeContext | undefined;
  #gossip: GossipHost | undefined;
  #rpc: RpcServer | undefined;
  #follower: L1Follower | undefined;
  #roles: readonly Role[] = [];
  #phase = "";
  /** Final blocks that have been told of, the latest last. */
  #told: FinalBlock[] = [];
  #updateQueued = false;
  /** Whether gossip runs: before, nothing can be said to anyone. */
  #hasJoined = false;

  constructor(config: Configuration, { log, onEvent, onFatal }: TrellisNodeComponents) {
    this.#config = config;
    this.#log = log;
    this.#onEvent = onEvent ?? (() => {});
    this.#onFatal = onFatal ?? (() => {});
    this.#firstView.promise.catch(() => {});
  }

  /** RPC address, empty without RPC. */
  get rpcUrl(): string {
    return this.#rpc?.url ?? "";
  }

  /**
   * Reads L1, joins gossip and takes up the roles. Resolves when the node has caught up with L1. A node runs once.
   * @throws TRL-NOD errors for keys and configuration, TRL-PRV for the proof system, TRL-GSP for gossip; TRL-NOD-006 if it has been
   * started before, TRL-NOD-007 if it is stopped meanwhile. Nothing is left running then.
   */
  async start(): Promise<void> {
    if (this.#starting !== undefined) {
      throw new TrellisError("TRL-NOD-006", "this node has been started before; make another");
    }
    this.#starting = this.#start();
    try {
      await this.#starting;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async #start(): Promise<void> {
    const config = this.#config;
    const { signal } = this.#life;
    signal.throwIfAborted();
    if (config.proposer !== undefined && config.l1KeyFile === undefined) {
      throw new TrellisError("TRL-NOD-005", "a proposer needs l1KeyFile: it commits and is paid by that key");
    }
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    const l1Key = config.l1KeyFile === undefined ? undefined : await readSecretKeyFile(config.l1KeyFile);
    const builderKey = config.proposer && (await readBuilderKey(config.proposer));
    const seatKeys = await Promise.all((config.prover?.seatKeyFiles ?? []).map(readSecretKeyFile));
    const peerKey = await loadOrCreatePeerKey(config.gossip.peerKeyFile);
    const l1 = new L1Client(config.l1.rpcUrl, config.l1.addresses);
    const domain = await abortable(l1.domain(), signal);
    requireNoFaults(config, domain.chainId);
    const proofs = createProofSystem(config, domain, l1);
    this.#parts.push({ name: "proofs", stop: () => proofs.stop() });
    await abortable(proofs.start(), signal);
    const thread = new LedgerThread();
    this.#parts.push({ name: "ledger's thread", stop: () => thread.stop() });
    const proposals = new KnownProposals(domain);
    const chain = new Chain(systemClock, (id) => proposals.get(id)?.execution);
    const book = new ProofBook({ chain, proposals, proofs, thread, domain });
    const gossip = new GossipHost(
      {
        context: new GossipAnswers({
          domain,
          chain,
          proposals,
          book,
          thread,
          balances: this.#balances,
          doubled: this.#doubled,
        }),
        metrics: this.#metrics,
        report: (error) => this.#onProblem(error, "gossip"),
      },
      { peerKey, listen: config.gossip.listen, bootstrap: config.gossip.bootstrap },
    );
    const context: NodeContext = {
      config,
      domain,
      chain,
      proposals,
      pending: new PendingTransactions(rollupId(domain), chain.head.state),
      thread,
      gossip,
      proofs,
      l1,
      actions: this.#actions(l1, l1Key),
      clock: systemClock,
      emit: (event) => this.#emit(event),
      log: this.#log,
    };
    this.#context = context;
    this.#gossip = gossip;
    const prover =
      config.prover === undefined
        ? undefined
        : new ProverRole(context, config.prover, book, seatKeys, createProverStrategy(config.prover));
    const kept = await openKept(config, domain);
    this.#roles = this.#makeRoles(context, book, prover, l1Key, builderKey, seatKeys, kept);
    for (const role of this.#roles) {
      this.#parts.push({ name: role.constructor.name, stop: () => role.stop() });
    }
    this.#listen(context);
    this.#parts.push({ name: "L1 follower", stop: async () => this.#follower?.stop() });
    this.#follow(l1);
    await abortable(this.#firstView.promise, signal);
    await this.#join(gossip);
    await this.#serve(context);
    const tick = setInterval(() => this.#onTick(), TICK_MS);
    this.#parts.push({ name: "tick", stop: async () => clearInterval(tick) });
    this.#emit({
      event: "started",
      peerId: gossip.peerId,
      addresses: gossip.addresses(),
      ...(this.#rpc === undefined ? {} : { rpc: this.#rpc.url }),
      ...(prover === undefined ? {} : { seats: prover.seats().map(({ seat }) => seat) }),
    });
    this.#scheduleUpdate();
  }

  /** Ends all work and leaves nothing running; resolves within seconds, whatever L1 and peers do. May be called while it starts. */
  async stop(): Promise<void> {
    this.#hasJoined = false;
    this.#life.abort(new TrellisError("TRL-NOD-007", "the node was stopped"));
    await this.#starting?.catch(() => {});
    const parts = this.#parts.splice(0).reverse();
    // At once: a role that waits for a check ends with the proof system, and gossip with both.
    await Promise.all(parts.map((part) => this.#end(part)));
  }

  async #end({ name, stop }: Part): Promise<void> {
    try {
      const isDone = await within(
        stop().catch((error) => this.#log.warn({ error, part: name }, "a part of the node failed to stop")),
        STOP_MS,
      );
      if (!isDone)
        this.#log.warn({ part: name }, "a part of the node does not stop in time; it is left alone");
    } catch (error) {
      this.#log.warn({ error, part: name }, "a part of the node failed to stop");
    }
  }

  #actions(l1: L1Client, l1Key: Uint8Array | undefined): L1Actions | undefined {
    if (l1Key === undefined) return undefined;
    const { rpcUrl, addresses } = this.#config.l1;
    return new L1Actions(addresses, new L1Sender(rpcUrl, l1.public, l1Key));
  }

  #makeRoles(
    context: NodeContext,
    book: ProofBook,
    prover: ProverRole | undefined,
    l1Key: Uint8Array | undefined,
    builderKey: bigint | undefined,
    seatKeys: readonly Uint8Array[],
    kept: Kept,
  ): Role[] {
    const roles: Role[] = [new BlockExecutor(context, book, () => this.#scheduleUpdate())];
    const leftOut = this.#config.faults?.leftOutSeats;
    if (leftOut !== undefined) roles.push(new FaultyRole(context, leftOut));
    if (prover !== undefined) roles.push(prover);
    if (isActing(context) && l1Key !== undefined) {
      if (this.#config.proposer !== undefined) {
        const strategy = createBuilderStrategy(context, this.#config.proposer, builderKey);
        const { reveals, conducts } = kept;
        roles.push(new SeatJudge(context, conducts));
        const weigh = (seat: number): number => conducts.weight(seat);
        roles.push(new ProposerRole(context, this.#config.proposer, l1Key, strategy, reveals, weigh));
      }
      if (seatKeys.length > 0) roles.push(new ProvenBlockKeeper(context, book, kept.provenBlocks, seatKeys));
      roles.push(new SettlerRole(context, seatKeys));
      if (this.#config.l1.addresses.court !== undefined) {
        roles.push(...this.#makeWatchers(context, book, seatKeys, kept));
      }
    }
    return roles;
  }

  /** P9: whoever has an L1 key watches over the rules that the court judges by. */
  #makeWatchers(
    context: ActingContext,
    book: ProofBook,
    seatKeys: readonly Uint8Array[],
    kept: Kept,
  ): Role[] {
    const watchers = [
      new UnprovenNodeWatcher(context, seatKeys),
      new CaseSettler(context, seatKeys),
      new DoubleVoteWatcher(context, this.#doubled),
      new ContestPayRefuser(context, seatKeys),
      new ContestPayClaimer(context, kept.provenBlocks, seatKeys),
    ];
    const isSilent = this.#config.faults?.silentRounds !== undefined;
    return seatKeys.length === 0 || isSilent
      ? watchers
      : [...watchers, new NodeContester(context, book, seatKeys, kept.contests)];
  }

  /** Follows L1 from the deployment on. */
  #follow(l1: L1Client): void {
    const follower: L1Follower = new L1Follower(
      l1,
      {
        onView: async (view) => {
          if (this.#follower === follower) this.#onView(view);
        },
        onError: (error) => this.#onProblem(error, "follow L1"),
      },
      { pollMs: this.#config.l1.pollMs },
    );
    this.#follower = follower;
    follower.start();
  }

  /** Not given up halfway: what has begun to listen must be ended, too. */
  async #join(gossip: GossipHost): Promise<void> {
    this.#parts.push({ name: "gossip", stop: () => gossip.stop() });
    await gossip.start();
    this.#life.signal.throwIfAborted();
    this.#hasJoined = true;
  }

  async #serve(context: NodeContext): Promise<void> {
    if (this.#config.rpc === undefined) return;
    const rpc = new RpcServer(
      rpcMethods(context, this.#doubled),
      () => this.#metrics.text(),
      this.#config.rpc,
      (error) => this.#onProblem(error, "rpc"),
    );
    this.#parts.push({ name: "rpc", stop: () => rpc.stop() });
    await rpc.start();
    this.#rpc = rpc;
    this.#life.signal.throwIfAborted();
  }

  #listen({ gossip, proposals, pending, chain }: NodeContext): void {
    gossip.on("transaction", (tx) => {
      try {
        pending.add(tx, true);
      } catch (error) {
        this.#log.debug({ error }, "a gossiped transaction is not admitted");
      }
    });
    gossip.on("proposal", (signed) => {
      proposals.addSigned(signed);
      this.#scheduleUpdate();
    });
    gossip.on("vote", (vote) => {
      proposals.get(toHex(vote.proposalId))?.addVote(vote);
      this.#scheduleUpdate();
    });
    gossip.on("transcript", (transcript) => {
      proposals.get(toHex(transcript.proposalId))?.addTranscript(transcript);
      this.#scheduleUpdate();
    });
    gossip.on("reveal", (reveal) => {
      proposals.get(toHex(reveal.proposalId))?.takeReveal(reveal, chain.now);
      this.#scheduleUpdate();
    });
    gossip.on("node_proof", () => this.#scheduleUpdate());
  }

  #onTick(): void {
    const chain = this.#context?.chain;
    if (chain?.isReady === true) {
      const { now, rounds } = chain;
      const phase = rounds.map(({ key, windows }) => `${key} ${roundPhase(windows, now)}`).join();
      // P6.1: a window's end comes between two L1 blocks; what waits for it must not wait for the next block.
      if (phase !== this.#phase && this.#hasJoined) this.#gossip?.contextChanged();
      this.#phase = phase;
    }
    this.#scheduleUpdate();
  }

  #onView(view: L1View): void {
    const context = this.#context;
    if (context === undefined || this.#life.signal.aborted) return;
    const { chain, proposals } = context;
    let finals: FinalBlock[];
    try {
      finals = chain.apply(view);
    } catch (error) {
      this.#onDisagreement(error, view, context);
      return;
    }
    if (view.reset) this.#takeUp(finals, context);
    else for (const final of finals) this.#onFinal(final, context);
    this.#takeEvents(view, context);
    const { status } = view;
    const { height: last } = chain.head;
    const isOver = ({ height, round }: Proposal): boolean =>
      height < status.height || (height === status.height && round < status.round);
    for (const known of proposals.all()) {
      const { id, proposal } = known;
      const isProven = chain.proven(id) !== undefined;
      if (proposal.height < last - 1n || (isOver(proposal) && !isProven)) known.execution = undefined;
    }
    proposals.retain(({ id, proposal }) => {
      const { height, round } = proposal;
      if (!isOver(proposal) || isOfDuty(chain, id, height)) return true;
      // A reorganisation of L1 may bring the round back that has just ended.
      const isLast = height === last || (height === status.height && round + 1 === status.round);
      return isLast && chain.commitment(id) !== undefined;
    });
    this.#firstView.resolve();
    if (this.#hasJoined) this.#gossip?.contextChanged();
    this.#scheduleUpdate();
  }

  /** L1's node may have left events out: they are read once more. If that does not help, going on would be to follow another chain. */
  #onDisagreement(error: unknown, view: L1View, { l1 }: NodeContext): void {
    if (view.reset) {
      this.#firstView.reject(error);
      this.#onFatal(error);
      return;
    }
    this.#onProblem(error, "read L1 anew");
    // Its loop waits for this handler: it ends after it.
    void this.#follower?.stop();
    this.#follow(l1);
  }

  #takeEvents(view: L1View, { chain, proposals }: NodeContext): void {
    if (view.reset) this.#balances.clear();
    for (const event of view.events) this.#balances.apply(event, view.status.settings.bond);
    proposals.takeCommitments(view.events, chain);
  }

  /** L1 was read from the deployment on, for the first time or after a reorganisation: what is final no more is undone. */
  #takeUp(finals: readonly FinalBlock[], context: NodeContext): void {
    const { chain, proposals, pending } = context;
    const ids = new Set(finals.map(({ proposalId }) => proposalId));
    const fork = this.#told.findLastIndex(({ proposalId }) => ids.has(proposalId)) + 1;
    const undone = this.#told.splice(fork);
    const height = this.#told.at(-1)?.height ?? 0n;
    const sent = undone.flatMap(({ proposalId }) => proposals.get(proposalId)?.execution?.transactions ?? []);
    pending.undoAbove(height, sent, chain.head.state);
    for (const final of finals) if (final.height > height) this.#onFinal(final, context);
    proposals.reset(chain);
    if (chain.readings > 1) {
      const { number } = chain.view.block;
      const head = String(chain.head.height);
      this.#emit({ event: "l1_reread", l1Block: String(number), head, undone: undone.length });
    }
  }

  #onFinal(final: FinalBlock, { chain, proposals, pending }: NodeContext): void {
    pending.onHead(chain.head.state, final.height, proposals.get(final.proposalId)?.execution);
    this.#told.push(final);
    if (this.#told.length > MAX_TOLD) this.#told.shift();
    this.#emit({
      event: "head",
      height: String(final.height),
      proposalId: final.proposalId,
      stateRoot: `0x${final.stateRoot.toString(16).padStart(64, "0")}`,
    });
  }

  /** Runs the roles once after whatever has changed in this turn of the event loop. */
  #scheduleUpdate(): void {
    if (this.#updateQueued || !this.#hasJoined) return;
    this.#updateQueued = true;
    setImmediate(() => {
      this.#updateQueued = false;
      if (!this.#hasJoined) return;
      for (const role of this.#roles) {
        try {
          role.update();
        } catch (error) {
          this.#onProblem(error, role.constructor.name);
        }
      }
    });
  }

  #emit(event: TrellisEvent): void {
    this.#metrics.observe(event);
    this.#onEvent(event);
  }

  #onProblem(error: unknown, where: string): void {
    // What is cut short by stopping is no problem.
    if (this.#life.signal.aborted) return;
    this.#log.warn({ error, where }, "something failed; the node goes on");
    this.#emit({
      event: "problem",
      code: error instanceof TrellisError ? error.code : "TRL-NOD-099",
      message: `${where}: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}

/** What outlasts the process, besides keys: all that neither L1 nor peers tell again. */
interface Kept {
  readonly reveals: OwnReveals;
  readonly provenBlocks: ProvenBlockStore;
  readonly contests: ContestStore;
  readonly conducts: SeatConducts;
}

async function openKept({ dataDir }: Configuration, domain: RollupDomain): Promise<Kept> {
  const kept = {
    reveals: new OwnReveals(join(dataDir, "reveals"), domain),
    provenBlocks: new ProvenBlockStore(join(dataDir, "proven-blocks")),
    contests: new ContestStore(dataDir),
    conducts: new SeatConducts(join(dataDir, "seats"), domain),
  };
  await Promise.all(Object.values(kept).map((part) => part.open()));
  return kept;
}

function isActing(context: NodeContext): context is ActingContext {
  return context.actions !== undefined;
}
