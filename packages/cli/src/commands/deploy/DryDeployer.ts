import { type Deployer, l1Error, type Mined } from "@trellis/l1";
import { concat, getContractAddress, type Hex, type PublicClient, pad } from "viem";

/**
 * Takes the deployer's place. It creates a contract (calldata from byte 32 on). Then it returns the code at
 * an address (the first 32 bytes). CALLDATACOPY, CREATE, EXTCODECOPY, RETURN.
 */
const CREATE_AND_LOOK: Hex = "0x602036038060205f375f5ff0505f35803b805f5f843c5ff3";
/** How many contracts made by a constructor are looked for, as data. */
const MAX_CHILDREN = 4n;

/**
 * Tries what a deployment would send, without sending anything. Each creation sees the code of the earlier
 * contracts and of those that their constructors made. Constructors may read what earlier contracts keep in
 * code, but not what they keep in storage.
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
      const children = await this.#childrenOf(contractAddress, data, nonce);
      this.#codes.push({ address: contractAddress, code }, ...children);
      this.tried.push({ action, gas });
      const receipt = { contractAddress } as Mined["receipt"];
      return { hash: "0x", gasUsed: gas, blockNumber: await this.#client.getBlockNumber(), receipt };
    } catch (cause) {
      throw l1Error(action, cause);
    }
  }

  /** The contracts that a contract's constructor makes. */
  async #childrenOf(from: Hex, initCode: Hex, nonce: number): Promise<{ address: Hex; code: Hex }[]> {
    const stateOverride = [{ address: this.address, nonce, code: CREATE_AND_LOOK }, ...this.#codes];
    const children: { address: Hex; code: Hex }[] = [];
    for (let child = 1n; child <= MAX_CHILDREN; child++) {
      const address = getContractAddress({ from, nonce: child });
      const data = concat([pad(address), initCode]);
      const { data: code } = await this.#client.call({ to: this.address, data, stateOverride });
      if (code === undefined) break;
      children.push({ address, code });
    }
    return children;
  }
}
