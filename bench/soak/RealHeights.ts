import { State } from "@trellis/ledger";
import { l1Call } from "../../packages/l1/src/sending/L1Call.ts";
import { TestBlock } from "../../packages/l1/test/TestBlock.ts";
import { DEPLOYMENT, type TestL1, TOKEN } from "../../packages/l1/test/TestL1.ts";

const BID = DEPLOYMENT.preset.settings.minBurnBid;

/** Heights on a real L1 with the real contracts. It stands for all proposers and provers, and lets L1's clock jump. */
export class RealHeights {
  readonly #l1: TestL1;

  private constructor(l1: TestL1) {
    this.#l1 = l1;
  }

  /** Takes seats and fills a proposer's balance. */
  static async start(l1: TestL1): Promise<RealHeights> {
    for (const name of ["one", "two", "three"]) await l1.join(name, l1.deployer.address);
    await l1.deployer.send(
      l1Call(l1.addresses, "auction", "depositBalance", [l1.deployer.address, 900_000n * TOKEN]),
    );
    return new RealHeights(l1);
  }

  get rpcUrl(): string {
    return this.#l1.anvil.rpcUrl;
  }

  /** Makes the next height final: a block of depth 1 without transactions. */
  async finalise(): Promise<void> {
    const l1 = this.#l1;
    const block = await TestBlock.commit(l1, [0, 1, 2], { burnBid: BID });
    await block.toProofWindow();
    await block.prove(["c0", "c1", "c2"], { stateAfter: State.empty().root() });
    await block.toEnd();
    await l1.deployer.send(l1Call(l1.addresses, "rollup", "finalize", []));
  }

  async stop(): Promise<void> {}
}
