import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { poseidon2Hash as reference } from "@zkpassport/poseidon2";
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
  for (const one of read("auction").cases) {
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
      one.seatWordsHash,
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

test("R3: the seat tree is the Poseidon2 tree of 2,048 places, and paths lead to its root", () => {
  const { seats, keyX, keyY, leaves, roots, paths } = read("seat-tree");
  const hash = (...inputs: bigint[]): Hex => uint(String(reference(inputs)), 32);
  const pair = (left: Hex, right: Hex): Hex => hash(BigInt(left), BigInt(right));
  let empty = ZERO;
  for (let level = 0; level < 11; level++) empty = pair(empty, empty);
  assert.equal(roots[0], empty);
  seats.forEach((seat: number, i: number) => {
    const [x, y] = [BigInt(keyX[i]), BigInt(keyY[i])];
    const last = ((x & 255n) << 24n) | ((y & 255n) << 16n) | BigInt(seat);
    assert.equal(hash(x >> 8n, y >> 8n, last), leaves[i]);
    assert.equal(climb(leaves[i], seat, paths[i], pair), roots.at(-1));
  });
  assert.equal(new Set(roots).size, seats.length + 1);
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

test("R2: entries are seat + 1, scope and slot, and bind a committed seat by a vote that covers the node", () => {
  const { words, cases } = read("transcripts");
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

test("R2, R7, R8, R9: amounts follow from the rules, rounded down", () => {
  const { rewards, pools, newSeats, bonds, penalties, levels } = read("pay");
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
  pools.winners.forEach((winners: string, i: number) => {
    const [pool, n, parts, bps] = [pools.pool, pools.winnerSeats, pools.newSeatParts, pools.bps].map(
      (column) => BigInt(column[i]),
    );
    const all = n! * 10_000n + parts!;
    assert.equal(winners, String((pool! * n! * 10_000n) / all));
    assert.equal(pools.newSeat[i], String((pool! * bps!) / all));
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

test("R14: scores and steps of α are the formulas of the rules", () => {
  const { scores, alphas } = read("scores");
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

test("P8.3, P6.6: nodes are paid by weight, rounded down", () => {
  const pays = read("node-pays");
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

test("a rollup's id is its chain and its address", () => {
  for (const { chainId, rollup, rollupId } of read("domains").cases) {
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
