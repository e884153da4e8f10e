import type { L1Client } from "@trellis/l1";
import { TrellisError } from "@trellis/protocol";
import type { Hex } from "viem";
import type { FakeL1 } from "./FakeL1.ts";

type Answer = (l1: FakeL1, args: readonly unknown[]) => unknown;

const ANSWERS: Readonly<Record<string, Answer>> = {
  "rewards.poolOf": ({ world }, [id]) => {
    const pool = world.rewards.poolOf(id as Hex);
    const { amount = 0n, snapshotAt = 0n, claimsFrom = 0n, winnerSeats = 0, depth = 0 } = pool ?? {};
    return {
      amount,
      snapshotAt: Number(snapshotAt),
      claimsFrom: Number(claimsFrom),
      winnerSeats,
      newSeatParts: pool?.newSeatParts ?? 0,
      depth,
    };
  },
  "court.caseOf": ({ world }, [id, seat]) => {
    const entry = world.court.caseOf(id as Hex, seat as number);
    return {
      reporter: entry?.reporter ?? `0x${"0".repeat(40)}`,
      mostWeight: Number(entry?.largest ?? 0n),
      openWeight: Number(entry?.openWeight ?? 0n),
      state: entry?.state ?? 0,
      level: entry?.level ?? 0,
    };
  },
  "court.levelOf": ({ world, now }, [seat]) => world.court.levelOf(seat as number, now, now),
  "auction.balanceOf": ({ world }, [account]) => world.auction.balances.balanceOf(account as Hex),
  "auction.bondOf": ({ world }, [burnBid]) => world.auction.bondOf(burnBid as bigint),
  "rollup.headAt": ({ world }, [height]) => {
    const { head } = world.rollup;
    if (head.height !== height) throw new TrellisError("TRL-L1-011", "the fake L1 shows its head only");
    return { ...head, finalAt: Number(head.finalAt) };
  },
  "rollup.dataPublishedAt": ({ world }, [hash]) => Number(world.rollup.data.publishedAt(hash as Hex)),
  "bridge.messageQueuedAt": ({ world }, [index]) => world.bridge.messages.queuedAt(index as bigint),
};

/** Reads the fake L1 as {@link L1Client} reads a real one. */
export function fakeClient(l1: FakeL1): L1Client {
  const read = async (contract: string, functionName: string, args: readonly unknown[]) => {
    const answer = ANSWERS[`${contract}.${functionName}`];
    if (answer === undefined) {
      throw new TrellisError("TRL-L1-011", `the fake L1 does not know ${contract}.${functionName}`);
    }
    return answer(l1, args);
  };
  const activeSeats = async (bitmap: Hex) => {
    const { rounds } = l1.world.auction;
    for (let id = rounds.running.id; id > 0; id--) {
      const record = rounds.recordOf(id);
      if (record?.activeBitmap === bitmap) return record.active;
    }
    throw new TrellisError("TRL-L1-011", `no bitmap is stored at ${bitmap}`);
  };
  return {
    addresses: l1.addresses,
    read,
    activeSeats,
    domain: async () => l1.domain,
    settings: async () => l1.settings,
    courtSettings: async () => l1.court,
    stakeRules: async () => l1.stakes,
    verifyBlockProof: async () => true,
    ask: (_action: string, ask: () => Promise<unknown>) => ask(),
    public: { getGasPrice: async () => 10n },
  } as unknown as L1Client;
}
