import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeAt, toHex } from "@trellis/protocol";
import { makeWorld } from "../testing/provingWorld.ts";
import { readRun } from "./readRun.ts";
import { type ComparedFigure, replayRun } from "./replayRun.ts";

const USUAL = { leaf: 6, merge: 25, root: 25 };
const SETTINGS = { usual: USUAL, jobs: 1, proofWindow: 600, repeats: 200, seed: 3 };
const START = Date.parse("2026-01-01T00:00:00Z");

/** The log of a network with these seats: what its nodes would tell of blocks that they prove. */
function logOf(blocks: number, slower = 1): string[] {
  const lines: string[] = [];
  for (let seed = 1; seed <= blocks; seed++) {
    const start = START + seed * 3_600_000;
    const write = (at: number, event: object): void => {
      lines.push(JSON.stringify({ at: new Date(start + at).toISOString(), by: "node", ...event }));
    };
    const seats = Array.from({ length: 8 }, (_, seat) => {
      return { slowness: 1 + seat / 20, diesAt: Number.POSITIVE_INFINITY };
    });
    let proposalId = "";
    const usual = { leaf: 6 * slower, merge: 25 * slower, root: 25 * slower };
    const { loop, run } = makeWorld(
      { seats: 8, treeDepth: 3, noise: 0.1, seed, fields: { seats, measured: usual } },
      {
        onBegin: (seat, { node, isClaimed }) => {
          const place = { proposalId, ...nodeAt(node), kind: "leaf", seat, by: `prover-${seat}` };
          if (isClaimed) write(loop.now, { event: "claimed", ...place });
          write(loop.now, { event: "proving", ...place, rescue: run.blocks[0]!.named(node) !== seat });
        },
      },
    );
    const [block] = run.blocks;
    proposalId = toHex(block!.task.proposalId);
    const entries = [...block!.task.named].map((seat, node) => ({ ...nodeAt(node), seat }));
    write(-20_000, { event: "transcript", proposalId, depth: 3, entries, provers: 8 });
    write(0, { event: "revealed", proposalId, transactions: 1, depth: 3 });
    const begunAt = new Map<string, number>();
    loop.run();
    for (const line of lines) {
      const { event, depth, index, seat, at } = JSON.parse(line) as Record<string, string>;
      if (event === "proving") begunAt.set(`${depth}/${index}/${seat}`, Date.parse(String(at)) - start);
    }
    for (let node = 0; node < block!.count; node++) {
      const seat = block!.provenBy[node]!;
      const { depth, index } = nodeAt(node);
      const end = block!.provenAt[node]!;
      const seconds = (end - begunAt.get(`${depth}/${index}/${seat}`)!) / 1_000;
      write(end, {
        event: "proved",
        proposalId,
        depth,
        index,
        kind: "leaf",
        seat,
        by: `prover-${seat}`,
        seconds,
      });
    }
  }
  return lines;
}

const of = (figures: readonly ComparedFigure[], name: string): ComparedFigure =>
  figures.find((figure) => figure.name === name)!;

test("a log is read as the network wrote it; other lines are passed over", () => {
  const log = logOf(2);
  const noise = [
    "",
    "not json",
    "[1]",
    '{"event":"progress","step":"start"}',
    '{"at":"never","event":"claimed"}',
  ];
  const blocks = readRun([...noise, ...log, log[0]!]);
  assert.equal(blocks.length, 2);
  for (const { treeDepth, named, revealedAt, claims, begun, made } of blocks) {
    assert.equal(treeDepth, 3);
    assert.ok(named.every((seat) => seat >= 0 && seat < 8));
    assert.ok(revealedAt !== undefined && claims.length > 0 && begun.length >= claims.length);
    assert.equal(new Set(made.map(({ node }) => node)).size, 15);
  }
});

test("hostile events neither break a reader nor count", () => {
  const proposalId = `0x${"ab".repeat(32)}`;
  const at = new Date(START).toISOString();
  const lines = [
    { at, event: "transcript", proposalId, depth: 99, entries: [] },
    {
      at,
      event: "transcript",
      proposalId,
      depth: 2,
      entries: [
        { depth: 9, index: 0, seat: 1 },
        { depth: 1, index: 0, seat: -4 },
      ],
    },
    { at, event: "claimed", proposalId, depth: 2, index: 4, seat: 0 },
    { at, event: "claimed", proposalId, depth: 2, index: 3, seat: 5_000 },
    { at, event: "proved", proposalId, depth: 2, index: 3, seat: 1, seconds: "long" },
  ].map((event) => JSON.stringify(event));
  const [block, ...others] = readRun(lines);
  assert.equal(others.length, 0);
  assert.ok(block!.named.every((seat) => seat === -1));
  assert.equal(block!.claims.length + block!.begun.length + block!.made.length, 0);
  assert.equal(replayRun([block!], SETTINGS).blocks, 0);
});

test("a run that the model itself has made: times are found again, and no figure differs by a tenth", () => {
  const { network, blocks, figures } = replayRun(readRun(logOf(12)), SETTINGS);
  assert.equal(blocks, 12);
  assert.equal(network.seats, 8);
  assert.ok(Math.abs(network.noise - 0.1) < 0.03, `noise ${network.noise}`);
  for (const { name, run, model } of figures) {
    assert.ok(
      Math.abs(run - model) <= 0.1 * Math.max(run, 0.1),
      `${name}: ${run} in the run, ${model} in the model`,
    );
  }
});

test("a run whose machines are slower than its nodes believe has more rescues, in the model too", () => {
  const usual = replayRun(readRun(logOf(6)), SETTINGS).figures;
  const slow = replayRun(readRun(logOf(6, 2.5)), SETTINGS).figures;
  assert.ok(of(slow, "rescues").run > of(usual, "rescues").run);
  assert.ok(of(slow, "rescues").model > of(usual, "rescues").model);
  assert.ok(of(slow, "seconds").model > 2 * of(usual, "seconds").model);
});
