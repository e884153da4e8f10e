import type { TestL1 } from "../../../packages/l1/test/TestL1.ts";
import { SyntheticBlocks } from "./SyntheticBlocks.ts";
import { SyntheticHeights } from "./SyntheticHeights.ts";
import { SyntheticServer } from "./SyntheticServer.ts";

/**
 * A made-up L1, for the soak alone: nobody runs the contracts. Their model says what they would do, and a server shows it to a node as
 * blocks with logs. A real L1 with the real contracts stands beside it and answers what never changes.
 */
export class SyntheticL1 {
  readonly #heights: SyntheticHeights;
  readonly #server: SyntheticServer;

  private constructor(heights: SyntheticHeights, server: SyntheticServer) {
    this.#heights = heights;
    this.#server = server;
  }

  /** @param real - with the deployment whose settings and addresses the synthetic one has. */
  static async start(real: TestL1): Promise<SyntheticL1> {
    const { client, addresses } = real;
    const [domain, settings, courtSettings, registrySettings, { genesisStateRoot }, deployedAt] =
      await Promise.all([
        client.domain(),
        client.settings(),
        client.courtSettings(),
        client.stakeRules(),
        client.read("constants", "parts", []),
        real.now(),
      ]);
    const blocks = new SyntheticBlocks(addresses.deployedAt);
    const { vault, registry, auction, rollup, rewards, bridge, court } = addresses;
    const heights = new SyntheticHeights(
      {
        domain,
        addresses: { vault, registry, auction, rollup, rewards, bridge, court },
        settings,
        courtSettings,
        registrySettings,
        genesisStateRoot,
        deployedAt,
      },
      blocks,
    );
    const server = new SyntheticServer(blocks, addresses.lens, real.anvil.rpcUrl);
    await server.start();
    return new SyntheticL1(heights, server);
  }

  get rpcUrl(): string {
    return this.#server.url;
  }

  /** How many questions the real L1 has answered, by method. */
  get passedOn(): ReadonlyMap<string, number> {
    return this.#server.passedOn;
  }

  /** Makes the next height final. */
  finalise(height: number): void {
    this.#heights.finalise(height);
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}
