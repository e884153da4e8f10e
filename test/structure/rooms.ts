/** What a package's source folder holds. A room is a folder of it, with a line on what belongs there. */
export interface PackageRooms {
  /** Files directly in the source folder: entries, and what all rooms share. */
  readonly entries: readonly string[];
  readonly rooms: Readonly<Record<string, string>>;
}

/** Every package's rooms. A new source file belongs to one of these; a new room gets its line here and in docs/architecture.md. */
export const ROOMS: Readonly<Record<string, PackageRooms>> = {
  protocol: {
    entries: ["index.ts", "RollupDomain.ts", "constants.ts", "developmentChain.ts", "smallest.ts"],
    rooms: {
      auction: "proposals, votes, transcripts, commitments, windows, rounds, score",
      collections: "maps with bounds",
      encoding: "bytes, hashes, Merkle trees",
      keys: "keys and signatures on secp256k1: an entry of its own, which loads a native module",
      pay: "rewards and slashing",
      seats: "registry, seat tree, bitmap of provers",
      second: "rules of the mechanism's second version",
      transactions: "L2 transactions, messages of L1, the pool, block data",
      tree: "nodes of the proof tree, their outputs, proofs, contributions",
      wire: "SSZ encoding of gossip messages",
    },
  },
  field: {
    entries: ["index.ts", "TrellisError.ts", "WasmModule.ts", "fieldWasm.ts", "modulus.ts"],
    rooms: {
      grumpkin: "curve arithmetic in WebAssembly",
      poseidon2: "the hash in WebAssembly",
    },
  },
  ledger: {
    entries: ["index.ts"],
    rooms: {
      execution: "blocks and transactions executed and replayed",
      hashing: "hashes of transactions and batches",
      mempool: "transactions that wait for a block",
      signing: "Schnorr signatures",
      state: "accounts and the state tree",
      testing: "support for tests",
    },
  },
  strategy: {
    entries: ["index.ts"],
    rooms: {
      assigning: "which vote gets which node",
      bidding: "what to bid and to share",
      building: "which transactions, in what order",
      proposing: "when a proposer builds, commits, replaces, reveals",
      proving: "what a prover offers and proves, and when",
      ranking: "which bid leads, is expected to win, is worth proving",
      second: "decisions of the mechanism's second version; below it a room for each kind",
      "second/assigning": "which vote gets which node",
      "second/proving": "which node a prover proves, and when it steps in for others",
      "second/voting": "what a prover votes for and claims",
      submitting: "which block proof to submit, and why",
      timing: "who acts first where anyone may",
      testing: "support for tests",
    },
  },
  "l1-model": {
    entries: ["index.ts", "World.ts", "WorldEvent.ts"],
    rooms: {
      calls: "what all calls share: refusals, events, and the journal that undoes",
      token: "ERC-20 balances and allowances",
      registry: "seats, stakes, exit, snapshots",
      rollup: "accounts, auction, proofs, finality, pay, bridge, data",
      court: "reports, contests, slashes, votes that were used twice",
      abi: "the contracts' functions by name, with viem's arguments and answers",
    },
  },
  "rpc-api": {
    entries: ["index.ts"],
    rooms: {
      events: "schemas of a node's events",
      jsonrpc: "JSON-RPC 2.0: answering a request, error codes, faults of a value",
      methods: "schemas of the methods' parameters and results, one file a method, and their table",
      wire: "how numbers, bytes and hashes travel as JSON",
    },
  },
  l1: {
    entries: ["index.ts"],
    rooms: {
      anvil: "a local L1",
      contracts: "addresses, settings, deployment, errors and events of the contracts",
      reading: "what L1 says",
      sending: "what is sent to L1",
    },
  },
  gossip: {
    entries: ["index.ts", "Gossip.ts", "GossipContext.ts", "GossipMetrics.ts", "Verdict.ts"],
    rooms: {
      catchup: "messages that a late node asks for",
      gate: "what is judged when: queues, pace, memory",
      host: "the libp2p host and its topics",
      limits: "bounds and rates",
      peers: "scoring, keeping and exchanging peers",
      testing: "support for tests",
      validation: "one validator a message",
    },
  },
  prover: {
    entries: ["index.ts"],
    rooms: {
      bb: "the native prover's process",
      circuits: "compiled circuits, their keys and inputs",
      srs: "reference strings",
      systems: "proof systems",
      witness: "witnesses",
      workers: "worker threads",
    },
  },
  client: {
    entries: [
      "index.ts",
      "RpcClient.ts",
      "SwapQuote.ts",
      "TrellisClient.ts",
      "WalletFile.ts",
      "documented.test.ts",
      "walletKeys.ts",
    ],
    rooms: { testing: "support for tests" },
  },
  node: {
    entries: ["index.ts", "TrellisNode.ts"],
    rooms: {
      chain: "L1's word",
      config: "the configuration and its schema",
      disk: "what survives a restart",
      faults: "faults that tests ask for, as wrappers",
      gossip: "answers to validators, and intake",
      proposals: "peers' word: proposals, votes, proofs",
      roles: "what acts; below it a room for each role",
      "roles/court": "watchers of offences, contests, cases",
      "roles/collector": "fetches refunds and claims rewards",
      "roles/executor": "executes revealed blocks",
      "roles/proposer": "builds, bids, commits, reveals",
      "roles/prover": "votes and proves",
      "roles/submitter": "submits block proofs and finalises",
      rpc: "the JSON-RPC server",
      tasks: "life cycle of the parts, background tasks, clock, pauses",
      telemetry: "events and metrics",
      testing: "support for tests",
      transactions: "pending transactions and the ledger's thread",
    },
  },
  cli: {
    entries: ["main.ts", "program.ts"],
    rooms: {
      commands: "one file a command",
      devnet: "a whole network on one machine",
      "devnet/model": "what the devnet shows of L1 and its nodes",
      "devnet/setup": "keys, funding and plans of the actors",
      load: "the load generator",
      shell: "options, sessions, output",
      "shell/text": "amounts, accounts and JSON as text",
    },
  },
};

/** What each room may import, besides itself, where that is declared. The arrows have no cycle. */
export const ROOM_ARROWS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  strategy: {
    assigning: [],
    bidding: [],
    building: ["bidding"],
    proposing: [],
    proving: ["timing"],
    ranking: [],
    second: ["second/assigning", "second/proving", "second/voting"],
    "second/assigning": ["assigning", "proving"],
    "second/proving": ["proving"],
    "second/voting": ["proving", "second/proving"],
    submitting: ["ranking"],
    timing: [],
  },
  "l1-model": {
    calls: [],
    token: ["calls"],
    registry: ["calls", "token"],
    rollup: ["calls", "token", "registry"],
    court: ["calls", "registry", "rollup"],
    abi: ["calls", "registry", "rollup", "court", "World.ts", "WorldEvent.ts"],
  },
  "rpc-api": {
    wire: [],
    methods: ["wire"],
    events: ["wire"],
    jsonrpc: ["methods", "wire"],
  },
  node: {
    tasks: [],
    telemetry: [],
    config: [],
    chain: ["tasks", "telemetry"],
    transactions: ["chain", "tasks", "telemetry"],
    disk: ["chain", "tasks"],
    proposals: ["chain", "disk", "tasks", "transactions"],
    gossip: ["chain", "proposals", "tasks", "telemetry", "transactions"],
    roles: ["chain", "proposals", "tasks", "telemetry"],
    "roles/collector": ["roles", "chain", "proposals", "tasks", "telemetry"],
    "roles/executor": ["roles", "chain", "disk", "proposals", "tasks", "telemetry", "transactions"],
    "roles/proposer": ["roles", "chain", "config", "disk", "proposals", "tasks", "telemetry", "transactions"],
    "roles/prover": ["roles", "chain", "config", "disk", "proposals", "tasks", "telemetry", "transactions"],
    "roles/submitter": ["roles", "chain", "proposals", "tasks", "telemetry"],
    "roles/court": ["roles", "chain", "disk", "proposals", "tasks", "telemetry"],
    // Wrappers around parts that know nothing of them: only TrellisNode.ts puts them on.
    faults: ["roles", "chain", "config", "proposals", "tasks", "telemetry"],
    rpc: ["chain", "config", "disk", "proposals", "telemetry", "transactions"],
  },
  cli: {
    "shell/text": [],
    shell: ["shell/text"],
    load: ["shell", "shell/text"],
    "devnet/setup": ["load", "shell", "shell/text"],
    "devnet/model": ["shell/text"],
    // The devnet starts `trellis` itself, as processes.
    devnet: ["main.ts", "devnet/model", "devnet/setup", "load", "shell", "shell/text"],
    commands: ["devnet", "load", "shell", "shell/text"],
  },
};
