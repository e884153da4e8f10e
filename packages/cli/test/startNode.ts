import { join } from "node:path";
import type { ContractAddresses } from "@trellis/l1";
import { parseConfiguration, TrellisNode, type TrellisNodeComponents } from "@trellis/node";
import { pino } from "pino";

/** Starts a node that does everything by itself: proposer, prover with one seat, submitter, collector. Its keys are in `folder`. */
export async function startNode(
  folder: string,
  rpcUrl: string,
  addresses: ContractAddresses,
  components: Partial<TrellisNodeComponents> = {},
): Promise<TrellisNode> {
  const config = parseConfiguration({
    name: "session",
    dataDir: join(folder, "session"),
    l1: { rpcUrl, addresses },
    gossip: { listen: ["/ip4/127.0.0.1/tcp/0"], peerKeyFile: join(folder, "session", "peer.key") },
    rpc: { port: 0 },
    proofs: "simulated",
    l1KeyFile: join(folder, "proposer.key"),
    proposer: { depth: 1 },
    prover: { seatKeyFiles: [join(folder, "seat-0.key")], capacity: 4, maxJobs: 4, simulatedMs: 10 },
  });
  const node = new TrellisNode(config, { log: pino({ level: "silent" }), ...components });
  await node.start();
  return node;
}
