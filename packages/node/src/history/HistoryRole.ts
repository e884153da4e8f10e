import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { EXPLORER_FOLDER } from "@trellis/explorer";
import { deploymentOf, Indexer, IndexServer, receiptOnL1, timeOnL1 } from "@trellis/indexer";
import type { L1Client } from "@trellis/l1";
import { nodeNumber, TrellisError } from "@trellis/protocol";
import type { AccountStanding, NewsOf } from "@trellis/rpc-api";
import type { Chain } from "../chain/Chain.ts";
import type { ChainChange, ChainListener } from "../chain/ChainFollower.ts";
import type { Configuration } from "../config/Configuration.ts";
import type { NewsFeed } from "../news/NewsFeed.ts";
import type { KnownProposals } from "../proposals/KnownProposals.ts";
import type { Clock } from "../tasks/Clock.ts";
import type { Part } from "../tasks/LifeCycle.ts";
import type { IndexStanding } from "../telemetry/Standing.ts";
import type { IndexedView, UpTo } from "./readUpTo.ts";

/** Longest URL of a database. */
const MAX_URL_BYTES = 4_096;

/** What the role reads and where it keeps it. */
export interface HistoryRoleComponents {
  readonly l1: L1Client;
  readonly news: Pick<NewsFeed, "on">;
  /** Whose head tells what accounts have. */
  readonly chain: Pick<Chain, "head">;
  /** Whose proposals votes, claims and proofs are about. */
  readonly proposals: Pick<KnownProposals, "get">;
  /** Reads L1 from the deployment up to a block, for a node that did not; undefined if it was stopped meanwhile. */
  readonly upTo: UpTo;
  /** Milliseconds since 1970. */
  readonly wallClock: Clock;
  readonly dataDir: string;
  readonly settings: NonNullable<Configuration["index"]>;
  readonly onProblem: (error: unknown) => void;
}

/**
 * The role `index`: keeps what happened, from L1's events and from peers' messages, and serves it. Its file is made from L1 again if it
 * is removed; what only gossip knew is gone then.
 */
export class HistoryRole implements Part, ChainListener {
  readonly #components: HistoryRoleComponents;
  #indexer: Indexer | undefined;
  #server: IndexServer | undefined;
  #subscriptions: (() => void)[] = [];
  #isStopped = false;
  /** Views that wait until L1 has been read from the deployment. */
  #held: IndexedView[] | undefined;
  #reading: Promise<void> | undefined;

  constructor(components: HistoryRoleComponents) {
    this.#components = components;
  }

  /** Where its API listens, once started. */
  get url(): string {
    return this.#server?.url ?? "";
  }

  /** How far it has come; undefined before it is started. */
  progress(): IndexStanding | undefined {
    const progress = this.#indexer?.progress;
    return progress && { l1Block: Number(progress.l1Block), failures: progress.failures };
  }

  /** @throws TRL-IDX-013 for the file with a database's URL, TRL-IDX-001 or TRL-IDX-003 for its database, TRL-IDX-012 for its port, TRL-IDX-015 for the explorer's folder; as the client of L1. */
  async start(): Promise<void> {
    const { l1, chain, dataDir, settings, wallClock, onProblem } = this.#components;
    const { listen, requestsPerSecond } = settings;
    const deployment = await deploymentOf(l1);
    if (this.#isStopped) return;
    this.#indexer = await Indexer.open({
      database: await databaseOf(settings, dataDir),
      deployment,
      timeOf: timeOnL1(l1),
      receiptOf: receiptOnL1(l1),
      ledgerOf: (account) => standingOf(chain, account),
      now: wallClock,
      onProblem,
    });
    this.#server = new IndexServer(
      this.#indexer,
      { ...listen, requestsPerSecond, pageFolder: EXPLORER_FOLDER },
      onProblem,
    );
    await this.#server.start();
    if (this.#isStopped) return this.stop();
    this.#subscribe(this.#indexer);
  }

  /**
   * Takes a view of L1. It is written soon after. A node that was loaded from a store has no earlier events, and the index may lack some or
   * have some that L1 has left: then it reads L1 from the deployment for itself.
   */
  onChainChange({ view, isResumed }: Pick<ChainChange, "view" | "isResumed">): void {
    if (isResumed) {
      this.#reading = this.#readUpTo(view);
      return;
    }
    // L1 is read anew from the deployment: nothing else is needed.
    if (view.reset) this.#held = undefined;
    if (this.#held === undefined) this.#indexer?.addView(view);
    else this.#held.push(view);
  }

  /** Resolves when what was taken so far is written. */
  async settled(): Promise<void> {
    await this.#reading;
    await this.#indexer?.settled();
  }

  async #readUpTo({ block }: IndexedView): Promise<void> {
    const held: IndexedView[] = [];
    this.#held = held;
    const whole = await this.#components.upTo(block);
    if (whole === undefined || this.#held !== held) return;
    this.#held = undefined;
    for (const view of [whole, ...held]) this.#indexer?.addView(view);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
    await this.#server?.stop();
    await this.#indexer?.stop();
  }

  #subscribe(indexer: Indexer): void {
    const { news, wallClock } = this.#components;
    this.#subscriptions = [
      news.on("proposals", ({ proposalId, height, round, depth, proposer, burnBid, proverShareBps }) => {
        indexer.addMessage({
          table: "gossip_bid",
          row: {
            proposal_id: proposalId,
            height: Number(height),
            round,
            proposer,
            depth,
            burn_bid: String(burnBid),
            prover_share_bps: proverShareBps,
            received_ms: wallClock(),
          },
        });
      }),
      news.on("votes", (batch) => {
        const seen = this.#seen(batch);
        if (seen === undefined) return;
        indexer.addMessage({ table: "gossip_vote", row: { ...seen, votes: batch.votes } });
      }),
      news.on("claims", (claim) => {
        const seen = this.#seen(claim);
        if (seen === undefined) return;
        indexer.addMessage({ table: "gossip_claim", row: { ...seen, node: nodeNumber(claim) } });
      }),
      news.on("proofs", (proof) => {
        const seen = this.#seen(proof);
        if (seen === undefined) return;
        indexer.addMessage({ table: "gossip_node_proof", row: { ...seen, node: nodeNumber(proof) } });
      }),
    ];
  }

  /** Who said something of which proposal, and when; undefined if the proposal is not known here. */
  #seen({ proposalId, seat }: NewsOf<"votes" | "claims">) {
    const { proposals, wallClock } = this.#components;
    const known = proposals.get(proposalId);
    if (known === undefined) return undefined;
    const height = Number(known.proposal.height);
    return { proposal_id: proposalId, height, seat, received_ms: wallClock() };
  }
}

/** What an account has at the head; undefined before its first deposit is executed. */
function standingOf({ head }: Pick<Chain, "head">, account: number): AccountStanding | undefined {
  const found = head.state.account(account);
  return found && { height: Number(head.height), nonce: found.nonce, balances: found.balances };
}

/** Where the index is kept. The URL of a database holds a password, so its file is only for its owner. @throws TRL-IDX-013 otherwise. */
async function databaseOf(
  { postgresUrlFile }: HistoryRoleComponents["settings"],
  dataDir: string,
): Promise<string> {
  if (postgresUrlFile === undefined) return join(dataDir, "index.sqlite");
  try {
    const { mode, size } = await stat(postgresUrlFile);
    const url =
      (mode & 0o077) === 0 && size <= MAX_URL_BYTES ? (await readFile(postgresUrlFile, "utf8")).trim() : "";
    if (/^postgres(ql)?:\/\//.test(url)) return url;
  } catch {
    // The same fault: it does not hold a URL that this node may read.
  }
  throw new TrellisError(
    "TRL-IDX-013",
    "index.postgresUrlFile must be a file that only its owner can read (chmod 600) and that holds postgres://user:password@host/database",
    { file: postgresUrlFile },
  );
}
