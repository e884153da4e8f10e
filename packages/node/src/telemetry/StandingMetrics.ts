import { statfsSync } from "node:fs";
import { Gauge, type Registry } from "prom-client";
import type { IndexStanding, Standing } from "./Standing.ts";

/** What is asked whenever metrics are read. Each answers undefined while it is not known. */
export interface StandingSources {
  readonly standing: () => Standing | undefined;
  readonly index: () => IndexStanding | undefined;
  /** Size of the chain store. */
  readonly storeBytes: () => number;
  readonly dataDir: string;
}

type Sample = readonly [value: number, labels?: Readonly<Record<string, string>>];

/** Gauges of how a node stands. They are asked for whenever metrics are read. */
export class StandingMetrics {
  readonly #registry: Registry;
  #sources: StandingSources | undefined;
  #now: Standing | undefined;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#of("trellis_proof_window_left_seconds", "Seconds until the running proof window ends", [], (now) =>
      now.windowLeft === undefined ? [] : [[now.windowLeft]],
    );
    this.#of("trellis_duties_due", "Promises that are not kept yet", ["duty"], ({ due }) =>
      Object.entries(due).map(([duty, count]) => [count, { duty }]),
    );
    this.#of("trellis_seats", "Seats of this node's keys: owned, and active", ["state"], ({ seats }) => [
      [seats.owned, { state: "owned" }],
      [seats.active, { state: "active" }],
    ]);
    this.#of("trellis_answers_due", "Nodes that the court wants an answer for", [], ({ answers }) => [
      [answers.due],
    ]);
    this.#of("trellis_answer_left_seconds", "Seconds until the first answer is late", [], ({ answers }) =>
      answers.left === undefined ? [] : [[answers.left]],
    );
    this.#of("trellis_tokens", "Tokens of this node on L1", ["kind"], ({ tokens }) =>
      Object.entries(tokens).map(([kind, wei]) => [Number(wei) / 1e18, { kind: KINDS[kind] ?? kind }]),
    );
    this.#of("trellis_named_seats", "Own seats that final blocks have named", ["outcome"], ({ named }) => [
      [named.proven, { outcome: "proven" }],
      [named.unproven, { outcome: "unproven" }],
    ]);
    this.#of("trellis_proving_jobs", "Proofs under way, and waiting", ["state"], ({ proofs }) => [
      [proofs.running, { state: "running" }],
      [proofs.waiting, { state: "waiting" }],
    ]);
    this.#of("trellis_l1_lag_blocks", "L1 blocks that are not read yet", [], ({ l1Lag }) => [[l1Lag]]);
    this.#gauge("trellis_disk_free_bytes", "Free space where the data folder is", [], () => this.#disk());
    this.#gauge(
      "trellis_chain_store_bytes",
      "Size of the chain store; 0 while the node goes on without",
      [],
      () => (this.#sources === undefined ? [] : [[this.#sources.storeBytes()]]),
    );
    const index = (): IndexStanding | undefined => this.#sources?.index();
    this.#gauge("trellis_index_l1_block", "L1 block up to which the index has written", [], () => {
      const at = index()?.l1Block;
      return at === undefined ? [] : [[at]];
    });
    this.#gauge("trellis_index_failures", "Views of L1 in a row that the index could not write", [], () => {
      const failures = index()?.failures;
      return failures === undefined ? [] : [[failures]];
    });
  }

  /** Starts to show how a node stands. */
  watch(sources: StandingSources): void {
    this.#sources = sources;
  }

  /** Asks anew. Call it before metrics are read. */
  refresh(): void {
    this.#now = this.#sources?.standing();
  }

  #of(name: string, help: string, labelNames: string[], samples: (now: Standing) => Sample[]): void {
    this.#gauge(name, help, labelNames, () => (this.#now === undefined ? [] : samples(this.#now)));
  }

  #gauge(name: string, help: string, labelNames: string[], samples: () => Sample[]): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      collect() {
        this.reset();
        const all = samples();
        // A gauge without labels shows 0 once it is reset.
        if (all.length === 0) this.remove({});
        for (const [value, labels = {}] of all) this.set(labels, value);
      },
    });
  }

  #disk(): Sample[] {
    if (this.#sources === undefined) return [];
    try {
      const { bavail, bsize } = statfsSync(this.#sources.dataDir);
      return [[bavail * bsize]];
    } catch {
      // A folder that is gone has no free space to tell of.
      return [];
    }
  }
}

/** Names of kinds of tokens in metrics. */
const KINDS: Readonly<Record<string, string>> = { bondsLost: "bonds_lost" };
