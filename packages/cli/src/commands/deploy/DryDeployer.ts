import { type Deployer, l1Error, type Mined } from "@trellis/l1";
import { concat, getContractAddress, type Hex, type PublicClient, pad } from "viem";

/**
 * Stands in the deployer's place: creates a contract (calldata from byte 32 on) and answers with the code that then is at an address
 * (the first 32 bytes). CALLDATACOPY, CREATE, EXTCODECOPY, RETURN.
 */
const CREATE_AND_LOOK: Hex = "0x602036038060205f375f5ff0505f35803b805f5f843c5ff3";
/** Contracts looked for that a constructor makes in its turn, as data. */
const MAX_CHILDREN = 4n;

/**
 * Tries what a deployment would send, each creation on the code of those before it and of what their constructors made, and sends
 * nothing. Constructors may read what earlier ones keep in code, not what they keep in storage.
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

  /** What the constructor of a contract makes. */
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
