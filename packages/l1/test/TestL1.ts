import {
  addressOf,
  fromHex,
  PRESETS,
  type Proposal,
  sha256,
  TrellisError,
  toBytes,
  toHex,
} from "@trellis/protocol";
import { publicKeyOf, signJoin } from "@trellis/protocol/keys";
import { createPublicClient, createTestClient, type Hex, http, type PublicClient } from "viem";
import { Anvil, DEVELOPMENT_CHAIN_ID } from "../src/anvil/Anvil.ts";
import type { ContractAddresses } from "../src/contracts/ContractAddresses.ts";
import { type DeploymentInit, deployContracts } from "../src/contracts/deployContracts.ts";
import { L1Client } from "../src/reading/L1Client.ts";
import { type L1Call, l1Call } from "../src/sending/L1Call.ts";
import { L1Sender } from "../src/sending/L1Sender.ts";
import { l1Calls } from "../src/sending/l1Calls.ts";
import { LocalSigner } from "../src/signing/LocalSigner.ts";

export const TOKEN = 10n ** 18n;
/** An L2 key. */
export const GRUMPKIN_GENERATOR = {
  x: 1n,
  y: 17631683881184975370165255887551781615748388533673675138860n,
};
const encoder = new TextEncoder();

/** A secp256k1 key by name. */
export const testKey = (name: string): Uint8Array => sha256(encoder.encode(`l1 test ${name}`));
/** Whose signature the development verifier takes for a proof. */
export const PROOF_KEY = testKey("verifier");

const { quick } = PRESETS;

/** What the tests deploy unless they say otherwise. Windows are long enough that no test runs out of them. */
export const DEPLOYMENT: DeploymentInit = {
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

/** P2.1: the call by which the key of `secret` joins with its own signature. */
export function joinCall(addresses: ContractAddresses, secret: Uint8Array, payout: Hex): L1Call {
  return l1Calls.join(addresses, publicKeyOf(secret), payout, joinSignature(addresses, secret, payout));
}

/** R4: a key's agreement to stand for a seat that pays to `payout`. */
export function joinSignature({ registry }: ContractAddresses, secret: Uint8Array, payout: Hex): Uint8Array {
  const chainId = BigInt(DEVELOPMENT_CHAIN_ID);
  return signJoin({ chainId, registry: fromHex(registry), payout: fromHex(payout) }, secret);
}

/** A local L1 with Trellis on it, which makes a block for each transaction, and an account that owns all tokens. */
export class TestL1 {
  readonly anvil: Anvil;
  readonly public: PublicClient;
  readonly deployer: L1Sender;
  readonly addresses: ContractAddresses;
  readonly client: L1Client;
  readonly vkSetHash: bigint;
  /** Whose signature its verifier takes for a proof. */
  readonly proofKey: Uint8Array;

  private constructor(
    anvil: Anvil,
    deployer: L1Sender,
    client: PublicClient,
    addresses: ContractAddresses,
    { vkSetHash, proofKey }: { readonly vkSetHash: bigint; readonly proofKey: Uint8Array },
  ) {
    this.vkSetHash = vkSetHash;
    this.proofKey = proofKey;
    this.anvil = anvil;
    this.public = client;
    this.deployer = deployer;
    this.addresses = addresses;
    this.client = new L1Client(anvil.rpcUrl, addresses);
  }

  /** @param proofKey - the key of the development verifier's signer. */
  static async start(init: DeploymentInit = DEPLOYMENT, proofKey = PROOF_KEY): Promise<TestL1> {
    const anvil = new Anvil({ blockSeconds: 0 });
    await anvil.start();
    const client = createPublicClient({ transport: http(anvil.rpcUrl), cacheTime: 0 });
    const deployer = await fundedSender(anvil, client, "deployer");
    const addresses = await deployContracts(deployer, init);
    await deployer.send(l1Call(addresses, "token", "approve", [addresses.vault, 2n ** 255n]));
    return new TestL1(anvil, deployer, client, addresses, { vkSetHash: init.vkSetHash, proofKey });
  }

  /** Control over the chain's clock and blocks. */
  get test() {
    return testClient(this.anvil);
  }

  /** Any call of the L1 node by name. */
  async raw(method: string, params: readonly unknown[] = []): Promise<unknown> {
    return this.public.request({ method, params } as never);
  }

  /** An account with Ether. */
  sender(name: string): Promise<L1Sender> {
    return fundedSender(this.anvil, this.public, name);
  }

  /** P2.1: the deployer pays the stake of a seat, whose key is `name`'s. */
  join(name: string, payout: Hex) {
    return this.deployer.send(joinCall(this.addresses, testKey(name), payout));
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

  /** Gives an account what a stake takes, and the vault leave to take it. */
  async giveTokens(account: L1Sender, amount = 100n * TOKEN): Promise<void> {
    const { addresses } = this;
    await this.deployer.send(
      l1Call(addresses, "token", "transfer", [account.address, amount], "give tokens"),
    );
    await account.send(l1Call(addresses, "token", "approve", [addresses.vault, 2n ** 255n]));
  }

  /** Queues one L2 deposit, whose account the deployer owns: one message in one block. */
  deposit(amount = 1n) {
    const { addresses, deployer } = this;
    const call = l1Calls.deposit(addresses, 0, GRUMPKIN_GENERATOR, deployer.address, amount, TOKEN);
    return deployer.send(call);
  }

  /** The latest block has this timestamp. */
  async toTime(timestamp: number | bigint): Promise<void> {
    await this.test.setNextBlockTimestamp({ timestamp: BigInt(timestamp) });
    await this.test.mine({ blocks: 1 });
  }

  /** Time of the latest block. */
  async now(): Promise<bigint> {
    return (await this.public.getBlock()).timestamp;
  }

  async stop(): Promise<void> {
    await this.anvil.stop();
  }
}

/** The local chain mines each transaction at once, so there is nothing to wait for but its answer. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

/** An account with Ether on a local chain. */
export async function fundedSender(anvil: Anvil, client: PublicClient, name: string): Promise<L1Sender> {
  const sender = new L1Sender(client, new LocalSigner(testKey(name)), { wait: aMoment });
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
