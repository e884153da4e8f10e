import { BoundedMap } from "@trellis/protocol";
import type { TrellisEvent } from "@trellis/rpc-api";
import { Counter, Histogram, type Registry } from "prom-client";

/** Most claimed nodes whose proof is awaited here. */
const MAX_CLAIMS = 8_192;

/** What a node does for its pay, counted by its events. */
export class DutyMetrics {
  readonly #duties;
  readonly #votes;
  readonly #nodes;
  readonly #gas;
  readonly #proving;
  readonly #waiting;
  /** When each node was claimed, milliseconds. */
  readonly #claimedAt = new BoundedMap<string, number>(MAX_CLAIMS);
  readonly #clock: () => number;

  /** @param clock - milliseconds. */
  constructor(registry: Registry, clock: () => number) {
    const registers = [registry];
    this.#clock = clock;
    this.#duties = new Counter({
      name: "trellis_duties_total",
      help: "Duties done, failed and late",
      labelNames: ["duty", "outcome"],
      registers,
    });
    this.#votes = new Counter({
      name: "trellis_votes_total",
      help: "Places that this node's seats have offered",
      registers,
    });
    this.#nodes = new Counter({
      name: "trellis_own_nodes_total",
      help: "Nodes of this node's seats: claimed, proven, rescued for others, or claimed and missed",
      labelNames: ["outcome"],
      registers,
    });
    this.#gas = new Counter({
      name: "trellis_l1_gas_total",
      help: "Gas of this node's L1 transactions",
      labelNames: ["action"],
      registers,
    });
    this.#proving = new Histogram({
      name: "trellis_proving_seconds",
      help: "Time to prove one node",
      labelNames: ["kind"],
      buckets: [0.1, 1, 5, 10, 20, 40, 60, 90, 120, 240],
      registers,
    });
    this.#waiting = new Histogram({
      name: "trellis_proving_wait_seconds",
      help: "Time from claiming a node to beginning its proof",
      buckets: [0.1, 1, 5, 10, 20, 40, 60, 90, 120, 240],
      registers,
    });
  }

  /** Updates the metrics from a node's event. */
  observe(event: TrellisEvent): void {
    switch (event.event) {
      case "proposed":
        this.#done("propose");
        break;
      case "revealed":
        this.#done("reveal");
        break;
      case "voted":
        this.#votes.inc(event.votes);
        this.#done("vote");
        break;
      case "claimed":
        this.#nodes.inc({ outcome: "claimed" });
        this.#claimedAt.set(placeOf(event), this.#clock());
        this.#done("startClaim");
        break;
      case "proving": {
        if (event.rescue) this.#nodes.inc({ outcome: "rescued" });
        const since = this.#claimedAt.get(placeOf(event));
        if (since !== undefined) this.#waiting.observe((this.#clock() - since) / 1_000);
        this.#claimedAt.delete(placeOf(event));
        break;
      }
      case "proved":
        this.#proving.observe({ kind: event.kind }, event.seconds);
        this.#nodes.inc({ outcome: "proven" });
        this.#done("prove");
        break;
      case "missed":
        this.#nodes.inc({ outcome: "missed" });
        this.#duties.inc({ duty: "prove", outcome: "late" });
        break;
      case "l1_transaction":
        this.#gas.inc({ action: event.action }, Number(event.gas));
        this.#done(event.action);
        break;
      case "problem":
        if (event.duty !== undefined) {
          this.#duties.inc({ duty: event.duty, outcome: event.late === true ? "late" : "failed" });
        }
        break;
    }
  }

  #done(duty: string): void {
    this.#duties.inc({ duty, outcome: "done" });
  }
}

interface Place {
  readonly proposalId: string;
  readonly depth: number;
  readonly index: number;
  readonly seat: number;
}

const placeOf = ({ proposalId, depth, index, seat }: Place): string =>
  `${proposalId} ${depth} ${index} ${seat}`;
