import type { TrellisRest } from "@trellis/rpc-api";
import type { z } from "zod";

/** The JSON form of a resource: amounts are decimal text. */
export type Json<Name extends keyof TrellisRest> = z.input<TrellisRest[Name]["result"]>;

/** A resource of the index: where it is, and of which form. */
export interface Resource<Result> {
  readonly path: string;
  /** Only for the type. */
  readonly result?: Result;
}

const at = <Name extends keyof TrellisRest>(
  path: string,
  query: Readonly<Record<string, string | number | undefined>> = {},
): Resource<Json<Name>> => {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return { path: given.length === 0 ? path : `${path}?${new URLSearchParams(given)}` };
};

/** Every resource that the page asks for, from the folder of the page on: a proxy may serve both below a path. */
export const resources = {
  status: () => at<"status">("v1/status"),
  heights: (limit: number, cursor?: string) => at<"heights">("v1/heights", { limit, cursor }),
  height: (height: number) => at<"height">(`v1/heights/${height}`),
  proposal: (id: string) => at<"proposal">(`v1/proposals/${encodeURIComponent(id)}`),
  bids: (height: number) => at<"bids">("v1/bids", { height, limit: 200 }),
  provers: (cursor?: string) => at<"provers">("v1/provers", { limit: 100, cursor }),
  prover: (seat: number) => at<"prover">(`v1/provers/${seat}`),
  proposer: (address: string) => at<"proposer">(`v1/proposers/${encodeURIComponent(address)}`),
  cases: (cursor?: string, seat?: number) => at<"cases">("v1/cases", { limit: 50, cursor, seat }),
  transactions: (query: {
    readonly account?: number;
    readonly height?: number;
    readonly cursor?: string | undefined;
  }) => at<"transactions">("v1/transactions", { limit: 50, ...query }),
  transaction: (hash: string) => at<"transaction">(`v1/transactions/${encodeURIComponent(hash)}`),
  l1Transactions: (height: number, cursor?: string) =>
    at<"l1Transactions">("v1/l1-transactions", { height, cursor, limit: 50 }),
  account: (index: number) => at<"account">(`v1/accounts/${index}`),
  pool: (limit: number, cursor?: string) => at<"pool">("v1/pool", { limit, cursor }),
  accounts: (owner?: string, cursor?: string) => at<"accounts">("v1/accounts", { owner, cursor, limit: 50 }),
};

export type Height = Json<"height">;
export type Round = Height["rounds"][number];
export type Proposal = Round["proposals"][number];
export type Summary = NonNullable<Height["final"]>;
export type Pay = NonNullable<Height["pay"]>;
export type ProposalDetail = Json<"proposal">;
export type TreeNode = ProposalDetail["nodes"][number];
export type Case = Json<"cases">["items"][number];
export type Pool = Json<"pool">["items"][number];
export type Transaction = Json<"transaction">;
export type L1Transaction = Json<"l1Transactions">["items"][number];
export type Bid = Json<"bids">["items"][number];
export type Settings = Json<"status">["settings"];
