import type { Command } from "commander";

const AT = "--network network.json";
const KEY = "--key-file my.key";
const OWN = "--wallet alice.json";

/** How each command is used. A test parses them all. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  devnet: [
    "devnet --proofs simulated",
    "devnet --blocks 3 --data-dir my-devnet",
    "devnet --depth 2 --provers 7",
  ],
  node: ["node --config node.json", "node --config node.json --log-format json --events"],
  "prover-agent": ["prover-agent --queue-file queue-url"],
  load: ["load --config load.json"],
  "simulate-worker": ["simulate-worker --queue-file queue-url"],
  "simulate list": ["simulate list"],
  status: [`status ${AT}`, `status ${AT} --seats --json`],
  blocks: [`blocks ${AT}`, "blocks --index http://127.0.0.1:8646 --last 50"],
  block: [`block 40 ${AT}`],
  why: [`why 5 ${AT}`, `why 0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1 ${AT}`],
  explorer: [`explorer ${AT}`, "explorer --node http://127.0.0.1:8646"],
  "key create": ["key create --file my.key", "key create --file my.json --encrypted"],
  "key show": ["key show --file my.key"],
  "key import": ["key import --from wallet.json --file my.json"],
  "key export": ["key export --file my.json --out my.key"],
  "key list": ["key list --folder keys"],
  "config check": ["config check --config node.json"],
  "config schema": ["config schema > node.schema.json"],
  init: [
    `init prover ${AT} --dir my-node --seats 2`,
    "init full --rpc http://127.0.0.1:8545 --deployment deployment.json --dir my-node",
  ],
  doctor: ["doctor --config my-node/node.json", "doctor --config my-node/node.json --prove"],
  deploy: [
    "deploy --rpc http://127.0.0.1:8545 --settings settings.json --key-file my.key --out deployment.json --dry-run",
    "deploy --rpc http://127.0.0.1:8545 --settings settings.json --signer signer.json --out deployment.json",
  ],
  "prover stake": [`prover stake ${AT} ${KEY} --seat-key-file seat-0.key --dry-run`],
  "prover rotate-key": [`prover rotate-key ${AT} ${KEY} --seat 5 --seat-key-file new.key`],
  "prover pause": [`prover pause ${AT} ${KEY} --seat 5`],
  "prover resume": [`prover resume ${AT} ${KEY} --seat 5`],
  "prover exit": [`prover exit ${AT} ${KEY} --seat 5 --dry-run`],
  "prover withdraw-stake": [`prover withdraw-stake ${AT} ${KEY} --seat 5`],
  "prover top-up": [`prover top-up ${AT} ${KEY} --seat 5`],
  "prover payout": [`prover payout ${AT} ${KEY} --seat 5 --to 0x1111111111111111111111111111111111111111`],
  "prover claim": [`prover claim ${AT} ${KEY} --all --dry-run`, `prover claim ${AT} ${KEY} --seat 5`],
  "prover earnings": [`prover earnings ${AT} --seat 5`],
  "prover fleet": ["prover fleet --queue-file queue-url"],
  "proposer balance deposit": [`proposer balance deposit ${AT} ${KEY} --amount 1000`],
  "proposer balance withdraw": [`proposer balance withdraw ${AT} ${KEY} --amount 10.5`],
  "proposer balance show": [
    `proposer balance show ${AT} --proposer 0x1111111111111111111111111111111111111111 --bid 2.5`,
  ],
  "proposer refund": [`proposer refund ${AT} ${KEY} --dry-run`],
  "round finalize": [`round finalize ${AT} ${KEY}`],
  "court cases": [`court cases ${AT} --open`],
  "court settle": [
    `court settle ${AT} ${KEY} --seat 5 --proposal 0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1`,
  ],
  sync: [`sync ${AT} --from-l1 --out state`],
  "snapshot create": ["snapshot create --data-dir my-node/data --out height.snapshot"],
  "snapshot verify": [`snapshot verify ${AT} --file height.snapshot`],
  "snapshot restore": ["snapshot restore --file height.snapshot --config my-node/node.json"],
  "bridge deposit": [`bridge deposit ${AT} ${OWN} --amount 50 --wait`],
  "bridge seed-pool": [`bridge seed-pool ${AT} ${KEY} --asset 1 --amount 1000`],
  "bridge force-include": [
    `bridge force-include ${AT} ${OWN} --kind withdraw --from-account 0 --amount 1 --wait`,
  ],
  "bridge claim-withdrawal": [`bridge claim-withdrawal ${AT} ${OWN}`],
  "bridge stop": [`bridge stop ${AT} ${KEY} --dry-run`],
  "bridge escape": [`bridge escape ${AT} ${KEY} --account-index 7`],
  "bridge return-deposits": [`bridge return-deposits ${AT} ${KEY}`],
  deposit: [
    `deposit ${AT} ${OWN} --amount 50 --wait`,
    `deposit ${AT} ${OWN} --amount 1500wei --asset 1 --dry-run`,
  ],
  "token balance": [`token balance ${AT} --of 0x1111111111111111111111111111111111111111`],
  "token send": [`token send ${AT} ${KEY} --to 0x1111111111111111111111111111111111111111 --amount 100`],
  "wallet create": ["wallet create --wallet alice.json"],
  "wallet import": ["wallet import --wallet alice.json --mnemonic-file words"],
  "wallet show": ["wallet show --wallet alice.json --account 1"],
  transfer: [`transfer ${AT} ${OWN} --to 3 --amount 1.5 --wait`],
  swap: [
    `swap ${AT} ${OWN} --amount 5 --slippage 1 --dry-run`,
    `swap ${AT} ${OWN} --amount 5 --min-out 4.9 --wait --expires-after 2m`,
  ],
  withdraw: [`withdraw ${AT} ${OWN} --amount 2 --wait`],
  balance: [`balance ${AT} ${OWN}`, `balance ${AT} --index 3 --json`],
  "tx status": [
    `tx status ${AT} --hash 0x0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a --wait included`,
  ],
  "tx cancel": [`tx cancel ${AT} ${OWN} --nonce 7 --wait`],
  completion: ["completion bash > ~/.trellis-completion"],
};

/** Adds to each command's help how it is used. */
export function withExamples(command: Command, path = ""): void {
  const examples = EXAMPLES[path] ?? [];
  if (examples.length > 0) {
    const title = examples.length === 1 ? "Example" : "Examples";
    command.addHelpText("after", `\n${title}:\n${examples.map((line) => `  trellis ${line}`).join("\n")}`);
  }
  for (const sub of command.commands) withExamples(sub, `${path} ${sub.name()}`.trim());
}
