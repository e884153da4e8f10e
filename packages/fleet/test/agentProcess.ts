import { argv } from "node:process";
import { ProverAgent } from "../src/agents/ProverAgent.ts";
import { FleetDatabase } from "../src/store/FleetDatabase.ts";
import { simulated } from "./TestFleet.ts";

// An agent in a process of its own, whose proofs never end. It prints a line when it has taken a job.
const [, , url, id] = argv;
const database = await FleetDatabase.open({ url: url!, onFault: () => {}, supervises: false });
const proofs = simulated(3_600_000);
await proofs.start();
const agent = new ProverAgent(
  { database, proofs, report: () => {} },
  { id: id!, name: "doomed", kinds: ["leaf", "merge", "root"], jobs: 1, beatMs: 200 },
);
await agent.start();
process.stdout.write("ready\n");
