import type { FleetReport } from "@trellis/fleet";
import type { DropReason, GossipMetrics, TopicName } from "@trellis/gossip";
import type { TrellisEvent } from "@trellis/rpc-api";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { DutyMetrics } from "./DutyMetrics.ts";
import { StandingMetrics, type StandingSources } from "./StandingMetrics.ts";

/** Prometheus metrics of one node. */
export class Metrics implements GossipMetrics {
  readonly #registry = new Registry();
  readonly #messages = new Counter({
    name: "trellis_gossip_messages_total",
    help: "Gossip messages judged",
    labelNames: ["topic", "result", "reason"],
    registers: [this.#registry],
  });
  readonly #judging = new Histogram({
    name: "trellis_gossip_judging_seconds",
    help: "Time from a message's arrival to its verdict",
    labelNames: ["topic"],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [this.#registry],
  });
  readonly #peerCount = new Gauge({
    name: "trellis_gossip_peers",
    help: "Connected peers",
    registers: [this.#registry],
  });
  readonly #bans = new Counter({
    name: "trellis_gossip_bans_total",
    help: "Peers shut out",
    registers: [this.#registry],
  });
  readonly #height = new Gauge({
    name: "trellis_head_height",
    help: "Height of the head",
    registers: [this.#registry],
  });
  readonly #seatNodes = new Counter({
    name: "trellis_seat_nodes_total",
    help: "Nodes of final blocks that seats were bound to: kept (claimed or proven) or missed",
    labelNames: ["outcome"],
    registers: [this.#registry],
  });
  readonly #seatsKnown = new Gauge({
    name: "trellis_seats_known",
    help: "Seats of whose performance something is known",
    registers: [this.#registry],
  });
  readonly #paused = new Gauge({
    name: "trellis_prover_paused",
    help: "1 while the prover neither votes nor claims because it has missed too many nodes",
    registers: [this.#registry],
  });
  readonly #problems = new Counter({
    name: "trellis_problems_total",
    help: "Problems by code",
    labelNames: ["code"],
    registers: [this.#registry],
  });

  readonly #l1Balance = new Gauge({
    name: "trellis_l1_balance_ether",
    help: "Ether of the account that pays for gas",
    registers: [this.#registry],
  });
  readonly #l1Block = new Gauge({
    name: "trellis_l1_block",
    help: "L1 block that the node has read",
    registers: [this.#registry],
  });
  readonly #l1Replaced = new Counter({
    name: "trellis_l1_replaced_total",
    help: "L1 transactions that were replaced because they waited: raised or cancelled",
    labelNames: ["how"],
    registers: [this.#registry],
  });
  readonly #l1Providers = new Gauge({
    name: "trellis_l1_provider_up",
    help: "Whether an L1 provider answers",
    labelNames: ["provider"],
    registers: [this.#registry],
  });
  readonly #l1Signer = new Gauge({
    name: "trellis_l1_signer_up",
    help: "Whether the service that keeps the L1 key signs",
    labelNames: ["signer"],
    registers: [this.#registry],
  });
  readonly #lease = new Gauge({
    name: "trellis_lease_held",
    help: "1 on the machine that may act with the keys, 0 on those that stand by",
    registers: [this.#registry],
  });
  readonly #l1Failures = new Counter({
    name: "trellis_l1_provider_errors_total",
    help: "Questions that an L1 provider did not answer, by fault",
    labelNames: ["provider", "fault"],
    registers: [this.#registry],
  });
  readonly #walletTokens = new Gauge({
    name: "trellis_wallet_tokens",
    help: "Tokens of the account that pays for gas",
    registers: [this.#registry],
  });
  readonly #duties = new DutyMetrics(this.#registry, Date.now);
  readonly #standing = new StandingMetrics(this.#registry);

  readonly #traceSpans = new Counter({
    name: "trellis_trace_spans_total",
    help: "Spans that the collector of traces took, and those that were given up",
    labelNames: ["outcome"],
    registers: [this.#registry],
  });
  readonly #fleetAgents = new Gauge({
    name: "trellis_fleet_agents",
    help: "Agents of the fleet that are alive, trusted, and prove with this node's keys",
    registers: [this.#registry],
  });
  readonly #fleetPlaces = new Gauge({
    name: "trellis_fleet_places",
    help: "Proofs that the fleet can make at the same time",
    labelNames: ["kind"],
    registers: [this.#registry],
  });
  readonly #fleetRunning = new Gauge({
    name: "trellis_fleet_running",
    help: "Proofs that the fleet is making, for this node or for others",
    labelNames: ["whose"],
    registers: [this.#registry],
  });
  readonly #fleetJobs = new Counter({
    name: "trellis_fleet_jobs_total",
    help: "Attempts of the fleet: a proof, a failure, or a result that this node refused",
    labelNames: ["outcome"],
    registers: [this.#registry],
  });

  #l1Timestamp: number | undefined;
  #pending: () => number = () => 0;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    // A balance that is not known is not 0, and a node without a lease does not stand by.
    for (const gauge of [this.#l1Balance, this.#walletTokens, this.#lease]) gauge.remove({});
    const pending = (): number => this.#pending();
    new Gauge({
      name: "trellis_l1_pending_transactions",
      help: "L1 transactions sent and not mined",
      registers: [this.#registry],
      collect() {
        this.set(pending());
      },
    });
    const timestamp = (): number | undefined => this.#l1Timestamp;
    new Gauge({
      name: "trellis_l1_head_age_seconds",
      help: "Age of the L1 block that the node has read",
      registers: [this.#registry],
      collect() {
        const read = timestamp();
        if (read !== undefined) this.set(Math.max(0, Date.now() / 1_000 - read));
      },
    });
  }

  /** The metrics in Prometheus' text format. */
  text(): Promise<string> {
    this.#standing.refresh();
    return this.#registry.metrics();
  }

  /** Names of Trellis' own metrics. */
  names(): string[] {
    return this.#registry
      .getMetricsAsArray()
      .map(({ name }) => name)
      .filter((name) => name.startsWith("trellis_"));
  }

  judged(
    topic: TopicName,
    result: "accept" | "ignore" | "reject",
    reason: string,
    milliseconds: number,
  ): void {
    this.#messages.inc({ topic, result, reason });
    this.#judging.observe({ topic }, milliseconds / 1_000);
  }

  dropped(topic: TopicName, reason: DropReason): void {
    this.#messages.inc({ topic, result: "ignore", reason });
  }

  peers(count: number): void {
    this.#peerCount.set(count);
  }

  banned(): void {
    this.#bans.inc();
  }

  /** Wei of the account that pays for gas. */
  l1Balance(wei: bigint): void {
    this.#l1Balance.set(Number(wei) / 1e18);
  }

  /** Wei of tokens that the same account has. */
  walletTokens(wei: bigint): void {
    this.#walletTokens.set(Number(wei) / 1e18);
  }

  /** An L1 provider did not answer a question. */
  l1ProviderError(provider: string, fault: string): void {
    this.#l1Failures.inc({ provider, fault });
  }

  /** L1 as far as it was read. @param timestamp - of the block, seconds. */
  l1View({ number, timestamp }: { readonly number: bigint; readonly timestamp: bigint }): void {
    this.#l1Block.set(Number(number));
    this.#l1Timestamp = Number(timestamp);
  }

  /** Height of the head. */
  head(height: bigint): void {
    this.#height.set(Number(height));
  }

  /** An L1 transaction was replaced by one that offers more, or that does nothing. */
  l1Replaced(how: "raised" | "cancelled"): void {
    this.#l1Replaced.inc({ how });
  }

  /** Shows what a sender has sent and what is not mined. @param pending - asked whenever metrics are read. */
  watchPending(pending: () => number): void {
    this.#pending = pending;
  }

  /** Shows how the node stands. */
  watchStanding(sources: StandingSources): void {
    this.#standing.watch(sources);
  }

  /** Spans were sent to the collector of traces, or given up. */
  traceSpans(outcome: "sent" | "dropped", spans: number): void {
    this.#traceSpans.inc({ outcome }, spans);
  }

  /** The fleet as this node sees it. */
  fleet({ agents, places, running, others }: FleetReport): void {
    this.#fleetAgents.set(agents);
    for (const [kind, count] of Object.entries(places)) this.#fleetPlaces.set({ kind }, count);
    this.#fleetRunning.set({ whose: "own" }, running);
    this.#fleetRunning.set({ whose: "others" }, others);
  }

  /** An attempt of the fleet has ended. */
  fleetJob(outcome: "proof" | "failure" | "refused"): void {
    this.#fleetJobs.inc({ outcome });
  }

  /** An L1 provider, by protocol and host. */
  l1Provider(provider: string, isUp: boolean): void {
    this.#l1Providers.set({ provider }, isUp ? 1 : 0);
  }

  /** The service that keeps the L1 key, by protocol and host. */
  l1Signer(signer: string, isUp: boolean): void {
    this.#l1Signer.set({ signer }, isUp ? 1 : 0);
  }

  /** Whether this machine may act with its keys, where others have the same. */
  leaseHeld(isHeld: boolean): void {
    this.#lease.set(isHeld ? 1 : 0);
  }

  /** Updates the metrics from a node's event. */
  observe(event: TrellisEvent): void {
    if (event.event === "head") this.head(event.height);
    if (event.event === "l1_reread") this.head(event.head);
    this.#duties.observe(event);
    if (event.event === "prover_paused") this.#paused.set(1);
    if (event.event === "prover_resumed") this.#paused.set(0);
    if (event.event === "seats_judged") {
      for (const outcome of ["kept", "missed"] as const) {
        this.#seatNodes.inc({ outcome }, event[outcome]);
      }
      this.#seatsKnown.set(event.known);
    }
    if (event.event === "problem") this.#problems.inc({ code: event.code });
  }
}
