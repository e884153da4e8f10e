import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { NodeKind } from "@trellis/protocol";
import { BbRunner, CIRCUIT_TARGETS, developmentSrs, loadCircuitKeys } from "@trellis/prover";
import { createPublicClient, type Hex, http } from "viem";
import { report } from "./figure.ts";

// One block with real proofs on this machine: from the last reveal to submitProof mined, against the bare proving times of the same
// witnesses, which run alone afterwards; and the gas of submitProof against the bare verifier's with the same proof. The two leaves share one
// machine here, so both are on the critical path; the ratio against the slower leaf and the root alone is printed beside it.

interface Event {
  readonly event: string;
  readonly [field: string]: unknown;
}

interface Call {
  readonly to?: string;
  readonly input: Hex;
  readonly calls?: readonly Call[];
}

const MAIN = fileURLToPath(new URL("../packages/cli/src/main.ts", import.meta.url));
const witnesses = await mkdtemp(join(tmpdir(), "trellis-bench-"));
const startedAt = performance.now();
const devnet = spawn(
  process.execPath,
  [MAIN, "devnet", "--blocks", "1", "--json", "--keep-witnesses", witnesses],
  {
    stdio: ["ignore", "pipe", "inherit"],
  },
);
try {
  const { revealedAt, minedAt, finalAt, gas, bareGas } = await follow(devnet);
  const seconds = await proveAlone();
  const leaves = seconds.leaf ?? [];
  const root = seconds.root?.at(-1) ?? 0;
  const latency = (minedAt - revealedAt) / 1_000;
  const slowest = Math.max(...leaves);
  // The devnet goes on while the first block's pay is settled, so there are leaves of later blocks, too.
  const both = (2 * leaves.reduce((sum, leaf) => sum + leaf, 0)) / leaves.length;
  process.stdout.write(
    `leaves alone ${leaves.map((leaf) => leaf.toFixed(1)).join(" and ")} s, root alone ${root.toFixed(1)} s\n`,
  );
  const common = { name: "last reveal to submitProof mined", measured: latency, limit: 1.25, unit: "s" };
  const results = [
    report({
      ...common,
      reference: both + root,
      against: "bare proofs on this machine's critical path (leaf, leaf, root)",
    }),
    report({
      name: "submitProof",
      measured: gas,
      reference: bareGas,
      against: "bare verify, same proof",
      limit: 1.2,
      unit: "gas",
    }),
    report({
      name: "start to first final block",
      measured: (finalAt - startedAt) / 1_000,
      reference: 150,
      against: "bound with a warm cache",
      limit: 1,
      unit: "s",
    }),
  ];
  report({
    ...common,
    reference: slowest + root,
    against: "slower leaf and root alone, as if each prover had a machine",
  });
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  devnet.kill("SIGTERM");
  await rm(witnesses, { recursive: true, force: true });
}

async function follow(child: ChildProcess) {
  let l1Rpc = "";
  let verifier = "";
  let revealedAt = 0;
  let minedAt = 0;
  let finalAt = 0;
  let gas = 0;
  let bareGas = 0;
  for await (const line of createInterface({ input: child.stdout! })) {
    const event = JSON.parse(line) as Event;
    if (event.event === "running") {
      l1Rpc = String(event.l1Rpc);
      verifier = String(event.verifier);
    }
    if (event.event === "revealed" && minedAt === 0) revealedAt = performance.now();
    if (event.event === "l1_transaction" && event.action === "submitProof" && minedAt === 0) {
      minedAt = performance.now();
      gas = Number(event.gas);
      bareGas = await verifyAlone(l1Rpc, verifier, String(event.hash) as Hex);
    }
    if (event.event === "final" && finalAt === 0) finalAt = performance.now();
  }
  if (child.exitCode === null) await once(child, "exit");
  if (finalAt === 0) throw new Error(`the devnet ended with code ${child.exitCode} before a block was final`);
  return { revealedAt, minedAt, finalAt, gas, bareGas };
}

/** Gas of a transaction that calls the verifier with the same calldata as the rollup did. */
async function verifyAlone(rpcUrl: string, verifier: string, hash: Hex): Promise<number> {
  const client = createPublicClient({ transport: http(rpcUrl) });
  const request = client.request as unknown as (call: {
    method: string;
    params: unknown[];
  }) => Promise<unknown>;
  const trace = (await request({
    method: "debug_traceTransaction",
    params: [hash, { tracer: "callTracer" }],
  })) as Call;
  const find = (call: Call): Call | undefined =>
    call.to?.toLowerCase() === verifier.toLowerCase()
      ? call
      : call.calls?.map(find).find((found) => found !== undefined);
  const inner = find(trace);
  if (inner === undefined) throw new Error("submitProof did not call the verifier");
  const from = "0x000000000000000000000000000000000000bEEF";
  await request({ method: "anvil_setBalance", params: [from, "0xde0b6b3a7640000"] });
  await request({ method: "anvil_impersonateAccount", params: [from] });
  const sent = (await request({
    method: "eth_sendTransaction",
    params: [{ from, to: verifier, data: inner.input, gas: "0x1e8480" }],
  })) as Hex;
  const receipt = await client.waitForTransactionReceipt({ hash: sent });
  if (receipt.status !== "success") throw new Error("the bare verification failed");
  return Number(receipt.gasUsed);
}

async function proveAlone(): Promise<Partial<Record<NodeKind, number[]>>> {
  const srs = await developmentSrs();
  const keys = await loadCircuitKeys({ g2Words: srs.g2Words });
  const bb = new BbRunner({ srs });
  const seconds: Partial<Record<NodeKind, number[]>> = {};
  for (const file of (await readdir(witnesses)).sort()) {
    const kind = file.split("-")[0] as NodeKind;
    const witness = await readFile(join(witnesses, file));
    const { circuitPath, vk } = keys[kind];
    const start = performance.now();
    await bb.prove({ circuitPath, witness, vk, target: CIRCUIT_TARGETS[kind] });
    seconds[kind] = [...(seconds[kind] ?? []), (performance.now() - start) / 1_000];
  }
  return seconds;
}
