import { fromHex, type Proposal, toBytes, toHex } from "@trellis/protocol";
import { publicKeyOf, signJoin, signStartClaim } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import type { ContractAddresses } from "../../packages/l1/src/contracts/ContractAddresses.ts";
import { proposalStruct } from "../../packages/l1/src/contracts/proposalStruct.ts";
import { l1Calls } from "../../packages/l1/src/sending/l1Calls.ts";
import type { FinalWithdrawal } from "../../packages/l1-model/src/bridge/Withdrawals.ts";
import type { NodeAnswer, Report } from "../../packages/l1-model/src/court/Case.ts";
import type { ProofSubmission } from "../../packages/l1-model/src/index.ts";
import type { BlockClaim, NewSeatClaim, Uncle } from "../../packages/l1-model/src/rewards/RewardClaims.ts";
import type { L1Call } from "./TraceL1.ts";

const ZERO: Hex = `0x${"0".repeat(64)}`;
const hash = (value: bigint): Hex => toHex(toBytes(value, 32));
const isGood = (signature: Uint8Array): boolean => signature[0] === 1;
const bad = new Uint8Array(64).fill(17);

/** Makes the contracts' form of the model's calls. A signature whose first byte is 1 becomes a real one. */
export class ToL1 {
  readonly #addresses: ContractAddresses;
  readonly #chainId: bigint;
  /** Secrets by public key, and by seat. */
  readonly #secrets = new Map<string, Uint8Array>();
  readonly #seats = new Map<number, Uint8Array>();
  /** Where a seat was paid to when it joined. */
  readonly #payouts = new Map<number, Hex>();
  /** What the model's answers leave out, by proposal: as reported. */
  readonly #reported = new Map<Hex, Pick<Report, "transcriptRoot" | "committed">>();

  constructor(addresses: ContractAddresses, chainId: bigint, keys: number) {
    this.#addresses = addresses;
    this.#chainId = chainId;
    for (let i = 1; i <= keys; i++) {
      const secret = toBytes(i, 32);
      this.#secrets.set(toHex(publicKeyOf(secret)), secret);
    }
  }

  /** A seat was taken. Its start claims are signed with this key, whatever key it has later. */
  joined(seat: number, publicKey: Uint8Array, payout: Hex): void {
    this.#seats.set(seat, this.#secretOf(publicKey));
    this.#payouts.set(seat, payout);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the arguments of the model's method of that name
  of(call: string, args: readonly any[]): L1Call {
    const addresses = this.#addresses;
    const plain = (contract: L1Call["contract"], functionName: string, list = args): L1Call => ({
      contract,
      functionName,
      args: list,
    });
    const [first, second, third, fourth] = args;
    switch (call) {
      case "registry.join":
        return l1Calls.join(addresses, first, second, isGood(third) ? this.#join(first, second) : bad);
      case "registry.rotateKey": {
        const payout = this.#payouts.get(first);
        const signature = isGood(third) && payout !== undefined ? this.#join(second, payout) : bad;
        return l1Calls.rotateKey(addresses, first, second, signature);
      }
      case "auction.commit":
        return l1Calls.commit(addresses, first, second, third, fourth);
      case "auction.refund":
        return l1Calls.refund(addresses, first as Proposal, second as Proposal);
      case "rollup.submitProof":
        return l1Calls.submitProof(addresses, first as ProofSubmission);
      case "rollup.data.publishData":
        return l1Calls.publishData(addresses, first as Uint8Array);
      case "rewards.settle":
        return plain("rewards", "settle", [proposalStruct(first)]);
      case "rewards.nameUncles":
        return plain("rewards", "nameUncles", [first, hash(second), third.words(), fourth.map(uncle)]);
      case "rewards.claim":
        return plain("rewards", "claim", [first, second.map(claim), third.map(newSeat)]);
      case "bridge.forceTransaction":
        return l1Calls.forceTransaction(addresses, first as Uint8Array, second);
      case "withdrawals.claimWithdrawals":
        return plain("bridge", "claimWithdrawals", [first.map(withdrawal)]);
      case "escape.escape":
        return l1Calls.escape(addresses, {
          accountIndex: first,
          account: second,
          siblings: third,
          state: fourth,
        });
      case "escape.returnDeposit":
        return plain("bridge", "returnDeposit", [first, toHex(second), third, fourth]);
      case "court.report":
        return plain("court", "report", [this.#report(first)]);
      case "court.answer":
        return plain("court", "answer", [answer(first, this.#reported.get(first.proposalId))]);
      default: {
        const path = call.replace(".balances.", ".").split(".");
        return plain(path[0] as L1Call["contract"], path[1]!);
      }
    }
  }

  #secretOf(publicKey: Uint8Array): Uint8Array {
    return this.#secrets.get(toHex(publicKey))!;
  }

  #join(publicKey: Uint8Array, payout: Hex): Uint8Array {
    const join = {
      chainId: this.#chainId,
      registry: fromHex(this.#addresses.registry),
      payout: fromHex(payout),
    };
    return signJoin(join, this.#secretOf(publicKey));
  }

  #report({ proposalId, seat, transcriptRoot, committed, nodes }: Report) {
    const domain = { chainId: this.#chainId, rollup: fromHex(this.#addresses.rollup) };
    const secret = this.#seats.get(seat);
    this.#reported.set(proposalId, { transcriptRoot, committed });
    return {
      proposalId,
      seat,
      transcriptRoot: hash(transcriptRoot),
      committed: committed.words(),
      nodes: nodes.map(({ node, entry, siblings, signature }) => {
        const fields = { proposalId: fromHex(proposalId), node, seat };
        const isReal = isGood(signature) && secret !== undefined;
        const bytes = isReal ? signStartClaim(domain, fields, secret).signature : bad;
        return {
          ...node,
          entry,
          siblings,
          r: toHex(bytes.subarray(0, 32)),
          s: toHex(bytes.subarray(32, 64)),
        };
      }),
    };
  }
}

const withdrawal = ({ facts, leaf, siblings, ...rest }: FinalWithdrawal) => ({
  ...rest,
  facts: { ...facts, transactionsRoot: toHex(facts.transactionsRoot) },
  leaf: toHex(leaf),
  siblings: siblings.map(toHex),
});

const uncle = ({ proposalId, transcriptRoot, committed, kept, provers, wordsRoot }: Uncle) => ({
  proposalId,
  transcriptRoot: hash(transcriptRoot),
  committed: committed.words(),
  kept,
  wordsRoot: toHex(wordsRoot),
  provers: provers.words(),
});

const claim = ({ proposalId, kept, wordsRoot, proversHash, nodes }: BlockClaim) => ({
  proposalId,
  kept,
  wordsRoot: toHex(wordsRoot),
  proversHash: toHex(proversHash),
  nodes: nodes.map(({ node, word, path }) => ({
    ...node,
    word: word[0]! * 256 + word[1]!,
    children: path.children.length === 0 ? [ZERO, ZERO] : path.children.map(toHex),
    siblings: path.levels.map(({ sibling }) => toHex(sibling)),
    parentWords: path.levels.map((level) => level.word[0]! * 256 + level.word[1]!),
  })),
});

const newSeat = ({ winner, named, newSeats: { bps, seats } }: NewSeatClaim) => ({
  winner,
  named,
  newSeats: { bps, seats: seats.words() },
});

const NONE: bigint[] = new Array(8).fill(0n);

/** What the model does not read is nothing. */
function answer(it: NodeAnswer, block: Pick<Report, "transcriptRoot" | "committed"> | undefined) {
  const { facts, node, proof, ...rest } = it;
  return {
    ...rest,
    ...node,
    facts: { ...facts, transactionsRoot: toHex(facts.transactionsRoot) },
    transcriptRoot: hash(block?.transcriptRoot ?? 0n),
    committed: block?.committed.words() ?? NONE,
    children: [ZERO, ZERO],
    txsRoot: 0n,
    transactionsHash: ZERO,
    fees: 0n,
    messagesBefore: ZERO,
    messagesAfter: ZERO,
    committedHash: 0n,
    tally: 0n,
    provers: NONE,
    proof: toHex(proof),
  };
}
