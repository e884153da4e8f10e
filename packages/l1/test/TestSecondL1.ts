import { addressOf, fromHex, type Proposal, toBytes, toHex } from "@trellis/protocol";
import { publicKeyOf, signJoin } from "@trellis/protocol/keys";
import { createPublicClient, createTestClient, type Hex, http, type PublicClient } from "viem";
import { Anvil, DEVELOPMENT_CHAIN_ID } from "../src/anvil/Anvil.ts";
import {
  deploySecondContracts,
  type SecondDeploymentInit,
} from "../src/second/contracts/deploySecondContracts.ts";
import type { SecondAddresses } from "../src/second/contracts/SecondAddresses.ts";
import { SECOND_PRESETS } from "../src/second/contracts/SecondSettings.ts";
import { SecondL1Client } from "../src/second/reading/SecondL1Client.ts";
import { secondSender } from "../src/second/sending/dryRunSecond.ts";
import { secondCall } from "../src/second/sending/SecondCall.ts";
import { secondCalls } from "../src/second/sending/secondCalls.ts";
import type { L1Sender } from "../src/sending/L1Sender.ts";
import { testKey } from "./TestL1.ts";

export const TOKEN = 10n ** 18n;
/** Whose signature the development verifier takes for a proof. */
export const PROOF_KEY = testKey("second verifier");

const { quick } = SECOND_PRESETS;

/** What the tests deploy unless they say otherwise. Windows are long enough that no test runs out of them. */
export const SECOND_DEPLOYMENT: SecondDeploymentInit = {
  preset: {
    settings: { ...quick.settings, proposalWindow: 100, proofWindow: 100, inclusionDelay: 300 },
    court: { ...quick.court, contestWindow: 100 },
  },
  verifier: { kind: "development", signer: toHex(addressOf(publicKeyOf(PROOF_KEY))) },
  stake: 100n * TOKEN,
  initialSupply: 1_000_000n * TOKEN,
  vkSetHash: 1n,
  genesisStateRoot: 2n,
};

/** A local L1 with the second version on it, which makes a block for each transaction, and an account that owns all tokens. */
export class TestSecondL1 {
  readonly anvil: Anvil;
  readonly public: PublicClient;
  readonly deployer: L1Sender;
  readonly addresses: SecondAddresses;
  readonly client: SecondL1Client;

  private constructor(anvil: Anvil, deployer: L1Sender, client: PublicClient, addresses: SecondAddresses) {
    this.anvil = anvil;
    this.public = client;
    this.deployer = deployer;
    this.addresses = addresses;
    this.client = new SecondL1Client(anvil.rpcUrl, addresses);
  }

  static async start(): Promise<TestSecondL1> {
    const anvil = new Anvil({ blockSeconds: 0 });
    await anvil.start();
    const client = createPublicClient({ transport: http(anvil.rpcUrl), cacheTime: 0 });
    const deployer = await fundedSecondSender(anvil, client, "deployer");
    const addresses = await deploySecondContracts(deployer, SECOND_DEPLOYMENT);
    await deployer.send(secondCall(addresses, "token", "approve", [addresses.vault, 2n ** 255n]));
    return new TestSecondL1(anvil, deployer, client, addresses);
  }

  /** P2.1: the deployer pays the stake of a seat, whose key is `name`'s. */
  join(name: string, payout: Hex) {
    const { addresses } = this;
    const secret = testKey(name);
    const registry = fromHex(addresses.registry);
    const agreed = { chainId: BigInt(DEVELOPMENT_CHAIN_ID), registry, payout: fromHex(payout) };
    const call = secondCalls.join(addresses, publicKeyOf(secret), payout, signJoin(agreed, secret));
    return this.deployer.send(call);
  }

  /** A proposal of the deployer's for the running round. */
  async proposal(burnBid = TOKEN): Promise<Proposal> {
    const { head, running } = await this.client.read("lens", "status", []);
    return {
      height: BigInt(running.round.height),
      round: running.round.number,
      parent: fromHex(head),
      depth: 1,
      orderCommitment: toBytes(5n, 32),
      proverShareBps: 6_000,
      burnBid,
      proposer: fromHex(this.deployer.address),
      expiry: 2n ** 40n,
    };
  }

  /** The next block has this timestamp. */
  async toTime(timestamp: number): Promise<void> {
    const test = createTestClient({ mode: "anvil", transport: http(this.anvil.rpcUrl) });
    await test.setNextBlockTimestamp({ timestamp: BigInt(timestamp) });
    await test.mine({ blocks: 1 });
  }

  async stop(): Promise<void> {
    await this.anvil.stop();
  }
}

/** An account with Ether on a local chain, which knows the second version's errors. */
export async function fundedSecondSender(
  anvil: Anvil,
  client: PublicClient,
  name: string,
): Promise<L1Sender> {
  const sender = secondSender(anvil.rpcUrl, client, testKey(name));
  const test = createTestClient({ mode: "anvil", transport: http(anvil.rpcUrl) });
  await test.setBalance({ address: sender.address, value: 1_000n * TOKEN });
  return sender;
}
