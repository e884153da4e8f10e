import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  concatHex,
  encodePacked,
  type Hex,
  hashTypedData,
  keccak256,
  numberToHex,
  recoverAddress,
  recoverTypedDataAddress,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { PROPOSAL_TYPES } from "../../packages/protocol/src/auction/Proposal.ts";

// viem and node:crypto compute everything here from the files, without the package's code. So the vectors hold Solidity and Noir to the
// specification, not merely to this package's behaviour.

const folder = join(import.meta.dirname, "../../packages/protocol/vectors");
const script = join(import.meta.dirname, "generate-vectors.ts");
// biome-ignore lint/suspicious/noExplicitAny: the shapes are what the tests below look at, field by field
const read = (name: string): any => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));

const sha256 = (...parts: Hex[]): Hex =>
  `0x${createHash("sha256")
    .update(Buffer.from(concatHex(parts).slice(2), "hex"))
    .digest("hex")}`;
const uint = (value: number | string, size: number): Hex => numberToHex(BigInt(value), { size });
const ascii = (text: string): Hex => `0x${Buffer.from(text, "ascii").toString("hex")}`;
const ZERO: Hex = `0x${"00".repeat(32)}`;

/** Root over the leaves, or where a path leads. */
const rootOf = (leaves: readonly Hex[], pair: (left: Hex, right: Hex) => Hex): Hex =>
  leaves.length === 1
    ? leaves[0]!
    : pair(rootOf(leaves.slice(0, leaves.length / 2), pair), rootOf(leaves.slice(leaves.length / 2), pair));
const climb = (leaf: Hex, index: number, path: readonly Hex[], pair: (left: Hex, right: Hex) => Hex): Hex =>
  path.reduce(
    (hash, sibling, level) => ((index >> level) & 1 ? pair(sibling, hash) : pair(hash, sibling)),
    leaf,
  );

const run = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
const scratch = mkdtempSync(join(tmpdir(), "trellis-vectors-"));
after(() => rmSync(scratch, { recursive: true }));

test("the vectors in the repository match the generator's output", () => {
  const { status, stderr } = run("--check");
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("--check names stale, missing and foreign files, exits 1 and writes nothing", () => {
  assert.equal(run("--folder", scratch).status, 0);
  assert.equal(run("--folder", scratch, "--check").status, 0);
  assert.deepEqual(readdirSync(scratch).sort(), readdirSync(folder).sort());
  writeFileSync(join(scratch, "votes.json"), "{}\n");
  writeFileSync(join(scratch, "other.json"), "{}\n");
  rmSync(join(scratch, "scores.json"));
  const { status, stderr } = run("--folder", scratch, "--check");
  assert.equal(status, 1);
  for (const name of ["votes", "other", "scores"])
    assert.match(stderr, new RegExp(`stale: .*${name}\\.json`));
  assert.doesNotMatch(stderr, /proposals/);
  assert.equal(readFileSync(join(scratch, "votes.json"), "utf8"), "{}\n");
});

test("proposals and commitments are EIP-712 as viem knows it", async () => {
  const domainOf = (one: { chainId: string; rollup: Hex }) => ({
    name: "Trellis",
    version: "1",
    chainId: BigInt(one.chainId),
    verifyingContract: one.rollup,
  });
  for (const one of read("proposals").cases) {
    const typedData = {
      domain: domainOf(one),
      types: PROPOSAL_TYPES,
      primaryType: "Proposal" as const,
      message: {
        height: BigInt(one.height),
        round: one.round as number,
        parent: one.parent as Hex,
        depth: one.depth as number,
        orderCommitment: one.orderCommitment as Hex,
        proverShareBps: one.proverShareBps as number,
        burnBid: BigInt(one.burnBid),
        proposer: one.proposer as Hex,
        expiry: BigInt(one.expiry),
      },
    };
    assert.equal(hashTypedData(typedData), one.proposalId);
    const signer = await recoverTypedDataAddress({ ...typedData, signature: one.signature });
    assert.equal(signer.toLowerCase(), one.proposer);
    assert.equal(privateKeyToAccount(one.proposerSecretKey).address.toLowerCase(), one.proposer);
  }
  for (const one of read("commitments").cases) {
    assert.equal(keccak256(encodePacked(["bytes32[8]"], [one.words])), one.bitmapHash);
    const typedData = {
      domain: domainOf(one),
      types: {
        Commitment: [
          { name: "proposalId", type: "bytes32" },
          { name: "transcriptRoot", type: "bytes32" },
          { name: "bitmapHash", type: "bytes32" },
        ],
      } as const,
      primaryType: "Commitment" as const,
      message: { proposalId: one.proposalId, transcriptRoot: one.transcriptRoot, bitmapHash: one.bitmapHash },
    };
    assert.equal(hashTypedData(typedData), one.digest);
    const signer = await recoverTypedDataAddress({ ...typedData, signature: one.signature });
    assert.equal(signer.toLowerCase(), one.signer);
  }
});

test("the second version's proposals and commitments are EIP-712 of version 2 as viem knows it", async () => {
  for (const one of read("second-auction").cases) {
    const domain = {
      name: "Trellis",
      version: "2",
      chainId: BigInt(one.chainId),
      verifyingContract: one.rollup as Hex,
    };
    const proposal = {
      domain,
      types: PROPOSAL_TYPES,
      primaryType: "Proposal" as const,
      message: {
        ...one,
        height: BigInt(one.height),
        burnBid: BigInt(one.burnBid),
        expiry: BigInt(one.expiry),
      },
    };
    assert.equal(hashTypedData(proposal), one.proposalId);
    const proposer = await recoverTypedDataAddress({ ...proposal, signature: one.signature });
    assert.equal(proposer.toLowerCase(), one.proposer);
    const bitmapHash = keccak256(encodePacked(["bytes32[8]"], [one.words]));
    const commitment = {
      domain,
      types: {
        Commitment: [
          { name: "proposalId", type: "bytes32" },
          { name: "transcriptRoot", type: "bytes32" },
          { name: "bitmapHash", type: "bytes32" },
        ],
      } as const,
      primaryType: "Commitment" as const,
      message: { proposalId: one.proposalId, transcriptRoot: one.transcriptRoot, bitmapHash },
    };
    assert.equal(hashTypedData(commitment), one.commitmentDigest);
    const signer = await recoverTypedDataAddress({ ...commitment, signature: one.commitmentSignature });
    assert.equal(signer.toLowerCase(), one.proposer);
    assert.equal(keccak256(concatHex([one.transcriptRoot, bitmapHash])), one.authorised);
  }
});

test("votes, start claims, joins and node proofs are signed over the SHA-256 digest without further hashing", async () => {
  for (const one of read("votes").cases) {
    const digest = sha256(
      ascii("trellis/vote/v1\0"),
      uint(one.chainId, 8),
      one.rollup,
      one.proposalId,
      uint(one.depth, 1),
      uint(one.index, 2),
      uint(one.slot, 2),
    );
    assert.equal(digest, one.digest);
    const signer = await recoverAddress({
      hash: digest,
      signature: concatHex([one.r, one.s, uint(one.v, 1)]),
    });
    assert.equal(signer.toLowerCase(), one.signer);
    const { publicKey } = privateKeyToAccount(one.secretKey);
    assert.equal(publicKey, concatHex(["0x04", one.keyX, one.keyY]));
  }
  for (const one of read("start-claims").cases) {
    const digest = sha256(
      ascii("trellis/claim/v1"),
      uint(one.chainId, 8),
      one.rollup,
      one.proposalId,
      uint(one.depth, 1),
      uint(one.index, 2),
    );
    assert.equal(digest, one.digest);
    const signer = await recoverAddress({
      hash: digest,
      signature: concatHex([one.r, one.s, uint(one.v, 1)]),
    });
    assert.equal(signer.toLowerCase(), one.signer);
  }
  for (const one of read("joins").cases) {
    const digest = sha256(ascii("trellis/join/v1\0"), uint(one.chainId, 8), one.registry, one.payout);
    assert.equal(digest, one.digest);
    const signers = await Promise.all(
      ["0x1b", "0x1c"].map((v) =>
        recoverAddress({ hash: digest, signature: concatHex([one.r, one.s, v as Hex]) }),
      ),
    );
    assert.ok(signers.some((signer) => signer.toLowerCase() === one.signer));
  }
  for (const one of read("node-proofs").cases) {
    const digest = sha256(
      ascii("trellis/node/v1\0"),
      uint(one.chainId, 8),
      one.rollup,
      one.proposalId,
      uint(one.depth, 1),
      uint(one.index, 2),
      uint(one.seat, 2),
      one.contributionsHash,
      sha256(one.proof),
    );
    assert.equal(digest, one.digest);
    const signers = await Promise.all(
      ["0x1b", "0x1c"].map((v) =>
        recoverAddress({ hash: digest, signature: concatHex([one.signature, v as Hex]) }),
      ),
    );
    assert.ok(signers.some((signer) => signer.toLowerCase() === one.signer));
  }
});

test("the seat tree is the full SHA-256 tree of 2048 places", () => {
  const { keyX, keyY, leaves, roots, paths, zeros } = read("seat-tree");
  const pair = (left: Hex, right: Hex): Hex => sha256(left, right);
  const own: Hex[] = keyX.map((x: Hex, seat: number) => sha256(uint(seat, 2), x, keyY[seat]));
  assert.deepEqual(own, leaves);
  for (const joined of [0, 1, 2, 3, own.length]) {
    const row = Array.from({ length: 2048 }, (_, seat) => (seat < joined ? own[seat]! : ZERO));
    assert.equal(rootOf(row, pair), roots[joined]);
  }
  assert.equal(roots.length, own.length + 1);
  own.forEach((leaf, seat) => {
    assert.equal(climb(leaf, seat, paths[seat], pair), roots.at(-1));
  });
  assert.equal(zeros[0], ZERO);
  assert.equal(zeros[11], roots[0]);
});

test("bitmaps are words of 256 and limbs of 128 bits, lowest seat lowest", () => {
  for (const { seats, count, words, limbs, bitmapHash } of read("bitmaps").cases) {
    const bits = seats.reduce((sum: bigint, seat: number) => sum | (1n << BigInt(seat)), 0n);
    const join = (parts: Hex[], width: number): bigint =>
      parts.reduce((sum, part, i) => sum | (BigInt(part) << BigInt(i * width)), 0n);
    assert.equal(join(words, 256), bits);
    assert.equal(join(limbs, 128), bits);
    assert.equal(count, seats.length);
    assert.equal(keccak256(concatHex(words)), bitmapHash);
  }
});

test("transcripts are keccak trees by node number, their paths lead to the root", async () => {
  const pair = (left: Hex, right: Hex): Hex => keccak256(concatHex(["0x01", left, right]));
  for (const one of read("transcripts").cases) {
    const row: Hex[] = Array(2 ** (one.treeDepth + 1)).fill(ZERO);
    for (const [i, leaf] of one.leaves.entries()) {
      const text = concatHex([
        ascii("trellis/transcript/v1"),
        uint(one.nodeDepth[i], 1),
        uint(one.nodeIndex[i], 2),
        uint(one.seat[i], 2),
        uint(one.voteDepth[i], 1),
        uint(one.voteIndex[i], 2),
        uint(one.slot[i], 2),
        one.r[i],
        one.s[i],
      ]);
      assert.equal(keccak256(text), leaf);
      assert.equal(one.position[i], 2 ** one.nodeDepth[i] - 1 + one.nodeIndex[i]);
      row[one.position[i]] = leaf;
      assert.equal(climb(leaf, one.position[i], one.paths[i], pair), one.root);
      const digest = sha256(
        ascii("trellis/vote/v1\0"),
        uint(one.chainId, 8),
        one.rollup,
        one.proposalId,
        uint(one.voteDepth[i], 1),
        uint(one.voteIndex[i], 2),
        uint(one.slot[i], 2),
      );
      const signers = await Promise.all(
        ["0x1b", "0x1c"].map((v) =>
          recoverAddress({ hash: digest, signature: concatHex([one.r[i], one.s[i], v as Hex]) }),
        ),
      );
      assert.ok(signers.some((signer) => signer.toLowerCase() === one.signer[i]));
    }
    assert.equal(rootOf(row, pair), one.root);
    const seats = new Set<number>(one.seat);
    const bits = [...seats].reduce((sum, seat) => sum | (1n << BigInt(seat)), 0n);
    assert.equal(BigInt(one.words[0]), bits);
  }
});

test("R2: the second version's entries are seat + 1, scope and slot, and bind a committed seat by a vote that covers the node", () => {
  const { words, cases } = read("second-transcript");
  for (const { depth, index, seat, entry, siblings, isVacant } of cases) {
    const bits = BigInt(entry);
    assert.equal(bits >> 40n, BigInt(seat + 1));
    assert.equal(siblings.length, 12);
    const scopeDepth = Number((bits >> 32n) & 0xffn);
    const isCovered =
      scopeDepth <= depth && index >> (depth - scopeDepth) === Number((bits >> 16n) & 0xffffn);
    const isCommitted = ((BigInt(words[seat >> 8]) >> BigInt(seat & 255)) & 1n) === 1n;
    assert.equal(isVacant, !isCovered || !isCommitted || (bits & 0xffffn) === 0xffffn);
  }
  assert.equal(cases.filter((one: { isVacant: boolean }) => one.isVacant).length, 4);
});

test("R2, R7, R8, R9: the second version's amounts follow from the rules, rounded down", () => {
  const { rewards, pools, newSeats, bonds, penalties, levels } = read("second-pay");
  const { leafWeight: leaf, mergeWeight: merge, rootWeight: root } = rewards;
  rewards.total.forEach((total: string, i: number) => {
    const { blockReward, treeDepth, provers, committedSeats, proverShareBps } = rewards;
    const weight = (leaves: number, merges: number, roots: number): bigint =>
      BigInt(leaf * leaves + merge * merges + root * roots);
    const proven = weight(rewards.committedLeaves[i], rewards.committedMerges[i], rewards.committedRoots[i]);
    const whole = weight(2 ** treeDepth[i], 2 ** treeDepth[i] - 2, 1);
    const bound = whole - weight(rewards.vacantLeaves[i], rewards.vacantMerges[i], rewards.vacantRoots[i]);
    const reward = BigInt(blockReward[i]);
    const byWeight = bound === 0n ? 0n : (reward * proven) / bound;
    const bySeats = (reward * BigInt(provers[i])) / BigInt(committedSeats[i]);
    const least = byWeight < bySeats ? byWeight : bySeats;
    const pool = (least * BigInt(proverShareBps[i])) / 10_000n;
    assert.deepEqual([total, rewards.pool[i], rewards.proposer[i]], [least, pool, least - pool].map(String));
  });
  pools.winner.forEach((winner: string, i: number) => {
    const [n, m, u] = [pools.winnerSeats[i], pools.newSeats[i], pools.unclePayBps[i]].map(BigInt);
    const pool = BigInt(pools.pool[i]);
    const all = n! * 10_000n + u! * m!;
    assert.equal(winner, String((pool * n! * 10_000n) / all));
    assert.equal(pools.newSeat[i], String((pool * u!) / all));
  });
  newSeats.bps.forEach((bps: number, i: number) => {
    const { unclePayBps, seats, winnerSeats } = newSeats;
    const usual = BigInt(newSeats.winnerWeight[i]) * BigInt(seats[i]);
    const done = BigInt(newSeats.weight[i]) * BigInt(winnerSeats[i]);
    const inProportion = usual === 0n ? unclePayBps[i] : Number((BigInt(unclePayBps[i]) * done) / usual);
    assert.equal(bps, Math.min(unclePayBps[i], inProportion));
  });
  bonds.bond.forEach((bond: string, i: number) => {
    const part = (BigInt(bonds.burnBid[i]) * BigInt(bonds.bondBps[i])) / 10_000n;
    const least = BigInt(bonds.leastBond[i]);
    assert.equal(bond, String(part > least ? part : least));
    const kept = (BigInt(bond) * BigInt(bonds.provenSeats[i])) / BigInt(bonds.committedSeats[i]);
    assert.equal(bonds.lost[i], String(BigInt(bond) - kept));
  });
  penalties.taken.forEach((taken: string, i: number) => {
    const { pay, stake, level, penaltyFactor, reportBounty, slashBps } = penalties;
    const wanted =
      (BigInt(penaltyFactor[i]) * BigInt(pay[i]) + BigInt(reportBounty[i])) * 2n ** BigInt(level[i]);
    const most = (BigInt(stake[i]) * BigInt(slashBps[i])) / 10_000n;
    assert.equal(taken, String(wanted < most ? wanted : most));
  });
  levels.now.forEach((now: number, i: number) => {
    assert.equal(now, Math.max(0, levels.level[i] - Math.floor(levels.passed[i] / levels.levelDecay)));
    assert.equal(levels.raised[i], Math.min(14, now + 1));
  });
});

test("P11, R13: each setting is taken at the ends of its range and refused beyond them, with the range as the reason", () => {
  const { names, courtNames, cases, stakes } = read("settings");
  const refused = new Set<string>();
  for (const { settings, court, faults } of cases) {
    assert.equal(settings.length, names.length);
    assert.equal(court.length, courtNames.length);
    for (const { setting, value, min, max } of faults) {
      const given = [...settings, ...court][[...names, ...courtNames].indexOf(setting)];
      assert.equal(value, given);
      assert.ok(BigInt(value) < BigInt(min) || BigInt(value) > BigInt(max), setting);
      refused.add(setting);
    }
  }
  // These have the range of their type, which no call can leave.
  const free = ["bond", "blockReward", "messageFee", "earlyEnd", "pipelined", "reportBounty"];
  assert.deepEqual(
    [...names, ...courtNames].filter((name) => !refused.has(name)),
    free,
  );
  assert.ok(cases.some(({ faults }: { faults: unknown[] }) => faults.length === 0));
  const reasons = stakes.flatMap(({ faults }: { faults: { setting: string }[] }) =>
    faults.map(({ setting }) => setting),
  );
  assert.deepEqual([...new Set(reasons)].sort(), ["exitDelay", "minStake", "stake"]);
});

test("contributions hash to the root, entry by entry, and every path leads there", () => {
  for (const one of read("contributions").cases) {
    const number = (depth: number, index: number): number => 2 ** depth - 1 + index;
    for (const [i, entry] of one.entries.entries()) {
      const [depth, index]: [number, number] = [one.nodeDepth[i], one.nodeIndex[i]];
      assert.equal(number(depth, index), i);
      const text = concatHex([
        uint(depth, 1),
        uint(index, 2),
        uint(one.seatPlusOne[i], 2),
        uint(one.voteDepth[i], 1),
        uint(one.voteIndex[i], 2),
        uint(one.slot[i], 2),
      ]);
      assert.equal(entry, text);
      const below: Hex[] =
        depth === one.treeDepth
          ? []
          : [one.hashes[number(depth + 1, 2 * index)], one.hashes[number(depth + 1, 2 * index + 1)]];
      assert.deepEqual(one.childHashes[i], below);
      assert.equal(sha256(...below, entry), one.hashes[i]);
      assert.equal(one.pathSiblings[i].length, depth);
      const top = one.pathSiblings[i].reduce(
        (hash: Hex, sibling: Hex, level: number) =>
          (index >> level) & 1
            ? sha256(sibling, hash, one.pathEntries[i][level])
            : sha256(hash, sibling, one.pathEntries[i][level]),
        one.hashes[i],
      );
      assert.equal(top, one.root);
    }
    assert.equal(one.root, one.hashes[0]);
    const seats: number[] = one.seatPlusOne.filter((seat: number) => seat > 0);
    const words = Array.from({ length: 8 }, (_, word) =>
      seats
        .map((seat) => seat - 1)
        .filter((seat) => seat >> 8 === word)
        .reduce((sum, seat) => sum | (1n << BigInt(seat & 255)), 0n),
    );
    assert.deepEqual(one.words.map(BigInt), words);
    assert.ok(one.seatPlusOne.includes(0) || one.treeDepth === 1, "a node that nobody is named for");
  }
});

test("messages roll, data hashes, transactions pack as specified", () => {
  const { packed, keyX, keyY, rolling } = read("messages");
  assert.equal(rolling[0], ZERO);
  for (let i = 0; i < packed.length; i++) {
    assert.equal(sha256(rolling[i], packed[i], keyX[i], keyY[i]), rolling[i + 1]);
  }
  for (const { treeDepth, data, leafHashes, dataHash } of read("data").cases) {
    const leaves = Array.from(
      { length: 2 ** treeDepth },
      (_, i): Hex => `0x${data.slice(2 + i * 320, 2 + (i + 1) * 320)}`,
    );
    assert.equal(data.length, 2 + 320 * 2 ** treeDepth);
    assert.deepEqual(
      leaves.map((leaf) => sha256(leaf)),
      leafHashes,
    );
    assert.equal(
      rootOf(leafHashes, (left, right) => sha256(left, right)),
      dataHash,
    );
  }
  const tx = read("transactions");
  const fee = (encoded: number): bigint => BigInt(encoded >> 5) * 10n ** BigInt(encoded & 31);
  for (let i = 0; i < tx.packed.length; i++) {
    const accounts = (BigInt(tx.from[i]) << 20n) | BigInt(tx.to[i]);
    assert.equal(
      concatHex([
        uint(tx.kind[i] + 16 * tx.asset[i] + 32 * Number(tx.forced[i]) + 64 * Number(tx.failed[i]), 1),
        numberToHex(accounts, { size: 5 }),
        uint(tx.amount[i], 12),
        uint(tx.fee[i], 2),
      ]),
      tx.packed[i],
    );
    assert.equal(fee(tx.fee[i]), BigInt(tx.feeValue[i]));
  }
  tx.feeDecode.encoded.forEach((encoded: number, i: number) => {
    assert.equal(fee(encoded), BigInt(tx.feeDecode.value[i]));
  });
  tx.feeEncode.value.forEach((value: string, i: number) => {
    assert.ok(fee(tx.feeEncode.encoded[i]) >= BigInt(value));
  });
  tx.minimumOutDecode.encoded.forEach((encoded: number, i: number) => {
    assert.equal(fee(encoded), BigInt(tx.minimumOutDecode.value[i]));
  });
  tx.minimumOutEncode.value.forEach((value: string, i: number) => {
    assert.ok(fee(tx.minimumOutEncode.encoded[i]) <= BigInt(value));
  });
  for (const refused of tx.refused) assert.equal(refused.length, 42);
});

test("swaps are the formula of the pool", () => {
  const { reserve0, reserve1, asset, amount, minimumOut, isExecutable, out, after0, after1 } = read("pool");
  for (let i = 0; i < out.length; i++) {
    const before = [BigInt(reserve0[i]), BigInt(reserve1[i])];
    const [sold, bought]: [number, number] = asset[i] === 0 ? [0, 1] : [1, 0];
    const after = [BigInt(after0[i]), BigInt(after1[i])];
    const kept = BigInt(amount[i]) * 997n;
    const divisor = before[sold]! * 1000n + kept;
    const exact = divisor === 0n ? 0n : (kept * before[bought]!) / divisor;
    const can =
      before.every((reserve) => reserve > 0n) &&
      exact > 0n &&
      exact >= BigInt(minimumOut[i]) &&
      before[sold]! + BigInt(amount[i]) < 2n ** 112n;
    assert.equal(isExecutable[i], can);
    assert.equal(BigInt(out[i]), can ? exact : 0n);
    assert.equal(after[sold]! - before[sold]!, can ? BigInt(amount[i]) : 0n);
    assert.equal(before[bought]! - after[bought]!, BigInt(out[i]));
  }
  assert.ok(isExecutable.includes(true) && isExecutable.includes(false));
});

test("R14: the second version's scores and steps of α are the formulas of the rules", () => {
  const { scores, alphas } = read("second-scores");
  scores.score.forEach((score: string, i: number) => {
    const burnSquared = BigInt(scores.burnBid[i]) ** 2n;
    const sixtyFourths = Math.floor(scores.alpha[i] / 1024);
    if (sixtyFourths % 64 === 0) {
      assert.equal(BigInt(score), BigInt(scores.provers[i]) ** BigInt(sixtyFourths / 64) * burnSquared);
    } else if (burnSquared > 0n) {
      const power = Number(BigInt(score) / burnSquared);
      assert.ok(Math.abs(power - scores.provers[i] ** (sixtyFourths / 64)) <= 1 + power / 2 ** 17);
    }
  });
  alphas.alpha.forEach((before: number, i: number) => {
    const [target, provers] = [alphas.targetProvers[i], alphas.provers[i]];
    const step = Math.trunc(((target - provers) * 2048) / target);
    const moved = before + Math.max(-8192, Math.min(8192, step));
    assert.equal(alphas.next[i], Math.min(alphas.alphaMax, Math.max(alphas.alphaMin, moved)));
  });
});

test("scores and rewards are the formulas of the rules", () => {
  const { provers, burnBid, alpha, score } = read("scores");
  for (let i = 0; i < score.length; i++) {
    const burnSquared = BigInt(burnBid[i]) ** 2n;
    if (alpha[i] % 8 === 0) {
      assert.equal(BigInt(score[i]), BigInt(provers[i]) ** BigInt(alpha[i] / 8) * burnSquared);
    } else if (burnSquared > 0n) {
      const power = Number(BigInt(score[i]) / burnSquared);
      assert.ok(Math.abs(power - provers[i] ** (alpha[i] / 8)) <= 1 + power / 2 ** 19);
    }
  }
  const rule = read("alphas");
  rule.alpha.forEach((before: number, i: number) => {
    const step = Math.sign(rule.targetProvers[i] - rule.provers[i]);
    assert.equal(rule.next[i], Math.min(rule.alphaMax, Math.max(rule.alphaMin, before + step)));
  });
  const { splits, pays } = read("rewards");
  for (let i = 0; i < splits.total.length; i++) {
    const total = (BigInt(splits.blockReward[i]) * BigInt(splits.proved[i])) / BigInt(splits.committed[i]);
    const part = (total * BigInt(splits.proverShareBps[i])) / 10_000n;
    assert.deepEqual(
      [splits.total[i], splits.provers[i], splits.proposer[i]],
      [total, part, total - part].map(String),
    );
  }
  const { reward, provers: of, allProvers, winnerProvers, fair, uncle } = read("rewards").parts;
  for (let i = 0; i < reward.length; i++) {
    const part = (among: number): string =>
      of[i] === 0 ? "0" : String((BigInt(reward[i]) * BigInt(of[i])) / BigInt(among));
    assert.equal(fair[i], part(allProvers[i]));
    assert.equal(uncle[i], part(Math.max(allProvers[i], winnerProvers[i])));
  }
  const slashes = read("slashes");
  for (let i = 0; i < slashes.stake.length; i++) {
    const rate = BigInt(slashes.slashBps[i]) << BigInt(slashes.repeats[i]);
    const amount = (BigInt(slashes.stake[i]) * (rate < 10_000n ? rate : 10_000n)) / 10_000n;
    assert.equal(slashes.amount[i], String(amount));
    assert.equal(slashes.nextSameRound[i], slashes.repeats[i]);
    assert.equal(slashes.nextWithinPeriod[i], Math.min(14, slashes.repeats[i] + 1));
    assert.equal(slashes.nextQuiet[i], 0);
  }
  const bonds = read("bonds");
  for (let i = 0; i < bonds.bond.length; i++) {
    assert.equal(bonds.escalated[i], String(BigInt(bonds.bond[i]) * 2n ** BigInt(bonds.failures[i])));
    assert.equal(bonds.next[i], Math.min(6, bonds.failures[i] + 1));
  }
  for (let i = 0; i < pays.pay.length; i++) {
    const leaves = 2 ** pays.treeDepth[i];
    const whole = leaves * pays.leafWeight + (leaves - 2) * pays.mergeWeight + pays.rootWeight;
    assert.equal(pays.totalWeight[i], String(whole));
    const kind =
      pays.nodeDepth[i] === 0 ? "root" : pays.nodeDepth[i] === pays.treeDepth[i] ? "leaf" : "merge";
    assert.equal(pays.kind[i], kind);
    const share = (BigInt(pays.provers) * BigInt(pays[`${kind}Weight`])) / BigInt(whole);
    const pay = pays.isCommitted[i] ? share : (share * BigInt(pays.uncommittedFactorBps)) / 10_000n;
    assert.equal(pays.pay[i], String(pay));
  }
});

test("public inputs are in the order of the specification", () => {
  const one = read("public-inputs");
  const halves = (hash: Hex): Hex[] => [
    `0x${"00".repeat(16)}${hash.slice(2, 34)}`,
    `0x${"00".repeat(16)}${hash.slice(34)}`,
  ];
  const end = [
    ...halves(one.dataHash),
    ...halves(one.contributionsHash),
    uint(one.fees, 32),
    ...halves(one.messagesBefore),
    ...halves(one.messagesAfter),
    ...halves(one.proverSetRoot),
    ...one.words.flatMap((word: Hex) => halves(word).reverse()),
  ];
  const begin = [one.vkSetHash, one.rollupId, ...halves(one.proposalId), uint(one.treeDepth, 32)];
  assert.deepEqual(one.nodeFields, [
    ...begin,
    uint(one.nodeDepth, 32),
    uint(one.nodeIndex, 32),
    one.stateBefore,
    one.stateAfter,
    one.txsRoot,
    ...end,
  ]);
  assert.deepEqual(one.blockFields, [...begin, one.orderCommitment, one.stateBefore, one.stateAfter, ...end]);
  assert.equal(one.nodeFields.length, 37);
  assert.equal(one.blockFields.length, 35);
  for (const { chainId, rollup, rollupId } of [one, ...read("domains").cases]) {
    assert.equal(BigInt(rollupId), (BigInt(chainId) << 160n) | BigInt(rollup));
  }
});

test("a scope covers a node that has it among its ancestors", () => {
  const { scopeDepth, scopeIndex, nodeDepth, nodeIndex, nodeNumber, covers } = read("nodes");
  for (let i = 0; i < covers.length; i++) {
    let [depth, index] = [nodeDepth[i], nodeIndex[i]];
    assert.equal(nodeNumber[i], 2 ** depth - 1 + index);
    while (depth > scopeDepth[i]) [depth, index] = [depth - 1, index >> 1];
    assert.equal(covers[i], depth === scopeDepth[i] && index === scopeIndex[i]);
  }
  assert.ok(covers.includes(true) && covers.includes(false));
});
