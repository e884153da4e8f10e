import { proposalId, toHex } from "@trellis/protocol";
import type { GossipMetrics } from "../GossipMetrics.ts";
import { GossipHost } from "../host/GossipHost.ts";
import type { GossipHostInit, GossipNetwork } from "../host/GossipHostInit.ts";
import type { ServedSnapshot } from "../snapshots/SnapshotServing.ts";
import { TOPIC_NAMES } from "../topics.ts";
import { FakeGossipContext, secretOf } from "./FakeGossipContext.ts";

/** Quick rounds, so that tests need not wait. */
const NETWORK: Partial<GossipNetwork> = { heartbeat: 100, interval: 200 };

/** A real host on loopback that records what happens to it, for tests. */
export class TestHost {
  readonly context = new FakeGossipContext();
  readonly host: GossipHost;
  /** `proposal:<id>`, `votes:<seat>/<slots>` and so on, as received. */
  readonly received: string[] = [];
  /** `topic result reason` of each judgement. */
  readonly judged: string[] = [];
  /** `topic reason peer` of each refused message that was handed on. */
  readonly refused: string[] = [];
  readonly dropped: string[] = [];
  readonly banned: string[] = [];
  readonly reported: unknown[] = [];
  readonly #watchers = new Set<() => void>();

  /** What the host gives to peers that ask for a snapshot. */
  snapshot: ServedSnapshot | undefined;

  constructor(name: string, init: Partial<GossipHostInit> = {}) {
    const metrics: GossipMetrics = {
      judged: (topic, result, reason) => this.#note(this.judged, `${topic} ${result} ${reason}`),
      dropped: (topic, reason) => this.#note(this.dropped, `${topic} ${reason}`),
      peers: () => this.#look(),
      banned: (peer) => this.#note(this.banned, peer),
    };
    this.host = new GossipHost(
      {
        context: this.context,
        metrics,
        report: (error) => this.#note(this.reported, error),
        snapshot: () => this.snapshot,
      },
      {
        peerKey: secretOf(`host ${name}`),
        listen: ["/ip4/127.0.0.1/tcp/0"],
        ...init,
        network: { ...NETWORK, ...init.network },
      },
    );
    for (const topic of TOPIC_NAMES) {
      this.host.on(topic, () => this.#look());
      this.host.onRefused(topic, (_, { reason }, from) =>
        this.#note(this.refused, `${topic} ${reason} ${from}`),
      );
    }
    this.host.on("proposal", ({ proposal }) =>
      this.#note(this.received, `proposal:${toHex(proposalId(this.context.domain, proposal))}`),
    );
    this.host.on("votes", ({ votes }) =>
      this.#note(this.received, `votes:${votes[0]!.seat}/${votes.map(({ slot }) => slot).join("+")}`),
    );
    this.host.on("reveal", ({ transactions }) => this.#note(this.received, `reveal:${transactions.length}`));
    this.host.on("transactions", (batch) =>
      this.#note(this.received, `transactions:${batch.map(({ nonce }) => nonce)}`),
    );
    this.host.on("start_claims", ({ claims }) =>
      this.#note(this.received, `start_claims:${claims.map(({ seat }) => seat).join("+")}`),
    );
    this.host.on("proof_notices", ({ notices }) =>
      this.#note(this.received, `proof_notices:${notices.map(({ seat }) => seat).join("+")}`),
    );
  }

  /** Peers that take part in gossip. */
  get gossiping(): number {
    return this.host.peers().filter(({ isSubscribed }) => isSubscribed).length;
  }

  /** Resolves at the first event after which the condition holds. */
  until(what: string, holds: () => boolean, milliseconds = 50_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#watchers.delete(watcher);
        reject(
          new Error(
            `waited in vain until ${what}; received ${this.received.join(", ")}; judged ${this.judged.slice(-20).join(", ")}`,
          ),
        );
      }, milliseconds);
      const watcher = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#watchers.delete(watcher);
        resolve();
      };
      this.#watchers.add(watcher);
      watcher();
    });
  }

  #note<Item>(list: Item[], item: Item): void {
    list.push(item);
    this.#look();
  }

  #look(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}

/** Starts hosts for one test and stops them all at its end. */
export async function withHosts(
  run: (start: (name: string, init?: Partial<GossipHostInit>) => Promise<TestHost>) => Promise<void>,
): Promise<void> {
  const hosts: TestHost[] = [];
  try {
    await run(async (name, init) => {
      const test = new TestHost(name, init);
      hosts.push(test);
      await test.host.start();
      return test;
    });
  } finally {
    await Promise.all(hosts.map(({ host }) => host.stop()));
  }
}
