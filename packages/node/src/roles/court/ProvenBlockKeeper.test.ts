import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { sha256, WIRE } from "@trellis/protocol";
import { ProvenBlockStore } from "../../disk/ProvenBlockStore.ts";
import { joinParts } from "../../disk/SealedFolder.ts";
import { acceptedProof } from "../../proposals/acceptedProof.ts";
import { seatSecret, TestNode, turn, until } from "../../testing/TestNode.ts";
import { Collector } from "../collector/Collector.ts";
import { ProvenBlockKeeper } from "./ProvenBlockKeeper.ts";

async function opened(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), "trellis-proven-blocks-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return { folder, provenBlocks: await reopened(folder) };
}

async function reopened(folder: string): Promise<ProvenBlockStore> {
  const provenBlocks = new ProvenBlockStore(folder);
  await provenBlocks.open();
  return provenBlocks;
}

/** Runs the role until something is on disk. */
const eventually = (holds: () => Promise<boolean>, act: () => void): Promise<void> =>
  until(async () => {
    act();
    return holds();
  });

async function kept(t: TestContext, seat = 0) {
  const { folder, provenBlocks } = await opened(t);
  const node = await TestNode.started();
  const bid = await node.acceptedRival([2, 0, 1], [2, 3, 1]);
  const role = new ProvenBlockKeeper(node.parts, node.book, provenBlocks, [seatSecret(seat)]);
  const act = () => role.update();
  return { folder, node, bid, role, act };
}

test("P8.3 a restarted node claims pay for blocks that were proven before", async (t) => {
  const { folder, node, bid, role, act } = await kept(t, 3);
  await eventually(async () => (await readdir(folder)).length === 1, act);
  await role.stop();
  node.finalise();
  node.proposals.retain(() => false);
  node.see(node.l1.view(true));

  const second = new ProvenBlockKeeper(node.parts, node.book, await reopened(folder), [seatSecret(3)]);
  const collector = new Collector(node.parts, [seatSecret(3)]);
  await eventually(
    async () => {
      const known = node.proposals.get(bid.known.id);
      return known !== undefined && acceptedProof(node.chain, known) !== undefined;
    },
    () => second.update(),
  );
  assert.equal(node.proposals.get(bid.known.id)!.transcript?.entries.length, 3);
  await turn(node, collector);
  assert.deepEqual([...node.l1.claimed], [`${bid.known.id} 1/0`]);
  await Promise.all([second.stop(), collector.stop()]);
});

test("P9.1 only blocks that concern an own seat are kept", async (t) => {
  for (const [seat, files] of [
    [0, 1],
    [3, 1],
    [7, 0],
  ] as const) {
    const { folder, provenBlocks } = await opened(t);
    // Blocks kept before are read first; then current ones are saved.
    const restored = Promise.withResolvers<void>();
    provenBlocks.blocks = async () => {
      restored.resolve();
      return [];
    };
    const node = await TestNode.started();
    await node.acceptedRival([2, 0, 1], [2, 3, 1]);
    const role = new ProvenBlockKeeper(node.parts, node.book, provenBlocks, [seatSecret(seat)]);
    role.update();
    await restored.promise;
    await turn(node, role);
    await turn(node, role);
    await role.stop();
    assert.equal((await readdir(folder)).length, files, `seat ${seat}`);
  }
});

test("a stored block that does not match L1's records is ignored", async (t) => {
  const { folder, node, bid, role, act } = await kept(t);
  await eventually(async () => (await readdir(folder)).length === 1, act);
  await role.stop();
  const [name] = await readdir(folder);
  const committed = node.chain.commitment(bid.known.id)!;
  const provenBlocks = await reopened(folder);
  const good = await provenBlocks.read(committed);
  assert(good !== undefined);
  const { transcript, proof } = good;
  const [first, ...others] = transcript.entries;
  const sealed = async (...parts: Uint8Array[]): Promise<void> => {
    const content = joinParts(parts);
    await writeFile(join(folder, name!), Buffer.concat([sha256(content), content]));
  };
  const wire = [WIRE.transcript.encode(transcript), WIRE.node_proof.encode(proof)] as const;
  for (const parts of [
    [wire[0]],
    [wire[1], wire[0]],
    [wire[0].subarray(1), wire[1]],
    [WIRE.transcript.encode({ ...transcript, entries: others }), wire[1]],
    [WIRE.transcript.encode({ ...transcript, entries: [first!, first!, ...others] }), wire[1]],
    [WIRE.transcript.encode({ ...transcript, transcriptRoot: new Uint8Array(32) }), wire[1]],
    [wire[0], WIRE.node_proof.encode({ ...proof, proposalId: new Uint8Array(32) })],
  ]) {
    await sealed(...parts);
    assert.equal(await provenBlocks.read(committed), undefined);
  }
  await sealed(...wire);
  assert.deepEqual(await provenBlocks.read(committed), good);
  const whole = await readFile(join(folder, name!));
  await writeFile(join(folder, name!), whole.subarray(0, -1));
  assert.equal(await provenBlocks.read(committed), undefined);
  assert.equal(await provenBlocks.read({ ...committed, proposalId: `0x${"11".repeat(32)}` }), undefined);
});
