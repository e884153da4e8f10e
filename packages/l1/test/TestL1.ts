import { addressOf, fromHex, type Proposal, sha256, TrellisError, toBytes, toHex } from "@trellis/protocol";
import { publicKeyOf, signJoin } from "@trellis/protocol/keys";
import { createPublicClient, createTestClient, type Hex, http, type PublicClient } from "viem";
import { Anvil, DEVELOPMENT_CHAIN_ID } from "../src/anvil/Anvil.ts";
import { type DeploymentInit, deployContracts } from "../src/contracts/deployContracts.ts";
import type { L1Addresses } from "../src/contracts/L1Addresses.ts";
import { SETTINGS_PRESETS } from "../src/contracts/RollupSettings.ts";
import { L1Client } from "../src/reading/L1Client.ts";
import { l1Call } from "../src/sending/L1Call.ts";
import { L1Sender } from "../src/sending/L1Sender.ts";
import { l1Calls } from "../src/sending/l1Calls.ts";

const TOKEN = 10n ** 18n;
/** An L2 key. */
export const GRUMPKIN_GENERATOR = {
  x: 1n,
  y: 17631683881184975370165255887551781615748388533673675138860n,
};
const encoder = new TextEncoder();

/** A secp256k1 key by name. */
export const testKey = (name: string): Uint8Array => sha256(encoder.encode(`l1 test ${name}`));
const signer = toHex(addressOf(publicKeyOf(testKey("verifier"))));

/** What the tests deploy unless they say otherwise. */
export const DEPLOYMENT: DeploymentInit = {
  settings: { ...SETTINGS_PRESETS.devnet, proposalWindow: 100, proofWindow: 100 },
  verifier: { kind: "development", signer },
  proverStake: 100n * TOKEN,
  initialSupply: 1_000_000n * TOKEN,
  vkSetHash: 1n,
  genesisStateRoot: 2n,
};

/** P2.1: the call by which the key of `secret` joins with its own signature. */
export function joinCall(addresses: L1Addresses, secret: Uint8Array, payout: Hex) {
  const { registry } = addresses;
  const agreed = {
    chainId: BigInt(DEVELOPMENT_CHAIN_ID),
    registry: fromHex(registry),
    payout: fromHex(payout),
  };
  return l1Calls.join(addresses, publicKeyOf(secret), payout, signJoin(agreed, secret));
}

/** A local L1 with Trellis on it, which makes a block for each transaction, and an account that owns all tokens. */
export class TestL1 {
  readonly anvil: Anvil;
  readonly public: PublicClient;
  readonly deployer: L1Sender;
  readonly addresses: L1Addresses;
  readonly client: L1Client;

  private constructor(anvil: Anvil, deployer: L1Sender, client: PublicClient, addresses: L1Addresses) {
    this.anvil = anvil;
    this.public = client;
    this.deployer = deployer;
    this.addresses = addresses;
    this.client = new L1Client(anvil.rpcUrl, addresses);
  }

  static async start(): Promise<TestL1> {
    const anvil = new Anvil({ blockSeconds: 0 });
    await anvil.start();
    const client = createPublicClient({ transport: http(anvil.rpcUrl), cacheTime: 0 });
    const deployer = await fundedSender(anvil, client, "deployer");
    const addresses = await deployContracts(deployer, DEPLOYMENT);
    await deployer.sendAll(
      [
        l1Call(addresses, "token", "approve", [addresses.rollup, 2n ** 255n]),
        l1Call(addresses, "token", "approve", [addresses.registry, 2n ** 255n]),
      ],
      100_000n,
    );
    return new TestL1(anvil, deployer, client, addresses);
  }

  /** Control over the chain's clock and blocks. */
  get test() {
    return testClient(this.anvil);
  }

  /** Any call of the L1 node by name. */
  async raw(method: string, params: readonly unknown[] = []): Promise<unknown> {
    return this.public.request({ method, params } as never);
  }

  /** An account with Ether; `rpcUrl` where it is to send elsewhere than to the chain itself. */
  sender(name: string): Promise<L1Sender> {
    return fundedSender(this.anvil, this.public, name);
  }

  /** A proposal of the deployer's for the height that runs. */
  async proposal(): Promise<Proposal> {
    const { height, round, head } = await this.client.read("rollup", "status", []);
    return {
      height,
      round,
      parent: fromHex(head),
      depth: 2,
      orderCommitment: toBytes(5n, 32),
      proverShareBps: 0,
      burnBid: TOKEN,
      proposer: fromHex(this.deployer.address),
      expiry: 2n ** 40n,
    };
  }

  /** Gives an account what a stake takes, and the registry leave to take it. */
  async giveTokens(account: L1Sender): Promise<void> {
    await this.deployer.send(
      l1Call(this.addresses, "token", "transfer", [account.address, 100n * TOKEN], "give tokens"),
    );
    await account.send(l1Call(this.addresses, "token", "approve", [this.addresses.registry, 2n ** 255n]));
  }

  /** Queues one L2 deposit, whose account the deployer owns: one message in one block. */
  deposit(amount = 1n) {
    return this.deployer.send(
      l1Calls.deposit(this.addresses, 0, GRUMPKIN_GENERATOR, this.deployer.address, amount),
    );
  }

  async stop(): Promise<void> {
    await this.anvil.stop();
  }
}

/** An account with Ether on a local chain. */
export async function fundedSender(anvil: Anvil, client: PublicClient, name: string): Promise<L1Sender> {
  const sender = new L1Sender(anvil.rpcUrl, client, testKey(name));
  await testClient(anvil).setBalance({ address: sender.address, value: 1_000n * TOKEN });
  return sender;
}

const testClient = (anvil: Anvil) => createTestClient({ mode: "anvil", transport: http(anvil.rpcUrl) });

/** Whether an error is Trellis' with this code. For `assert.rejects`. */
export const hasCode =
  (code: string, ...words: (string | RegExp)[]) =>
  (error: unknown): true => {
    if (!(error instanceof TrellisError) || error.code !== code) throw error;
    for (const word of words) {
      if (typeof word === "string" ? error.message.includes(word) : word.test(error.message)) continue;
      throw new Error(`${word} is not in: ${error.message}`);
    }
    return true;
  };

/** Asks until the answer is yes; the asking itself takes the time. */
export async function until(ask: () => Promise<boolean> | boolean): Promise<void> {
  for (;;) {
    if (await ask()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Whether any process of a group is left. */
export function isGroupAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
