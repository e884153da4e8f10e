import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { State } from "@trellis/ledger";
import { toHex } from "@trellis/protocol";
import { SIMULATED_KEY, SIMULATED_SIGNER, SIMULATED_VK_SET_HASH } from "@trellis/prover";
import { l1Call } from "../../packages/l1/src/sending/L1Call.ts";
import { TestBlock } from "../../packages/l1/test/TestBlock.ts";
import { DEPLOYMENT, TestL1, TOKEN } from "../../packages/l1/test/TestL1.ts";
import type { ConfigurationInput } from "../../packages/node/src/config/Configuration.ts";
import { TrellisRun } from "../../test/e2e/TrellisRun.ts";
import { report } from "../figure.ts";
import { type Sample, soakPlot } from "./soakPlot.ts";

// A full node with an index follows a real L1 on which blocks become final as fast as the contracts take them, and its memory is looked at.
// The driver stands for all proposers and provers: it commits, proves with simulated proofs, and finalises, and lets L1's clock jump.
//
//   npm run bench:soak -- --heights 100000 --plot docs/images/soak.svg

/** Memory may grow by this part in the second half of the run: what is kept is bounded, and what is loaded late is not yet there. */
const GROWTH_LIMIT = 1.1;
const SAMPLES = 100;
const BID = DEPLOYMENT.preset.settings.minBurnBid;
/** The follower may be so many heights behind: the driver waits for it. */
const MAX_AHEAD = 200;

const { values } = parseArgs({
  options: { heights: { type: "string", default: "100000" }, plot: { type: "string" } },
});
const heights = Number(values.heights);
const every = Math.max(1, Math.floor(heights / SAMPLES));

const genesis = State.empty().root();
const verifier = { kind: "development", signer: toHex(SIMULATED_SIGNER) } as const;
const l1 = await TestL1.start(
  { ...DEPLOYMENT, genesisStateRoot: genesis, vkSetHash: SIMULATED_VK_SET_HASH, verifier },
  SIMULATED_KEY,
);
const folder = await mkdtemp(join(tmpdir(), "trellis-soak-"));
let node: TrellisRun | undefined;
try {
  for (const name of ["one", "two", "three"]) await l1.join(name, l1.deployer.address);
  await l1.deployer.send(
    l1Call(l1.addresses, "auction", "depositBalance", [l1.deployer.address, 900_000n * TOKEN]),
  );
  node = await startNode();
  let followed = 0;
  let wake = (): void => {};
  node.onEvent = ({ event, height }) => {
    if (event !== "head") return;
    followed = Number(height);
    wake();
  };
  const samples: Sample[] = [];
  const startedAt = Date.now();
  for (let height = 1; height <= heights; height++) {
    await finalise();
    while (height - followed > MAX_AHEAD || (height % every === 0 && followed < height)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      await Promise.race([promise, node.ended().then(ended)]);
    }
    if (height % every !== 0) continue;
    samples.push({ height, ...(await look(node)) });
    const { memoryMib, diskMib } = samples.at(-1)!;
    const perSecond = height / ((Date.now() - startedAt) / 1_000);
    process.stdout.write(
      `height ${height}: ${memoryMib.toFixed(0)} MiB of memory, ${diskMib.toFixed(0)} MiB on disk; ${perSecond.toFixed(1)} heights a second\n`,
    );
  }
  if (values.plot !== undefined) await writeFile(values.plot, soakPlot(samples));
  const peak = (part: readonly Sample[]): number => Math.max(...part.map(({ memoryMib }) => memoryMib));
  const middle = Math.floor(samples.length / 2);
  const isBounded = report({
    name: `most memory of a full node with index in the second half of ${heights.toLocaleString("en")} heights`,
    measured: peak(samples.slice(middle)),
    reference: peak(samples.slice(0, middle)),
    against: "in the first half",
    limit: GROWTH_LIMIT,
    unit: "MiB",
  });
  process.exitCode = isBounded ? 0 : 1;
} finally {
  node?.signal("SIGTERM");
  await node?.ended();
  await l1.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Makes the next height final: a block of depth 1 without transactions. */
async function finalise(): Promise<void> {
  const block = await TestBlock.commit(l1, [0, 1, 2], { burnBid: BID });
  await block.toProofWindow();
  await block.prove(["c0", "c1", "c2"], { stateAfter: genesis });
  await block.toEnd();
  await l1.deployer.send(l1Call(l1.addresses, "rollup", "finalize", []));
}

async function startNode(): Promise<TrellisRun> {
  const dataDir = join(folder, "node");
  const config: ConfigurationInput = {
    name: "soak",
    dataDir,
    l1: {
      rpcUrl: l1.anvil.rpcUrl,
      addresses: { ...l1.addresses, deployedAt: String(l1.addresses.deployedAt) },
    },
    gossip: { listen: ["/ip4/127.0.0.1/tcp/0"], bootstrap: [], peerKeyFile: join(dataDir, "peer.key") },
    rpc: { port: 0 },
    index: { listen: { port: 0 } },
    proofs: "simulated",
  };
  // As in ops/systemd/trellis.service.
  process.env.NODE_OPTIONS = "--max-semi-space-size=16";
  process.env.MALLOC_ARENA_MAX = "1";
  const file = join(folder, "node.json");
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  const run = new TrellisRun(["node", "--config", file, "--events"]);
  await run.waitFor(({ event }) => event === "started");
  return run;
}

function ended(code: number | null): never {
  throw new Error(`the node has ended with code ${code}: ${node?.stderr}`);
}

/** What the node takes now. */
async function look({ pid }: TrellisRun): Promise<{ readonly memoryMib: number; readonly diskMib: number }> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const [, kibibytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  const names = ["chain.sqlite", "index.sqlite"];
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, "node", name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return {
    memoryMib: Number(kibibytes) / 1_024,
    diskMib: sizes.reduce((sum, size) => sum + size, 0) / 2 ** 20,
  };
}
