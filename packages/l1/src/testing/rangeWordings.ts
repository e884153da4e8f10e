// cspell:ignore PAYG freetier

/** How an L1 provider refuses to give the logs of too many blocks, or too many logs. */
export interface RangeWording {
  readonly code: number;
  readonly message: (most: number) => string;
  readonly status?: number;
}

/** Refusals as providers and L1 nodes word them. */
export const RANGE_WORDINGS: Readonly<Record<string, RangeWording>> = {
  alchemy: {
    code: -32_602,
    message: (most) =>
      `Log response size exceeded. You can make eth_getLogs requests with up to a ${most} block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response.`,
    status: 400,
  },
  alchemyFree: {
    code: -32_600,
    message: (most) =>
      `Under the Free tier plan, you can make eth_getLogs requests with up to a ${most} block range. Upgrade to PAYG for expanded block range.`,
    status: 400,
  },
  infura: { code: -32_005, message: () => "query returned more than 10000 results" },
  quicknode: { code: -32_614, message: (most) => `eth_getLogs is limited to a ${most} range`, status: 413 },
  cloudflare: {
    code: -32_047,
    message: (most) =>
      `Invalid eth_getLogs request. 'fromBlock'-'toBlock' range too large. Max range: ${most}`,
  },
  ankr: { code: -32_600, message: () => "block range is too wide" },
  drpc: {
    code: 35,
    message: (most) => `ranges over ${most} blocks are not supported on freetier`,
    status: 400,
  },
  publicnode: { code: -32_701, message: (most) => `exceed maximum block range: ${most}`, status: 403 },
  chainstack: {
    code: -32_602,
    message: () => "Block range limit exceeded. See more details at the documentation.",
  },
  nethermind: {
    code: -32_005,
    message: (most) => `Requested range exceeds maximum RPC range limit of ${most}`,
  },
  reth: { code: -32_602, message: (most) => `query exceeds max block range ${most}` },
  rethResults: {
    code: -32_602,
    message: () => "query exceeds max results 20000, retry with the range 0-100",
  },
  timeout: { code: -32_000, message: () => "query timeout exceeded" },
  unheardOf: { code: -32_099, message: () => "computer says no" },
};
