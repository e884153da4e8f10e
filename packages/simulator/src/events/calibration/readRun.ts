import { isNodeOf, MAX_DEPTH, nodeCount, nodeNumber, SEATS, type TreeNode } from "@trellis/protocol";

/** Most proposals of a run that are kept. */
const MOST_BLOCKS = 10_000;
const ID_LENGTH = 66;

/** What a seat did at a node. */
export interface RecordedStep {
  readonly node: number;
  readonly seat: number;
  /** Name of the process. */
  readonly by: string;
  /** Milliseconds. */
  readonly at: number;
}

/** A block of a recorded run, from its transcript on. */
export interface RecordedBlock {
  /** 32 bytes as hexadecimal digits. */
  readonly proposalId: string;
  readonly treeDepth: number;
  /** Seat of each node, by number; −1 for nobody. */
  readonly named: Int16Array;
  /** Milliseconds; undefined if it was not revealed. */
  revealedAt: number | undefined;
  readonly claims: RecordedStep[];
  readonly begun: (RecordedStep & { readonly isRescue: boolean })[];
  readonly made: (RecordedStep & { readonly seconds: number })[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the proving of a network from the events of `trellis devnet --json`, one a line. What is no event, is none of proving, or belongs
 * to a block without transcript is passed over. Each process logs with the one clock of the machine.
 */
export function readRun(lines: Iterable<string>): RecordedBlock[] {
  const blocks = new Map<string, RecordedBlock>();
  for (const line of lines) {
    const event = parse(line);
    const id = event?.proposalId;
    const at = Date.parse(String(event?.at));
    if (event === undefined || typeof id !== "string" || id.length !== ID_LENGTH || Number.isNaN(at))
      continue;
    if (event.event === "transcript") {
      const block = blockOf(id, event);
      if (block !== undefined && !blocks.has(id) && blocks.size < MOST_BLOCKS) blocks.set(id, block);
      continue;
    }
    const block = blocks.get(id);
    if (block === undefined) continue;
    if (event.event === "revealed") block.revealedAt ??= at;
    else addStep(block, event, at);
  }
  return [...blocks.values()];
}

function addStep(block: RecordedBlock, event: Fields, at: number): void {
  const node = nodeOf(event, block.treeDepth);
  const seat = seatOf(event.seat);
  if (node === undefined || seat === undefined) return;
  const step = { node: nodeNumber(node), seat, by: String(event.by), at };
  const { seconds } = event;
  if (event.event === "claimed") block.claims.push(step);
  else if (event.event === "proving") block.begun.push({ ...step, isRescue: event.rescue === true });
  else if (event.event === "proved" && typeof seconds === "number") block.made.push({ ...step, seconds });
}

function blockOf(proposalId: string, { depth, entries }: Fields): RecordedBlock | undefined {
  const treeDepth = Number(depth);
  const isDepth = Number.isInteger(treeDepth) && treeDepth >= 1 && treeDepth <= MAX_DEPTH;
  if (!isDepth || !Array.isArray(entries)) return undefined;
  const named = new Int16Array(nodeCount(treeDepth)).fill(-1);
  for (const entry of entries as Fields[]) {
    const node = nodeOf(entry, treeDepth);
    const seat = seatOf(entry.seat);
    if (node !== undefined && seat !== undefined) named[nodeNumber(node)] = seat;
  }
  return { proposalId, treeDepth, named, revealedAt: undefined, claims: [], begun: [], made: [] };
}

function nodeOf({ depth, index }: Fields, treeDepth: number): TreeNode | undefined {
  if (typeof depth !== "number" || typeof index !== "number") return undefined;
  const node = { depth, index };
  return isNodeOf(node, treeDepth) ? node : undefined;
}

function seatOf(seat: unknown): number | undefined {
  return Number.isInteger(seat) && Number(seat) >= 0 && Number(seat) < SEATS ? Number(seat) : undefined;
}

function parse(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
