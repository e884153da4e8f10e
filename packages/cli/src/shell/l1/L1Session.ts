import { type ContractAddresses, type L1Call, L1Client, l1Call } from "@trellis/l1";
import { TrellisError } from "@trellis/protocol";
import type { Hex } from "viem";
import { readDeploymentFile } from "../network/DeploymentFile.ts";
import { tokens } from "../text/format.ts";

/** The tokens of a rollup on L1, by their contracts. */
type TokenName = "token" | "secondAsset";

/** A connection to a deployment that is known to exist on this L1. */
export class L1Session {
  readonly chainId: number;
  readonly client: L1Client;

  private constructor(chainId: number, client: L1Client) {
    this.chainId = chainId;
    this.client = client;
  }

  /**
   * Reads the deployment file and checks that this L1 is its chain and has the rollup.
   * @throws TRL-CLI-005 for the file, TRL-CLI-030 if the chain differs or has no such rollup, TRL-L1-011 if L1 does not answer.
   */
  static async open({
    rpc,
    deployment: path,
  }: {
    readonly rpc: string;
    readonly deployment: string;
  }): Promise<L1Session> {
    const { chainId, addresses } = await readDeploymentFile(path);
    const client = new L1Client(rpc, addresses);
    const actual = await client.chainId();
    if (actual !== chainId) {
      throw new TrellisError(
        "TRL-CLI-030",
        `the deployment is on chain ${chainId}, but this L1 is chain ${actual}; check --rpc and --deployment`,
        { expected: chainId, actual },
      );
    }
    const code = await client.ask("look for the rollup", () =>
      client.public.getCode({ address: addresses.rollup }),
    );
    if (code === undefined) {
      throw new TrellisError(
        "TRL-CLI-030",
        `this L1 has no contract at the rollup's address ${addresses.rollup}; check --rpc and --deployment`,
        { rollup: addresses.rollup },
      );
    }
    return new L1Session(chainId, client);
  }

  get addresses(): ContractAddresses {
    return this.client.addresses;
  }

  /** Timestamp of the latest L1 block. */
  async now(): Promise<bigint> {
    const { timestamp } = await this.client.ask("read the latest block", () => this.client.public.getBlock());
    return timestamp;
  }

  /**
   * Calls needed before the vault may take `amount` of the owner's tokens: none, or an approval of that amount.
   * @throws as {@link requireTokens}.
   */
  async allow(owner: Hex, token: TokenName, amount: bigint): Promise<L1Call[]> {
    const { vault } = this.addresses;
    const [allowed] = await Promise.all([
      this.client.read(token, "allowance", [owner, vault]),
      this.requireTokens(owner, token, amount),
    ]);
    return allowed >= amount ? [] : [l1Call(this.addresses, token, "approve", [vault, amount])];
  }

  /** @throws TRL-CLI-033 if the owner has fewer tokens, with how many are missing. The contract would only say that none has moved. */
  async requireTokens(owner: Hex, token: TokenName, amount: bigint): Promise<void> {
    const balance = await this.client.read(token, "balanceOf", [owner]);
    if (balance >= amount) return;
    const address = this.addresses[token];
    throw new TrellisError(
      "TRL-CLI-033",
      `${owner} has ${tokens(balance)} of the token ${address}, and this takes ${tokens(amount)}; send it ${tokens(amount - balance)} more`,
      { account: owner, token: address, balance, needed: amount, missing: amount - balance },
    );
  }
}
