import type { RollupDomain } from "@trellis/protocol";
import { fromHex } from "@trellis/protocol";
import { type ContractFunctionReturnType, createPublicClient, type Hex, http, type PublicClient } from "viem";
import { isRevert, l1Error } from "../contracts/decodeRevert.ts";
import type { CourtSettings } from "../contracts/deployContracts.ts";
import { courtOf, type L1Addresses } from "../contracts/L1Addresses.ts";
import { verifierAbi } from "../contracts/verifierAbi.ts";
import { abi as rollupAbi } from "../generated/Rollup.ts";
import { abi as courtAbi } from "../generated/SlashingCourt.ts";

/** Everything about the head and the running round; see `Status` in IRollup.sol. */
export type RollupStatus = ContractFunctionReturnType<typeof rollupAbi, "view", "status">;
/** One row of the ranking; see `Ranked` in IRollup.sol. */
export type RankedCommitment = ContractFunctionReturnType<typeof rollupAbi, "view", "ranking">[number];

/** What is known of a committed proposal; see `Commitment` in IRollup.sol. */
export type Commitment = ContractFunctionReturnType<typeof rollupAbi, "view", "commitmentOf">;
/** P8.3 … P8.5: what a proposal's provers share; see `RewardPool` in IRollup.sol. */
export type RewardPool = ContractFunctionReturnType<typeof rollupAbi, "view", "rewardPoolOf">;
/** What became of a seat's duty; see `Case` in ISlashingCourt.sol. */
export type CourtCase = ContractFunctionReturnType<typeof courtAbi, "view", "caseOf">;
/** `Case.state`. */
export const CASE_STATES = ["none", "reported", "cleared", "slashed", "void"] as const;

/**
 * Commitments of a round that a node looks at, in order of arrival. At 128,000 gas each, five L1 blocks of 60 million gas hold
 * 2,350: nobody can push another's commitment out of sight.
 */
export const MAX_RANKED = 4_096;
const RANKING_PAGE = 256;

/** Typed reads of one deployment. @throws each: TRL-L1-010 if a contract refuses, TRL-L1-011 if L1 cannot be asked. */
export class L1Client {
  readonly addresses: L1Addresses;
  readonly public: PublicClient;
  #chainId: number | undefined;

  constructor(rpcUrl: string, addresses: L1Addresses) {
    this.addresses = addresses;
    this.public = createPublicClient({
      transport: http(rpcUrl, { timeout: 10_000, retryCount: 2 }),
      cacheTime: 0,
    });
  }

  /** The L1 chain's id, asked once. */
  async chainId(): Promise<number> {
    this.#chainId ??= await this.ask("read the chain id", () => this.public.getChainId());
    return this.#chainId;
  }

  /** What signatures and proofs of this deployment are tied to. */
  async domain(): Promise<RollupDomain> {
    return { chainId: BigInt(await this.chainId()), rollup: fromHex(this.addresses.rollup) };
  }

  /** `status()` as of an L1 block, the latest by default. */
  async status(blockNumber?: bigint): Promise<RollupStatus> {
    return this.ask("read the rollup's status", () =>
      this.public.readContract({
        address: this.addresses.rollup,
        abi: rollupAbi,
        functionName: "status",
        ...(blockNumber === undefined ? {} : { blockNumber }),
      }),
    );
  }

  /** The round's commitments in order of arrival, at most {@link MAX_RANKED}, as of an L1 block, the latest by default. */
  async ranking(blockNumber?: bigint): Promise<readonly RankedCommitment[]> {
    return this.ask("read the ranking", async () => {
      // All pages must be of one block.
      const block = blockNumber ?? (await this.public.getBlockNumber());
      const rows: RankedCommitment[] = [];
      while (rows.length < MAX_RANKED) {
        const page = await this.public.readContract({
          address: this.addresses.rollup,
          abi: rollupAbi,
          functionName: "ranking",
          args: [BigInt(rows.length), BigInt(RANKING_PAGE)],
          blockNumber: block,
        });
        rows.push(...page);
        if (page.length < RANKING_PAGE) break;
      }
      return rows;
    });
  }

  /** Wei that an address can bid with. */
  async balanceOf(account: Hex): Promise<bigint> {
    return this.ask("read a balance", () =>
      this.public.readContract({
        address: this.addresses.rollup,
        abi: rollupAbi,
        functionName: "balanceOf",
        args: [account],
      }),
    );
  }

  /** P9.6: bond of an account's next commitment, wei. */
  async bondOf(account: Hex): Promise<bigint> {
    const [bond] = await this.ask("read a bond", () =>
      this.public.readContract({
        address: this.addresses.rollup,
        abi: rollupAbi,
        functionName: "bondOf",
        args: [account],
      }),
    );
    return bond;
  }

  /** Whether a node's share of a final block was claimed. */
  async isClaimed(proposalId: Hex, nodeNumber: number): Promise<boolean> {
    return this.ask("read a claim", () =>
      this.public.readContract({
        address: this.addresses.rollup,
        abi: rollupAbi,
        functionName: "isClaimed",
        args: [proposalId, BigInt(nodeNumber)],
      }),
    );
  }

  /** All that is known of a commitment, of any round; zeros where there is none. */
  async commitmentOf(proposalId: Hex): Promise<Commitment> {
    return this.ask("read a commitment", () =>
      this.public.readContract({
        address: this.addresses.rollup,
        abi: rollupAbi,
        functionName: "commitmentOf",
        args: [proposalId],
      }),
    );
  }

  /** P8.3 … P8.5: what the provers of a proposal share; depth 0 where nothing is owed to them. */
  async rewardPoolOf(proposalId: Hex): Promise<RewardPool> {
    return this.ask("read a reward pool", () =>
      this.public.readContract({
        address: this.addresses.rollup,
        abi: rollupAbi,
        functionName: "rewardPoolOf",
        args: [proposalId],
      }),
    );
  }

  /** P7.1: L1 timestamp at which a chunk of data was last published; 0 where it was not. */
  async dataPublishedAt(dataHash: Hex): Promise<bigint> {
    return this.ask("read a chunk's publication", () =>
      this.public.readContract({
        address: this.addresses.rollup,
        abi: rollupAbi,
        functionName: "dataPublishedAt",
        args: [dataHash],
      }),
    );
  }

  /** P10.3: L1 timestamp at which a message was queued; 0 where it is not yet. It is due `inclusionDelay` later. */
  async messageQueuedAt(index: bigint): Promise<bigint> {
    return this.ask("read a message's time", () =>
      this.public.readContract({
        address: this.addresses.rollup,
        abi: rollupAbi,
        functionName: "messageQueuedAt",
        args: [index],
      }),
    );
  }

  /** P10.1: whether the withdrawal at a place of a final block was paid. */
  async isWithdrawn(proposalId: Hex, place: number): Promise<boolean> {
    return this.ask("read a withdrawal", () =>
      this.public.readContract({
        address: this.addresses.rollup,
        abi: rollupAbi,
        functionName: "isWithdrawn",
        args: [proposalId, BigInt(place)],
      }),
    );
  }

  /** P9: the case of a seat for a node. @throws TRL-L1-014 where the deployment has no court. */
  async caseOf(proposalId: Hex, nodeNumber: number, seat: number): Promise<CourtCase> {
    const address = courtOf(this.addresses);
    return this.ask("read a case", () =>
      this.public.readContract({
        address,
        abi: courtAbi,
        functionName: "caseOf",
        args: [proposalId, BigInt(nodeNumber), seat],
      }),
    );
  }

  /** P9: the court's constants. @throws TRL-L1-014 where the deployment has no court. */
  async courtSettings(): Promise<CourtSettings> {
    const address = courtOf(this.addresses);
    return this.ask("read the court's settings", () =>
      this.public.readContract({ address, abi: courtAbi, functionName: "settings" }),
    );
  }

  /**
   * Asks the deployed verifier about a block proof, at no cost.
   * @returns false where it refuses, whether by answer or by revert.
   * @throws TRL-L1-011 if L1 cannot be asked.
   */
  async verifyBlockProof(proof: Uint8Array, publicInputs: readonly bigint[]): Promise<boolean> {
    try {
      return await this.public.readContract({
        address: this.addresses.verifier,
        abi: verifierAbi,
        functionName: "verify",
        args: [
          `0x${Buffer.from(proof).toString("hex")}`,
          publicInputs.map((field) => `0x${field.toString(16).padStart(64, "0")}` as Hex),
        ],
      });
    } catch (cause) {
      if (isRevert(cause)) return false;
      throw l1Error("verify a block proof", cause);
    }
  }

  /** An own question under a name; errors as above. */
  async ask<Answer>(action: string, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (cause) {
      throw l1Error(action, cause);
    }
  }
}
