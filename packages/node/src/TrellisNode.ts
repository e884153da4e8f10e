import { mkdir } from "node:fs/promises";
import { GossipHost, loadOrCreatePeerKey } from "@trellis/gossip";
import { L1Actions, L1Client, L1Follower, L1Sender, type L1View } from "@trellis/l1";
import { executeBlock } from "@trellis/ledger";
import { equalBytes, fromHex, rollupId, TrellisError, toHex } from "@trellis/protocol";
import type { ProofSystem } from "@trellis/prover";
import type { Logger } from "pino";
import { BackgroundTasks } from "./BackgroundTasks.ts";
import type { BlockRecord } from "./BlockRecord.ts";
import { BlockRecords } from "./BlockRecords.ts";
import { Chain, type FinalBlock } from "./Chain.ts";
import { createProofSystem } from "./createProofSystem.ts";
import type { NodeConfig } from "./NodeConfig.ts";
import type { ActingContext, NodeContext, Role } from "./NodeContext.ts";
import type { NodeEvent, NodeEventSink } from "./NodeEvents.ts";
import { NodeGossipContext } from "./NodeGossipContext.ts";
import { NodeMetrics } from "./NodeMetrics.ts";
import { ProofBook } from "./ProofBook.ts";
import { ProposerBalances } from "./ProposerBalances.ts";
import { ProposerRole } from "./ProposerRole.ts";
import { ProverRole } from "./ProverRole.ts";
import { RpcServer } from "./RpcServer.ts";
import { rpcMethods } from "./rpcMethods.ts";
import { SettlerRole } from "./SettlerRole.ts";
import { readSecretKeyFile } from "./secretKeyFile.ts";
import { TransactionPool } from "./TransactionPool.ts";

/** What a node is given. */
export interface TrellisNodeComponents {
  readonly log: Logger;
  /** Where events go besides metrics. */
  readonly onEvent?: NodeEventSink;
  /** Told of a fault after which the node cannot go on; it should be stopped then. */
  readonly onFatal?: (error: unknown) => void;
}

/** Roles look at the whole situation at least this often, for what time alone makes due. */
const TICK_MS = 500;

/** Everything that lives between start and stop. */
interface Running {
  readonly follower: L1Follower;
  readonly gossip: GossipHost;
  readonly proofs: ProofSystem;
  readonly rpc: RpcServer | undefined;
  readonly context: NodeContext;
  readonly roles: readonly Role[];
  readonly tick: NodeJS.Timeout;
}

/** A node: follows L1 and gossip, executes blocks, and plays the roles it is configured for. */
export class TrellisNode {
  readonly #config: NodeConfig;
  readonly #log: Logger;
  readonly #onFatal: (error: unknown) => void;
  readonly #onEvent: NodeEventSink;
  readonly #metrics = new NodeMetrics();
  readonly #tasks: BackgroundTasks;
  #running: Running | undefined;
  #book: ProofBook | undefined;
  #balances: ProposerBalances | undefined;
  #settler: SettlerRole | undefined;
  #updateQueued = false;
  /** Whether gossip runs: before, nothing can be said to anyone. */
  #hasJoined = false;

  constructor(config: NodeConfig, { log, onEvent, onFatal }: TrellisNodeComponents) {
    this.#config = config;
    this.#log = log;
    this.#onEvent = onEvent ?? (() => {});
    this.#onFatal = onFatal ?? (() => {});
    this.#tasks = new BackgroundTasks((error, key) => this.#onProblem(error, key));
  }

  /** RPC address, empty without RPC. */
  get rpcUrl(): string {
    return this.#running?.rpc?.url ?? "";
  }

  /**
   * Reads L1, joins gossip and takes up the roles. Resolves when the node has caught up with L1.
   * @throws TRL-NOD errors for keys and configuration, TRL-PRV for the proof system, TRL-GSP for gossip.
   */
  async start(): Promise<void> {
    const config = this.#config;
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    const l1 = new L1Client(config.l1.rpcUrl, config.l1.addresses);
    const domain = await l1.domain();
    const l1Key = config.l1KeyFile === undefined ? undefined : await readSecretKeyFile(config.l1KeyFile);
    const seatKeys = await Promise.all((config.prover?.seatKeyFiles ?? []).map(readSecretKeyFile));
    const sender = l1Key === undefined ? undefined : new L1Sender(config.l1.rpcUrl, l1.public, l1Key);
    const chain = new Chain();
    const records = new BlockRecords(domain);
    const pool = new TransactionPool(rollupId(domain), chain.head.state);
    const proofs = createProofSystem(config, domain, l1);
    await proofs.start();
    const book = new ProofBook({ chain, records, proofs, domain });
    const balances = new ProposerBalances(l1);
    this.#book = book;
    this.#balances = balances;
    const gossip = new GossipHost(
      {
        context: new NodeGossipContext({ domain, chain, records, book, balances }),
        metrics: this.#metrics,
        report: (error) => this.#onProblem(error, "gossip"),
      },
      {
        peerKey: await loadOrCreatePeerKey(config.gossip.peerKeyFile),
        listen: config.gossip.listen,
        bootstrap: config.gossip.bootstrap,
      },
    );
    const actions = sender === undefined ? undefined : new L1Actions(config.l1.addresses, sender);
    const context: NodeContext = {
      config,
      domain,
      chain,
      records,
      pool,
      gossip,
      proofs,
      l1,
      actions,
      emit: (event) => this.#emit(event),
      log: this.#log,
    };
    const roles: Role[] = [];
    let prover: ProverRole | undefined;
    if (config.prover !== undefined) {
      prover = new ProverRole(context, config.prover, book, seatKeys);
      roles.push(prover);
    }
    if (isActing(context)) {
      if (config.proposer !== undefined) roles.push(new ProposerRole(context, config.proposer, l1Key!));
      this.#settler = new SettlerRole(context, seatKeys);
      roles.push(this.#settler);
    } else if (config.proposer !== undefined) {
      throw new TrellisError("TRL-NOD-005", "a proposer needs l1KeyFile: it commits and is paid by that key");
    }
    const rpc =
      config.rpc === undefined
        ? undefined
        : new RpcServer(
            rpcMethods(context),
            () => this.#metrics.text(),
            config.rpc,
            (error) => this.#onProblem(error, "rpc"),
          );
    const firstView = Promise.withResolvers<void>();
    const follower = new L1Follower(
      l1,
      {
        onView: async (view) => {
          await this.#onView(view);
          firstView.resolve();
        },
        onError: (error) => this.#onProblem(error, "follow L1"),
      },
      { pollMs: config.l1.pollMs },
    );
    const tick = setInterval(() => this.#scheduleUpdate(), TICK_MS);
    this.#running = { follower, gossip, proofs, rpc, context, roles, tick };
    this.#listen(context);
    follower.start();
    await firstView.promise;
    await gossip.start();
    this.#hasJoined = true;
    await rpc?.start();
    this.#emit({
      event: "started",
      peerId: gossip.peerId,
      addresses: gossip.addresses(),
      ...(rpc === undefined ? {} : { rpc: rpc.url }),
      ...(prover === undefined ? {} : { seats: prover.seats().map(({ seat }) => seat) }),
    });
    this.#scheduleUpdate();
  }

  /** Ends all work and leaves nothing running. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.#hasJoined = false;
    if (running === undefined) return;
    clearInterval(running.tick);
    await running.rpc?.stop();
    await running.follower.stop();
    await Promise.all(running.roles.map((role) => role.stop()));
    await running.gossip.stop();
    await this.#tasks.settled();
    await running.proofs.stop();
  }

  #listen({ gossip, records, pool, chain }: NodeContext): void {
    gossip.on("transaction", (tx) => {
      try {
        pool.add(tx, true);
      } catch (error) {
        this.#log.debug({ error }, "a gossiped transaction is not admitted");
      }
    });
    gossip.on("proposal", (signed) => {
      records.addSigned(signed);
      this.#scheduleUpdate();
    });
    gossip.on("vote", (vote) => {
      records.get(toHex(vote.proposalId))?.addVote(vote);
      this.#scheduleUpdate();
    });
    gossip.on("transcript", (transcript) => {
      const record = records.get(toHex(transcript.proposalId));
      const committed = chain.commitment(toHex(transcript.proposalId));
      if (record === undefined) return;
      // P5.2: the transcript that counts is the one whose root L1 took.
      if (committed !== undefined && committed.transcriptRoot !== toHex(transcript.transcriptRoot)) return;
      record.setTranscript(transcript);
      this.#scheduleUpdate();
    });
    gossip.on("reveal", (reveal) => {
      const record = records.get(toHex(reveal.proposalId));
      if (record === undefined || record.reveal !== undefined) return;
      record.reveal = reveal;
      this.#tasks.run(`execute ${record.id}`, () => this.#execute(record));
    });
    gossip.on("node_proof", () => this.#scheduleUpdate());
  }

  /** P6.1: re-executes a revealed block. A block that cannot be executed is never worked on: its proof cannot exist. */
  async #execute(record: BlockRecord): Promise<void> {
    const running = this.#running;
    if (running === undefined || record.reveal === undefined || record.execution !== undefined) return;
    const { chain, pool, domain } = running.context;
    const { head } = chain;
    if (!equalBytes(record.proposal.parent, fromHex(head.proposalId))) return;
    const { messagesConsumed } = chain.view.status;
    const { transactions } = record.reveal;
    await pool.checkSignatures(head.state, transactions);
    record.execution = executeBlock(head.state, transactions, {
      rollupId: rollupId(domain),
      depth: record.proposal.depth,
      messages: {
        before: chain.queueHash(messagesConsumed),
        queue: chain.messages.slice(Number(messagesConsumed)),
      },
      skipSignatures: transactions.every(
        ({ kind, from }) => kind !== "transfer" || head.state.account(from) !== undefined,
      ),
    });
    record.executedAt = performance.now();
    await this.#book?.takeEarly(record);
    this.#scheduleUpdate();
  }

  async #onView(view: L1View): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    const { chain, records, pool, gossip } = running.context;
    let finals: FinalBlock[];
    try {
      finals = chain.apply(view);
    } catch (error) {
      // Going on would mean to follow another chain than L1's.
      this.#onFatal(error);
      throw error;
    }
    for (const event of view.events) {
      if (event.eventName === "BalanceDeposited") this.#balances?.watch(event.args.account);
      if (event.eventName === "Committed") this.#onCommitted(event.args.proposalId, running.context);
      if (event.eventName === "RoundRestarted") this.#settler?.onRestart(event.args.height, event.args.round);
    }
    await this.#balances?.refresh();
    for (const final of finals) {
      const record = records.get(final.proposalId);
      pool.onHead(chain.head.state, final.height, record?.execution?.transactions ?? []);
      this.#settler?.onFinal(final);
      this.#emit({
        event: "head",
        height: String(final.height),
        proposalId: final.proposalId,
        stateRoot: `0x${chain.head.state.root().toString(16).padStart(64, "0")}`,
      });
    }
    if (finals.length > 0) records.forgetBelow(chain.head.height);
    if (this.#hasJoined) gossip.contextChanged();
    this.#scheduleUpdate();
  }

  #onCommitted(id: `0x${string}`, { chain, records }: NodeContext): void {
    const committed = chain.commitment(id);
    if (committed === undefined || committed.proposal.height < chain.view.status.height) return;
    const record = records.addCommitted(committed);
    if (
      record.transcript !== undefined &&
      toHex(record.transcript.transcriptRoot) !== committed.transcriptRoot
    ) {
      record.clearTranscript();
    }
  }

  /** Runs the roles once after whatever has changed in this turn of the event loop. */
  #scheduleUpdate(): void {
    if (this.#updateQueued || !this.#hasJoined || this.#running === undefined) return;
    this.#updateQueued = true;
    setImmediate(() => {
      this.#updateQueued = false;
      for (const role of this.#running?.roles ?? []) {
        try {
          role.update();
        } catch (error) {
          this.#onProblem(error, role.constructor.name);
        }
      }
    });
  }

  #emit(event: NodeEvent): void {
    this.#metrics.observe(event);
    this.#onEvent(event);
  }

  #onProblem(error: unknown, where: string): void {
    this.#log.warn({ error, where }, "something failed; the node goes on");
    this.#emit({
      event: "problem",
      code: error instanceof TrellisError ? error.code : "TRL-NOD-099",
      message: `${where}: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}

function isActing(context: NodeContext): context is ActingContext {
  return context.actions !== undefined;
}
