import { type Deployer, l1Error, type Mined } from "@trellis/l1";
import { getContractAddress, type Hex, type PublicClient } from "viem";

/**
 * Tries what a deployment would send, each creation on the code of those before it, and sends nothing. Constructors may read what
 * earlier ones keep in their code, not what they keep in storage.
 */
export class DryDeployer implements Deployer {
  readonly address: Hex;
  /** What was tried, in order. */
  readonly tried: { readonly action: string; readonly gas: bigint }[] = [];
  readonly #client: PublicClient;
  readonly #codes: { readonly address: Hex; readonly code: Hex }[] = [];
  #nonce: number | undefined;

  constructor(client: PublicClient, address: Hex) {
    this.#client = client;
    this.address = address;
  }

  chainId(): Promise<number> {
    return this.#client.getChainId();
  }

  async nonce(): Promise<number> {
    this.#nonce ??= await this.#client.getTransactionCount({ address: this.address });
    return this.#nonce + this.tried.length;
  }

  /** @throws TRL-L1-010 if a contract refuses its settings, TRL-L1-011 if L1 cannot be asked. */
  async deploy(action: string, data: Hex): Promise<Mined> {
    try {
      const nonce = await this.nonce();
      const stateOverride = [{ address: this.address, nonce }, ...this.#codes];
      const { data: code = "0x" } = await this.#client.call({ account: this.address, data, stateOverride });
      const gas = await this.#client.estimateGas({ account: this.address, data, stateOverride });
      const contractAddress = getContractAddress({ from: this.address, nonce: BigInt(nonce) });
      this.#codes.push({ address: contractAddress, code });
      this.tried.push({ action, gas });
      const receipt = { contractAddress } as Mined["receipt"];
      return { hash: "0x", gasUsed: gas, blockNumber: await this.#client.getBlockNumber(), receipt };
    } catch (cause) {
      throw l1Error(action, cause);
    }
  }
}
