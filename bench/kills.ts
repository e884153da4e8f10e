import { parseArgs } from "node:util";
import { RpcClient } from "@trellis/client";
import { RandomStreams } from "../packages/simulator/src/random/RandomStreams.ts";
import { assertBalances } from "../test/e2e/assertBalances.ts";
import { type ScenarioEvent, ScenarioNetwork } from "../test/e2e/ScenarioNetwork.ts";
import { args, proposer, prover } from "../test/e2e/scenario.ts";
import { report } from "./figure.ts";

// Kills whole nodes of a living network at random moments, starts each again from what it left on disk, and looks for what was lost.
// Fewer: node bench/kills.ts --kills 20. Another course: --seed 2.

const { values } = parseArgs({
  options: { kills: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});
const KILLS = Number(values.kills);
/** Heights that must become final after the last kill. */
const CALM = 3n;
/** Longest time between a node's start and its end, milliseconds: from before it has read L1 to the middle of its duties. */
const LONGEST_MS = 6_000;
/** A file was set aside, or the disk cannot be used. */
const LOSSES = new Set(["TRL-NOD-050", "TRL-NOD-009"]);
const NODE = { rpc: { port: 0 } };
const TOKEN = 10n ** 18n;

const random = new RandomStreams(Number(values.seed)).stream(0);
const parties = [
  { name: "full", tokens: 1_000n * TOKEN, config: NODE },
  proposer("high", 0.5),
  proposer("low", 0.3),
  ...[0, 1, 2].map((seat) => prover(`prover-${seat}`, seat)),
].map((party) => ({ ...party, config: { ...party.config, ...NODE } }));
const ends: (() => Promise<void>)[] = [];
const network = await ScenarioNetwork.start({ after: (end) => ends.push(end) }, { parties });
try {
  const isFinal = (event: ScenarioEvent): boolean => "l1" in event && event.l1.eventName === "Finalized";
  const finals = (): number => network.events.filter(isFinal).length;
  /** Of the newest final block. L1 tells of them in their order. */
  const head = (): bigint => network.onL1("Finalized").at(-1)?.height ?? 0n;
  /** The RPC of each node's newest start. */
  const urls = (): Map<string, string> =>
    new Map(
      network.events.flatMap((event) =>
        "node" in event && event.node.event === "started" ? [[event.from, String(event.node.rpc)]] : [],
      ),
    );

  const starts: number[] = [];
  for (let kill = 1; kill <= KILLS; kill++) {
    const { name } = random.pick(parties);
    await new Promise((resolve) => setTimeout(resolve, random.uniform() * LONGEST_MS));
    await network.kill(name);
    const startedAt = performance.now();
    await network.restart(name);
    starts.push(performance.now() - startedAt);
    if (kill % 10 === 0) console.log(`${kill} kills, ${finals()} final blocks, height ${head()}`);
  }

  const until = head() + CALM;
  await network.until(() => head() >= until);
  const problems = new Map<string, number>();
  for (const event of network.events) {
    if (!("node" in event) || event.node.event !== "problem") continue;
    const code = String(args(event).code);
    problems.set(code, (problems.get(code) ?? 0) + 1);
  }
  console.log(
    `problems told: ${[...problems].map(([code, count]) => `${code} ${count} ×`).join(", ") || "none"}`,
  );
  console.log(
    `seats that were reported: ${network.onL1("Reported").length}, slashed: ${network.onL1("StakeSlashed").length}`,
  );
  const slowest = Math.max(...starts) / 1_000;
  console.log(
    `a node was ready after ${(average(starts) / 1_000).toFixed(1)} s, ${slowest.toFixed(1)} s at most`,
  );

  const heads = await headsOf(urls(), until);
  await assertBalances(network);
  console.log("every token is where the rules put it, to the wei");
  const lost = [...problems].filter(([code]) => LOSSES.has(code)).reduce((sum, [, count]) => sum + count, 0);
  const figures = [
    {
      name: "files that a killed node could not read",
      measured: lost,
      reference: KILLS,
      against: "kills",
      limit: 0,
    },
    {
      name: "nodes with another state than the first",
      measured: heads.filter((one) => one !== heads[0]).length,
      reference: heads.length,
      against: "nodes",
      limit: 0,
    },
  ];
  const isGood = figures.map((figure) => report({ ...figure, unit: "" })).every(Boolean);
  process.exitCode = isGood ? 0 : 1;
} finally {
  for (const end of ends) await end();
}

/** Each node's head, asked until all are at one height: height and state root. */
async function headsOf(urls: ReadonlyMap<string, string>, height: bigint): Promise<string[]> {
  for (;;) {
    const heads = await Promise.all(
      [...urls.values()].map(async (url) => (await new RpcClient(url).call("trellis_status", [])).head),
    );
    if (heads.every((head) => head.height >= height && head.height === heads[0]!.height)) {
      return heads.map((head) => `${head.height} ${head.stateRoot}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function average(of: readonly number[]): number {
  return of.reduce((sum, one) => sum + one, 0) / of.length;
}
