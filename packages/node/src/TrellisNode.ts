import { join } from "node:path";
import { type Gossip, GossipHost, loadOrCreatePeerKey } from "@trellis/gossip";
import type { AccountSigner, L1Sender } from "@trellis/l1";
import { type L1Client, L1Follower } from "@trellis/l1";
import type { ExecutedBlock } from "@trellis/ledger";
import { type RollupDomain, rollupId, TrellisError } from "@trellis/protocol";
import { assignNodes } from "@trellis/strategy";
import type { Logger } from "pino";
import type { Hex } from "viem";
import { Chain } from "./chain/Chain.ts";
import { ChainFollower, type ChainListener } from "./chain/ChainFollower.ts";
import { OwnStanding, OwnSums } from "./chain/OwnStanding.ts";
import type { Configuration } from "./config/Configuration.ts";
import { filesOf } from "./config/filesOf.ts";
import { requireProposerAccount } from "./config/requireProposerAccount.ts";
import { FolderLock } from "./disk/FolderLock.ts";
import { openStores, type Stores } from "./disk/openStores.ts";
import { requireOwnFolder } from "./disk/requireOwnFolder.ts";
import { readSecretKeyFile } from "./disk/secretKeyFile.ts";
import { createFaults, type Faults } from "./faults/createFaults.ts";
import { ProofFetcher } from "./fetching/ProofFetcher.ts";
import { ContextWatch } from "./gossip/ContextWatch.ts";
import { GossipAnswers } from "./gossip/GossipAnswers.ts";
import { Intake } from "./gossip/Intake.ts";
import { PeerMemory } from "./gossip/PeerMemory.ts";
import { HistoryRole } from "./history/HistoryRole.ts";
import { readUpTo } from "./history/readUpTo.ts";
import { AccountWatch } from "./l1/AccountWatch.ts";
import { openAccount } from "./l1/openAccount.ts";
import { openL1, openSender } from "./l1/openL1.ts";
import { whenReachable } from "./l1/whenReachable.ts";
import { ALONE, type DutyGate } from "./lease/DutyGate.ts";
import type { LeaseDuty } from "./lease/LeaseDuty.ts";
import { LeasedSigner } from "./lease/LeasedSigner.ts";
import { type OpenedLease, openLease } from "./lease/openLease.ts";
import { NewsFeed } from "./news/NewsFeed.ts";
import { isInBlock } from "./proposals/isInBlock.ts";
import { KnownProposals } from "./proposals/KnownProposals.ts";
import { ProofBook } from "./proposals/proofs/ProofBook.ts";
import { RevealBook } from "./proposals/RevealBook.ts";
import { Collector } from "./roles/collector/Collector.ts";
import { Answerer } from "./roles/court/Answerer.ts";
import { CaseSettler } from "./roles/court/CaseSettler.ts";
import { MissedNodeReporter } from "./roles/court/MissedNodeReporter.ts";
import { Drain } from "./roles/Drain.ts";
import { BlockExecutor } from "./roles/executor/BlockExecutor.ts";
import { L1Prices } from "./roles/L1Prices.ts";
import { createBuilderStrategy, readBuilderKey } from "./roles/proposer/createBuilderStrategy.ts";
import { ProposerRole } from "./roles/proposer/ProposerRole.ts";
import { SeatJudge } from "./roles/proposer/SeatJudge.ts";
import { ClaimRecovery } from "./roles/prover/ClaimRecovery.ts";
import { createProverStrategy } from "./roles/prover/createProverStrategy.ts";
import { expectedSeconds } from "./roles/prover/expectedSeconds.ts";
import { ProverRole } from "./roles/prover/ProverRole.ts";
import { createEngine } from "./roles/prover/proofs/createEngine.ts";
import { createProofSystem, type NodeProofSystem } from "./roles/prover/proofs/createProofSystem.ts";
import type { Role } from "./roles/Role.ts";
import { RoleRunner } from "./roles/RoleRunner.ts";
import { standingOf } from "./roles/standingOf.ts";
import { Submitter } from "./roles/submitter/Submitter.ts";
import { Health } from "./rpc/Health.ts";
import { MetricsServer } from "./rpc/MetricsServer.ts";
import { RpcServer } from "./rpc/RpcServer.ts";
import { rpcHandlers } from "./rpc/rpcHandlers.ts";
import { beginFromPeers } from "./snapshot/beginFromPeers.ts";
import { SnapshotKeeper } from "./snapshot/SnapshotKeeper.ts";
import { requireKeySet } from "./start/requireVerifier.ts";
import { SetupWatch } from "./start/SetupWatch.ts";
import { CHAIN_STORE, ChainStore } from "./store/ChainStore.ts";
import type { StoredBlock } from "./store/StoreFile.ts";
import { type Clock, systemClock, wallClock } from "./tasks/Clock.ts";
import { LifeCycle } from "./tasks/LifeCycle.ts";
import type { EventSink } from "./telemetry/EventSink.ts";
import { Metrics } from "./telemetry/Metrics.ts";
import { quietLog } from "./telemetry/quietLog.ts";
import { Reporter } from "./telemetry/Reporter.ts";
import { openTracer } from "./tracing/openTracer.ts";
import type { Tracer } from "./tracing/Tracer.ts";
import { LedgerThread } from "./transactions/LedgerThread.ts";
import { PendingTransactions } from "./transactions/PendingTransactions.ts";
import { TransactionRelay } from "./transactions/TransactionRelay.ts";

/** The inputs of a node. */
export interface TrellisNodeComponents {
  readonly log: Logger;
  /** Where events are written, in addition to metrics. */
  readonly onEvent?: EventSink;
  /** Called with a fault after which the node cannot go on. The caller should then stop the node. */
  readonly onFatal?: (error: unknown) => void;
  /** Whether to read L1 from the deployment, whatever is stored. */
  readonly rebuild?: boolean | undefined;
}

/** What a node signs with: its account, and secret keys of 32 bytes. */
interface Keys {
  readonly account: AccountSigner | undefined;
  readonly builder: bigint | undefined;
  readonly seats: readonly Uint8Array[];
  readonly peer: Uint8Array;
}

/** A node: follows L1 and gossip, executes blocks, and runs its configured roles. Assembles, starts and stops the node's parts. */
export class TrellisNode {
  readonly #config: Configuration;
  readonly #log: Logger;
  readonly #onFatal: (error: unknown) => void;
  readonly #rebuild: boolean;
  readonly #life: LifeCycle;
  readonly #metrics = new Metrics();
  readonly #health = new Health(systemClock);
  readonly #reporter: Reporter;
  #starting: Promise<void> | undefined;
  #news: NewsFeed | undefined;
  #tracer: Tracer | undefined;
  #rpc: RpcServer | undefined;
  #metricsServer: MetricsServer | undefined;
  #lock: FolderLock | undefined;
  #lease: OpenedLease | undefined;
  #drain: Drain | undefined;
  #history: HistoryRole | undefined;

  constructor(config: Configuration, { log, onEvent, onFatal, rebuild }: TrellisNodeComponents) {
    this.#config = config;
    this.#log = log;
    this.#onFatal = onFatal ?? (() => {});
    this.#rebuild = rebuild ?? false;
    this.#life = new LifeCycle(log);
    const sink: EventSink = (event) => {
      this.#news?.onEvent(event);
      this.#tracer?.onEvent(event);
      onEvent?.(event);
    };
    const components = { log, metrics: this.#metrics, sink };
    this.#reporter = new Reporter(components, this.#life.signal);
  }

  /** RPC address; empty without RPC. */
  get rpcUrl(): string {
    return this.#rpc?.url ?? "";
  }

  /** Address of metrics and health; empty without them. */
  get metricsUrl(): string {
    return this.#metricsServer?.url ?? "";
  }

  /** Address of the index's API; empty without an index. */
  get indexUrl(): string {
    return this.#history?.url ?? "";
  }

  /**
   * Reads L1, joins gossip and starts the roles. Resolves when the node has caught up with L1. A node runs only once.
   * @throws TRL-NOD errors for keys, folder and configuration, TRL-PRV for the proof system, TRL-GSP for gossip; TRL-NOD-006 if it has been
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

  /**
   * Finishes what was promised and takes on nothing new: own claimed nodes are proven and shown on L1, and a leading order is revealed. Resolves when
   * nothing is owed, which takes at most until the proof window ends and answers are made, or when the node is stopped.
   */
  async drain(): Promise<void> {
    this.#health.isEnding = true;
    await this.#drain?.drain();
  }

  /** What this node has promised and not done yet, in words: what ending it now may cost. */
  owed(): readonly string[] {
    return this.#drain?.owed() ?? [];
  }

  /** Ends all work and leaves nothing running; resolves within seconds, whatever L1 and peers do. May be called while it starts. */
  async stop(): Promise<void> {
    await this.#life.stop();
    await this.#starting?.catch(() => {});
    await this.#lease?.stop();
    this.#lock?.release();
  }

  async #start(): Promise<void> {
    const config = this.#config;
    const life = this.#life;
    const reporter = this.#reporter;
    life.signal.throwIfAborted();
    requireProposerAccount(config);
    await requireOwnFolder(config.dataDir, filesOf(config));
    this.#lock = await FolderLock.take(config.dataDir);
    const keys = await this.#readKeys();
    const { l1, domain, deployment } = await openL1(config, reporter, life.signal);
    const faults = createFaults(config, domain.chainId);

    const { proofs, machines } = await createEngine(config, createProofSystem(config, domain, l1), {
      metrics: this.#metrics,
      problem: (error, where) => reporter.problem(error, where),
    });
    await this.#serveMetrics();
    const lease = await this.#takeLease();
    const gate: DutyGate = lease ?? ALONE;
    const thread = new LedgerThread();
    const proposals = new KnownProposals(domain);
    const executionOf = (id: Hex): ExecutedBlock | undefined => proposals.get(id)?.execution;
    const chain = new Chain(systemClock, executionOf);
    const account = keys.account && new LeasedSigner(keys.account, gate);
    const sender =
      account &&
      openSender(l1, account, config.l1, { reporter, metrics: this.#metrics, signal: life.signal });
    const own = new OwnStanding({
      seatSecretKeys: keys.seats,
      account: account?.address,
      emit: reporter.emit,
    });
    const store = new ChainStore(
      { chain, standing: own },
      {
        path: this.#storePath,
        domain,
        deployedAt: l1.addresses.deployedAt,
        onProblem: (error) => reporter.problem(error, "chain store"),
        onLost: this.#onFatal,
      },
    );
    await life.start("chain store", store);
    if (!this.#rebuild) await this.#beginFromPeers(l1, own);
    const from = await this.#load(store, l1);
    const pending = new PendingTransactions(rollupId(domain), chain.head.state, executionOf);
    const book = new ProofBook({ chain, proposals, proofs, thread, domain });
    const reveals = new RevealBook({ thread });
    const snapshots = this.#keepSnapshots(domain);
    const stores = await openStores(config.dataDir, domain, (error) => reporter.problem(error, "own files"));
    const gossip = new GossipHost(
      {
        context: new GossipAnswers({ domain, chain, proposals, pending, reveals, thread }),
        metrics: this.#metrics,
        report: (error) => reporter.problem(error, "gossip"),
        snapshot: () => snapshots[0]?.served,
      },
      {
        peerKey: keys.peer,
        listen: config.gossip.listen,
        announce: config.gossip.announce,
        bootstrap: config.gossip.bootstrap,
        known: stores.peers.records(),
      },
    );
    const news = new NewsFeed({ gossip, domain });
    this.#news = news;
    const tracer = await openTracer(config, {
      domain,
      news,
      count: (outcome, spans) => this.#metrics.traceSpans(outcome, spans),
      onProblem: (error) => reporter.problem(error, "traces"),
    });
    this.#tracer = tracer;
    const runner = new RoleRunner((error, role) => reporter.problem(error, role));
    const onNews = (): void => runner.schedule();
    const log = quietLog(this.#log);
    const fetcher = new ProofFetcher({ chain, gossip, book, clock: systemClock, log, onNews });
    const shared: SharedParts = {
      domain,
      chain,
      fetcher,
      proposals,
      pending,
      thread,
      gossip,
      proofs,
      l1,
      gate,
      sender,
      clock: systemClock,
      emit: reporter.emit,
      news,
      log,
    };
    const prices = new L1Prices(shared, BigInt(config.duties.tokenPrice));
    const prover =
      config.prover === undefined
        ? undefined
        : new ProverRole(shared, {
            settings: config.prover,
            book,
            secretKeys: keys.seats,
            strategy: faults.proverStrategy(createProverStrategy(config.prover), shared),
            expectedSeconds: expectedSeconds(config.proofs, config.prover),
            work: stores.work,
            machines,
            prices: () => prices.current(),
          });
    const relay = new TransactionRelay({
      pending,
      gossip,
      isInBlock: (hash) => isInBlock(hash, { chain, proposals }),
      clock: systemClock,
      log: this.#log,
    });
    const roles: Role[] = [
      faults.executor(new BlockExecutor(shared, book, onNews), shared),
      relay,
      fetcher,
      ...this.#makeRoles(shared, { book, prover, prices, account, keys, stores, faults }),
    ];
    const drain = new Drain(
      () => roles,
      (owed) => this.#log.info({ owed }, "the node ends when it has done what it owes"),
    );
    const report = reporter.problem.bind(reporter);
    roles.push(new SetupWatch({ ...shared, report }, config, () => prover?.seats() ?? []), drain);
    const watch = new ContextWatch({ gossip, chain });
    const history = this.#makeHistory(shared);
    this.#history = history;
    const balance = this.#watchAccount(shared);
    this.#metrics.watchStanding({
      standing: () => standingOf({ own, chain, l1, roles, prover }),
      index: () => history?.progress(),
      storeBytes: () => store.bytes,
      dataDir: config.dataDir,
    });
    const follower = new ChainFollower({
      follow: (handlers, delayMs, block) =>
        new L1Follower(l1, handlers, { ...config.l1, delayMs, from: block }),
      chain,
      from,
      checkpoints: {
        held: () => store.heldBlock(async ({ number, hash }) => (await l1.hashAt(number)) === hash),
        goBack: (block) => store.goBack(block),
      },
      // Pending transactions look up blocks that the proposals may remove.
      listeners: [
        { onChainChange: ({ view, chain }) => lease?.onView(view.block.timestamp, chain.rounds) },
        pending,
        proposals,
        watch,
        ...balance,
        own,
        this.#l1Metrics,
        this.#health,
        ...(history === undefined ? [] : [history]),
        // It writes what the others have made of the view.
        store,
        ...snapshots,
        { onChainChange: onNews },
      ],
      emit: reporter.emit,
      onProblem: (error, where) => reporter.problem(error, where),
      onFatal: this.#onFatal,
    });

    await life.start("proofs", proofs);
    requireKeySet(deployment, proofs.vkSetHash);
    await life.start("ledger's thread", thread);
    for (const role of roles) {
      runner.add(role);
      await life.start(role.constructor.name, role);
    }
    await life.start(
      "gossip's intake",
      new Intake({ gossip, proposals, reveals, pending, chain, onNews, log: this.#log }),
    );
    for (const part of snapshots) await life.start("snapshots for peers", part);
    await life.start("news", news);
    if (history !== undefined) await life.start("index", history);
    for (const part of balance) await life.start("L1 account's watch", part);
    await life.start("L1 follower", follower);
    if (tracer !== undefined) await life.start("tracer", tracer);
    await life.start("gossip", gossip);
    await life.start(
      "memory of peers",
      new PeerMemory({
        gossip,
        peers: stores.peers,
        onProblem: (error) => reporter.problem(error, "memory of peers"),
      }),
    );
    await life.start("context watch", watch);
    await this.#serve(shared, relay);
    await life.start("role runner", runner);
    this.#drain = drain;
    reporter.emit({
      event: "started",
      peerId: gossip.peerId,
      addresses: gossip.addresses(),
      ...(this.#rpc === undefined ? {} : { rpc: this.#rpc.url }),
      ...(history === undefined ? {} : { index: history.url }),
      ...(prover === undefined ? {} : { seats: prover.seats().map(({ seat }) => seat) }),
    });
  }

  /** Tells metrics how far L1 was read. */
  readonly #l1Metrics: ChainListener = {
    onChainChange: ({ view, chain }) => {
      this.#metrics.l1View(view.block);
      this.#metrics.head(chain.head.height);
    },
  };

  get #storePath(): string {
    return join(this.#config.dataDir, CHAIN_STORE);
  }

  /** Makes a store from a snapshot of peers, if there is none and the configuration says so. Otherwise L1 is read from the deployment. */
  async #beginFromPeers(l1: L1Client, standing: OwnStanding): Promise<void> {
    const { snapshot, gossip } = this.#config;
    if (snapshot.from !== "peers") return;
    const { signal } = this.#life;
    try {
      const begun = await beginFromPeers(l1, gossip.bootstrap, { path: this.#storePath, standing }, signal);
      if (begun !== undefined)
        this.#log.info({ height: String(begun.height) }, "the node begins from a snapshot of its peers");
    } catch (error) {
      signal.throwIfAborted();
      standing.resume(new OwnSums());
      this.#reporter.problem(error, "snapshot");
    }
  }

  /** What makes snapshots for peers, if the configuration says so. */
  #keepSnapshots(domain: RollupDomain): SnapshotKeeper[] {
    const { snapshot, dataDir } = this.#config;
    if (snapshot.every === undefined) return [];
    return [
      new SnapshotKeeper({
        domain,
        path: join(dataDir, "peers.snapshot"),
        every: snapshot.every,
        onMade: ({ height }) => this.#log.info({ height: String(height) }, "a snapshot for peers is made"),
        onProblem: (error) => this.#reporter.problem(error, "snapshot"),
      }),
    ];
  }

  /** @returns the L1 block as of which the chain is now, if it could be loaded. */
  async #load(store: ChainStore, l1: L1Client): Promise<StoredBlock | undefined> {
    const isHeld = ({ number, hash }: StoredBlock): Promise<boolean> =>
      whenReachable(async () => (await l1.hashAt(number)) === hash, this.#life.signal);
    const from = await store.load(isHeld, this.#rebuild);
    if (from !== undefined) this.#log.info({ l1Block: String(from.number) }, "the chain store is loaded");
    return from;
  }

  /** Waits until no other machine with these keys may act. Undefined without a lease in the configuration. */
  async #takeLease(): Promise<LeaseDuty | undefined> {
    const { lease: settings, dataDir } = this.#config;
    if (settings === undefined) return undefined;
    this.#metrics.leaseHeld(false);
    this.#lease = await openLease(settings, dataDir, {
      onStandby: () => {
        this.#health.isStandby = true;
        this.#log.info({ lease: settings.name }, "another machine has the lease; this one stands by");
      },
      onHeld: (isHeld) => {
        this.#health.isStandby = false;
        this.#metrics.leaseHeld(isHeld);
        if (isHeld) this.#log.info({ lease: settings.name }, "this machine has the lease");
      },
      onProblem: (error) => this.#reporter.problem(error, "lease"),
      onLost: (error) => {
        this.#reporter.problem(error, "lease");
        this.#onFatal(error);
      },
    });
    const { duty } = this.#lease;
    await duty.acquire(this.#life.signal);
    return duty;
  }

  /** A watch of the account that pays for gas, if there is one. */
  #watchAccount({ l1, sender, clock, log }: SharedParts): AccountWatch[] {
    if (sender === undefined) return [];
    const { address } = sender;
    const onProblem = (error: unknown, where: string): void => this.#reporter.problem(error, where);
    return [new AccountWatch({ l1, address, clock, log, metrics: this.#metrics, onProblem })];
  }

  async #readKeys(): Promise<Keys> {
    const { keyPasswordFile: passwordFile, proposer, prover, gossip } = this.#config;
    const { signal } = this.#life;
    return {
      account: await openAccount(this.#config, { onChange: this.#reporter.l1Signer, signal }),
      builder: proposer && (await readBuilderKey(proposer, passwordFile)),
      seats: await Promise.all(
        (prover?.seatKeyFiles ?? []).map((file, i) =>
          readSecretKeyFile(file, { field: `prover.seatKeyFiles.${i}`, passwordFile }),
        ),
      ),
      peer: await loadOrCreatePeerKey(gossip.peerKeyFile),
    };
  }

  /** The configured roles, in the order in which they run. */
  #makeRoles(shared: SharedParts, parts: RoleParts): Role[] {
    const { book, prover, prices, account, keys, stores, faults } = parts;
    const { proposer, duties } = this.#config;
    const roles: Role[] = [];
    if (prover !== undefined) {
      const report = this.#reporter.problem.bind(this.#reporter);
      roles.push(new ClaimRecovery({ ...shared, report }, stores.work), prover);
    }
    if (!isActing(shared) || account === undefined) return roles;
    const { reveals, conducts, claims, answers } = stores;
    if (proposer !== undefined) {
      const strategy = createBuilderStrategy(shared, proposer, keys.builder);
      roles.push(new SeatJudge(shared, conducts));
      roles.push(
        new ProposerRole(shared, {
          settings: proposer,
          signer: account,
          strategy,
          assign: faults.assign(assignNodes),
          conduct: conducts,
          votesItself: prover !== undefined,
          reveals,
        }),
      );
    }
    const settings = { seatSecretKeys: keys.seats, prices: () => prices.current() };
    roles.push(
      prices,
      new Submitter(shared, book, keys.seats),
      new Collector(shared, { ...settings, claimAboveBps: duties.claimAboveBps }),
      new MissedNodeReporter(shared, claims, settings),
      new CaseSettler(shared, settings),
    );
    if (keys.seats.length > 0) {
      roles.push(faults.answerer(new Answerer(shared, { ...settings, book, answers, work: stores.work })));
    }
    return roles;
  }

  async #serveMetrics(): Promise<void> {
    const { metrics } = this.#config;
    if (metrics === undefined) return;
    const server = new MetricsServer({
      ...metrics.listen,
      metrics: () => this.#metrics.text(),
      health: () => this.#health.report(),
      onError: (error) => this.#reporter.problem(error, "metrics"),
    });
    await this.#life.start("metrics", server);
    this.#metricsServer = server;
  }

  /** The role `index`, if it is configured. */
  #makeHistory(shared: SharedParts): HistoryRole | undefined {
    const { index: settings, dataDir } = this.#config;
    if (settings === undefined) return undefined;
    const onProblem = (error: unknown): void => this.#reporter.problem(error, "index");
    const upTo = readUpTo(shared.l1, this.#life.signal, onProblem);
    return new HistoryRole({ ...shared, upTo, wallClock, settings, dataDir, onProblem });
  }

  async #serve(shared: SharedParts, relay: TransactionRelay): Promise<void> {
    if (this.#config.rpc === undefined) return;
    const { socketsPerClient: perClient, origins, ...listen } = this.#config.rpc;
    const rpc = new RpcServer(rpcHandlers(shared, relay), {
      ...listen,
      sockets: { news: shared.news, perClient, origins },
      health: () => this.#health.report(),
      onError: (error) => this.#reporter.problem(error, "rpc"),
    });
    await this.#life.start("rpc", rpc);
    this.#rpc = rpc;
  }
}

/** The parts that roles, faults and RPC share. Each of them sees only its own view. */
interface SharedParts {
  readonly chain: Chain;
  readonly fetcher: ProofFetcher;
  readonly proposals: KnownProposals;
  readonly domain: RollupDomain;
  readonly pending: PendingTransactions;
  /** Where hashes and signature checks of whole blocks are computed. */
  readonly thread: LedgerThread;
  readonly gossip: Gossip;
  readonly proofs: NodeProofSystem;
  readonly l1: L1Client;
  /** Whether this machine may act with its keys. */
  readonly gate: DutyGate;
  /** Sends L1 transactions with this node's key; undefined if it has none. */
  readonly sender: L1Sender | undefined;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly news: NewsFeed;
  readonly log: Logger;
}

/** The parts of a node that has an L1 key. */
interface ActingParts extends SharedParts {
  readonly sender: L1Sender;
}

/** The inputs of roles, besides the shared parts. */
interface RoleParts {
  readonly book: ProofBook;
  readonly prover: ProverRole | undefined;
  readonly prices: L1Prices;
  readonly account: AccountSigner | undefined;
  readonly keys: Keys;
  readonly stores: Stores;
  readonly faults: Faults;
}

function isActing(shared: SharedParts): shared is ActingParts {
  return shared.sender !== undefined;
}
