import { randomBytes } from "node:crypto";
import type { RollupDomain } from "@trellis/protocol";
import type { TrellisEvent } from "@trellis/rpc-api";
import type { NewsFeed } from "../news/NewsFeed.ts";
import type { Clock } from "../tasks/Clock.ts";
import type { Part } from "../tasks/LifeCycle.ts";
import { HeightTraces } from "./HeightTraces.ts";
import type { SpanExporter } from "./SpanExporter.ts";

export interface TracerComponents {
  readonly domain: RollupDomain;
  readonly news: Pick<NewsFeed, "on">;
  /** Milliseconds since 1970. */
  readonly wallClock: Clock;
  readonly exporter: Pick<SpanExporter, "start" | "add" | "stop">;
}

/** Traces the heights of a node from its start on: past heights that it catches up with are no news. */
export class Tracer implements Part {
  readonly #components: TracerComponents;
  readonly #heights: HeightTraces;
  #subscriptions: (() => void)[] = [];
  #isOn = false;

  constructor(components: TracerComponents) {
    this.#components = components;
    const newId = (): string => randomBytes(8).toString("hex");
    this.#heights = new HeightTraces({ domain: components.domain, newId });
  }

  start(): void {
    const { news, wallClock, exporter } = this.#components;
    const heights = this.#heights;
    this.#subscriptions = [
      news.on("proposals", (proposal) => heights.onProposal(proposal, wallClock())),
      ...(["votes", "reveals", "claims", "proofs"] as const).map((topic) =>
        news.on(topic, (message) => heights.onMessage(topic, message, wallClock())),
      ),
    ];
    this.#isOn = true;
    exporter.start();
  }

  /** Takes an event of this node. */
  readonly onEvent = (event: TrellisEvent): void => {
    if (this.#isOn) this.#components.exporter.add(this.#heights.onEvent(event, this.#components.wallClock()));
  };

  async stop(): Promise<void> {
    const { wallClock, exporter } = this.#components;
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
    if (this.#isOn) exporter.add(this.#heights.end(wallClock()));
    this.#isOn = false;
    await exporter.stop();
  }
}
