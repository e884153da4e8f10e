import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { slashingCalls } from "@trellis/l1";
import type { TreeNode } from "@trellis/protocol";
import type { Prices } from "@trellis/strategy";
import { openStores, type Stores } from "../disk/openStores.ts";
import { Answerer } from "../roles/court/Answerer.ts";
import { CaseSettler } from "../roles/court/CaseSettler.ts";
import { MissedNodeReporter } from "../roles/court/MissedNodeReporter.ts";
import type { Role } from "../roles/Role.ts";
import { DOMAIN, type Rival, seatSecret, TestNode, until } from "./TestNode.ts";

/** Long enough for every node's turn, seconds. */
export const TURN = 11;
/** Report window and contest window of FakeL1, seconds. */
export const [REPORT, CONTEST] = [100, 100];
const FREE: Prices = { gasPrice: 0n, tokenPrice: 10n ** 18n };
export const NAMED = [2, 0, 1];
export const LEFT: TreeNode = { depth: 1, index: 0 };

export interface Court {
  readonly node: TestNode;
  readonly bid: Rival;
  readonly stores: Stores;
  readonly folder: string;
  readonly settings: (
    seats: readonly number[],
    prices?: Prices,
  ) => {
    readonly seatSecretKeys: readonly Uint8Array[];
    readonly prices: () => Prices;
  };
  readonly reporter: (seats?: readonly number[], prices?: Prices) => MissedNodeReporter;
  readonly answerer: (seats: readonly number[], prices?: Prices) => Answerer;
  readonly settler: (seats?: readonly number[], prices?: Prices) => CaseSettler;
}

/** A block that these seats have proven on L1, in an open proof window. Seat 0 is named for the left leaf. */
export async function court(
  t: TestContext,
  provers: readonly number[] = [2, 3, 1],
  depth = 1,
): Promise<Court> {
  const folder = await mkdtemp(join(tmpdir(), "trellis-court-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const stores = await openStores(folder, DOMAIN);
  const node = await TestNode.started({ seats: 8 });
  const named = depth === 1 ? NAMED : [2, 0, 1, 4, 5, 6, 7];
  const bid = node.committedRival(named, { depth });
  node.toProofWindow();
  await node.reveal(bid);
  await node.proveAll(bid.known, provers);
  const settings = (seats: readonly number[], prices = FREE) => ({
    seatSecretKeys: seats.map(seatSecret),
    prices: () => prices,
  });
  return {
    node,
    bid,
    stores,
    folder,
    settings,
    reporter: (seats = [], prices = FREE) =>
      new MissedNodeReporter(node.parts, stores.claims, settings(seats, prices)),
    answerer: (seats, prices = FREE) =>
      new Answerer(node.parts, { ...settings(seats, prices), book: node.book, answers: stores.answers }),
    settler: (seats = [], prices = FREE) => new CaseSettler(node.parts, settings(seats, prices)),
  };
}

/** The block becomes final and its reward is settled. */
export function finish({ node, bid }: Court): void {
  node.accept(bid);
  node.finalise();
  node.l1.settleReward(bid.known.proposal);
  node.see();
}

/** A stranger reports the seat for a node that it has claimed. */
export function report({ node, bid }: Court, of: TreeNode, seat: number): void {
  const entry = bid.known.bound(of)!;
  const { signature } = bid.known.claimOf(of)!;
  const block = node.chain.proven(bid.known.id)!;
  const missed = { entry, siblings: bid.transcript.path(of), signature };
  node.l1.send(`0x${"57".repeat(20)}`, slashingCalls.report(node.l1.addresses, block, seat, [missed]));
  node.see();
}

export const caseOf = ({ node, bid }: Court, seat: number): string | undefined =>
  node.l1.cases.get(`${bid.known.id}/${seat}`);

/** Runs a role until something holds: its files are written beside. */
export async function runs(node: TestNode, role: Role, holds: () => boolean): Promise<void> {
  await until(() => {
    node.see();
    role.update();
    return holds();
  });
}
