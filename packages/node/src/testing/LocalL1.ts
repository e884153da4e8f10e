import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  Anvil,
  type ContractAddresses,
  DEVELOPMENT_CHAIN_ID,
  deployContracts,
  L1Client,
  L1Sender,
  LocalSigner,
  l1Call,
  l1Calls,
  PRESETS,
} from "@trellis/l1";
import { State } from "@trellis/ledger";
import type { CourtSettings, RollupSettings } from "@trellis/protocol";
import { fromHex, toHex } from "@trellis/protocol";
import { publicKeyOf, signJoin } from "@trellis/protocol/keys";
import { SIMULATED_SIGNER, SIMULATED_VK_SET_HASH } from "@trellis/prover";
import { createPublicClient, createTestClient, type Hex, http } from "viem";
import { addressOfSecret, seatSecret, secretOf } from "./TestNode.ts";

const TOKEN = 10n ** 18n;

/** A real L1 for one node: contracts, a funded proposer and seats. Its proxy can silently stop answering. */
export class LocalL1 {
  readonly addresses: ContractAddresses;
  readonly #anvil: Anvil;
  readonly #door: Server;
  /** Whether calls stay unanswered. */
  isSilent = false;
  /** Whether the next logs are left out, as by an L1 node whose log index lags behind. */
  hidesLogs = false;
  /** First blocks of the ranges whose logs were asked for. The latest blocks are asked for one by one. */
  readonly askedFrom: bigint[] = [];

  private constructor(anvil: Anvil, addresses: ContractAddresses) {
    this.#anvil = anvil;
    this.addresses = addresses;
    this.#door = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (this.isSilent) return;
      const { method, params } = JSON.parse(Buffer.concat(chunks).toString()) as {
        method: string;
        params: [{ fromBlock?: Hex }];
      };
      const from = method === "eth_getLogs" ? params[0].fromBlock : undefined;
      if (from !== undefined) this.askedFrom.push(BigInt(from));
      const answer = await fetch(anvil.rpcUrl, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: Buffer.concat(chunks),
      });
      const text = await answer.text();
      const body = JSON.parse(text) as { id: unknown; result?: unknown };
      const isHidden =
        this.hidesLogs && Array.isArray(body.result) && body.result.length > 0 && "topics" in body.result[0];
      if (isHidden) this.hidesLogs = false;
      response
        .setHeader("content-type", "application/json")
        .end(isHidden ? JSON.stringify({ ...body, result: [] }) : text);
    });
  }

  /** Address of the proxy. */
  get rpcUrl(): string {
    return `http://127.0.0.1:${(this.#door.address() as AddressInfo).port}`;
  }

  /**
   * @param seats - {@link seatSecret} 0, 1, … join; the proposer is {@link secretOf} "own".
   * @param settings - where they differ from short windows, which nobody ends early.
   */
  static async start(
    seats: number,
    settings: Partial<RollupSettings> = {},
    court: Partial<CourtSettings> = {},
  ): Promise<LocalL1> {
    const anvil = new Anvil({ blockSeconds: 0 });
    await anvil.start();
    const client = createPublicClient({ transport: http(anvil.rpcUrl) });
    const control = createTestClient({ mode: "anvil", transport: http(anvil.rpcUrl) });
    const fund = (address: Hex): Promise<void> => control.setBalance({ address, value: 1_000n * TOKEN });
    const deployer = new L1Sender(client, new LocalSigner(secretOf("deployer")));
    const own = addressOfSecret(secretOf("own"));
    await fund(deployer.address);
    await fund(own);
    const { quick } = PRESETS;
    const addresses = await deployContracts(deployer, {
      preset: {
        settings: { ...quick.settings, proofWindow: 5, earlyEnd: false, ...settings },
        court: { ...quick.court, ...court },
      },
      verifier: { kind: "development", signer: toHex(SIMULATED_SIGNER) },
      stake: 100n * TOKEN,
      initialSupply: 1_000_000n * TOKEN,
      vkSetHash: SIMULATED_VK_SET_HASH,
      genesisStateRoot: State.empty().root(),
    });
    const { registry, vault } = addresses;
    const agreed = {
      chainId: BigInt(DEVELOPMENT_CHAIN_ID),
      registry: fromHex(registry),
      payout: fromHex(own),
    };
    await deployer.sendAll(
      [
        l1Call(addresses, "token", "approve", [vault, 2n ** 255n]),
        l1Call(addresses, "auction", "depositBalance", [own, 1_000n * TOKEN]),
        ...Array.from({ length: seats }, (_, seat) => {
          const secret = seatSecret(seat);
          return l1Calls.join(addresses, publicKeyOf(secret), own, signJoin(agreed, secret));
        }),
      ],
      1_500_000n,
    );
    await control.setAutomine(false);
    await control.setIntervalMining({ interval: 1 });
    const l1 = new LocalL1(anvil, addresses);
    l1.#door.listen(0, "127.0.0.1");
    await once(l1.#door, "listening");
    return l1;
  }

  /** Reads of the chain itself. */
  get client(): L1Client {
    return new L1Client(this.#anvil.rpcUrl, this.addresses);
  }

  /** Replaces this block and all later ones with empty blocks. */
  async replaceFrom(blockNumber: bigint): Promise<void> {
    const client = this.client.public;
    const depth = Number((await client.getBlockNumber()) - blockNumber) + 1;
    await client.request({ method: "anvil_reorg", params: [depth, []] } as never);
  }

  async stop(): Promise<void> {
    this.#door.closeAllConnections();
    this.#door.close();
    await this.#anvil.stop();
  }
}
