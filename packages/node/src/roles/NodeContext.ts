import type { Gossip } from "@trellis/gossip";
import type { L1Client, L1Sender } from "@trellis/l1";
import type { RollupDomain } from "@trellis/protocol";
import type { ProofSystem } from "@trellis/prover";
import type { Logger } from "pino";
import type { Chain } from "../chain/Chain.ts";
import type { Configuration } from "../config/Configuration.ts";
import type { KnownProposals } from "../proposals/KnownProposals.ts";
import type { Clock } from "../tasks/Clock.ts";
import type { Part } from "../tasks/LifeCycle.ts";
import type { EventSink } from "../telemetry/EventSink.ts";
import type { LedgerThread } from "../transactions/LedgerThread.ts";
import type { PendingTransactions } from "../transactions/PendingTransactions.ts";

/** What the parts of a node share. */
export interface NodeContext {
  readonly config: Configuration;
  readonly domain: RollupDomain;
  readonly chain: Chain;
  readonly proposals: KnownProposals;
  readonly pending: PendingTransactions;
  /** Where hashes and signature checks of whole blocks are computed. */
  readonly thread: LedgerThread;
  readonly gossip: Gossip;
  readonly proofs: ProofSystem;
  readonly l1: L1Client;
  /** Sends L1 transactions with this node's key; undefined if it has none. */
  readonly sender: L1Sender | undefined;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly log: Logger;
}

/** The context of a node that has an L1 key. */
export interface ActingContext extends NodeContext {
  readonly sender: L1Sender;
}

/** A duty of a node. */
export interface Role extends Part {
  /**
   * Looks at the whole situation and starts what is due. Called after every change of what the node knows, from the moment on at which
   * L1 has been read and gossip runs. Must return soon, do long work in the background, and not throw.
   */
  update(): void;
}
