import { readFile } from "node:fs/promises";
import { nodeCount } from "../../packages/protocol/src/tree/TreeNode.ts";
import { type TrellisEvent, TrellisRun } from "./TrellisRun.ts";

/** A network of many seats in few processes, with simulated proofs. */
export interface ScaleOptions {
  readonly seats: number;
  /** Depth of the proof tree. */
  readonly depth: number;
  /** Prover processes, which share the seats. */
  readonly processes: number;
  /** Seconds. */
  readonly proposalWindow: number;
  readonly proofWindow: number;
  /** How long a simulated proof takes, milliseconds. */
  readonly simulatedMs: number;
  /** Final blocks after which the run ends. */
  readonly blocks: number;
  /** Users' transactions a second. */
  readonly rate: number;
  /** Part of the prover processes that is killed, 0..1. */
  readonly kill: number;
  /** When they are killed: once so much of the first revealed block's nodes is proven, 0..1. */
  readonly killAt: number;
}

/** What was seen of a block that became final. */
export interface ScaleBlock {
  readonly height: number;
  /** Distinct provers of the block proof that won. */
  readonly provers: number;
  /** Users' transactions. */
  readonly transactions: number;
  /** Proofs that all processes made of its nodes, until the run ended. */
  readonly proofs: number;
  readonly seconds: number;
  /** Whether it became final after processes had been killed, or there was nothing to kill. */
  readonly isAfterKill: boolean;
}

/** What a run has shown. */
export interface ScaleFigures {
  readonly nodes: number;
  readonly blocks: readonly ScaleBlock[];
  /** Proposals in rounds that are a height's second or later. */
  readonly restarts: number;
  readonly killed: readonly string[];
  /** Most memory that a prover process has had resident, MiB; undefined where the system does not tell. */
  readonly peakMebibytes: number | undefined;
}

const MEBIBYTE_KIB = 1_024;

/** Runs a devnet of many seats, kills some of its provers, and counts. */
export class ScaleRun {
  readonly run: TrellisRun;
  readonly #options: ScaleOptions;
  readonly #onFinal: (event: TrellisEvent) => void;
  readonly #finals: { readonly event: TrellisEvent; readonly isAfterKill: boolean }[] = [];
  readonly #proofs = new Map<string, number>();
  readonly #peaks: Promise<number | undefined>[] = [];
  #killed: string[] | undefined;
  #restarts = 0;

  /**
   * Starts the devnet.
   * @param folder - where its temporary folders go.
   * @param onFinal - told of each final block.
   */
  constructor(options: ScaleOptions, folder?: string, onFinal: (event: TrellisEvent) => void = () => {}) {
    const { seats, depth, processes, proposalWindow, proofWindow, simulatedMs, rate } = options;
    this.#options = options;
    this.#onFinal = onFinal;
    const flags = {
      proofs: "simulated",
      provers: seats,
      "seats-per-process": Math.ceil(seats / processes),
      depth,
      "proposal-window": proposalWindow,
      "proof-window": proofWindow,
      "simulated-ms": simulatedMs,
      rate,
    };
    const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.run = new TrellisRun(["devnet", ...args, "--json"], folder);
    this.run.onEvent = (event) => this.#note(event);
  }

  /** Resolves with what was seen when the blocks are final, or the devnet has ended by itself. */
  async figures(): Promise<ScaleFigures> {
    await this.run.ended();
    const peaks = (await Promise.all(this.#peaks)).filter((peak) => peak !== undefined);
    return {
      nodes: nodeCount(this.#options.depth),
      restarts: this.#restarts,
      killed: this.#killed ?? [],
      peakMebibytes: peaks.length === 0 ? undefined : Math.max(...peaks),
      blocks: this.#finals.map(({ event, isAfterKill }) => ({
        height: Number(event.height),
        provers: Number(event.provers),
        transactions: Number(event.transactions),
        proofs: this.#proofs.get((event.winner as { proposalId: string }).proposalId) ?? 0,
        seconds: (event.seconds as { total: number }).total,
        isAfterKill,
      })),
    };
  }

  #note(event: TrellisEvent): void {
    if (event.event === "proposed" && Number(event.round) > 0) this.#restarts++;
    if (event.event === "proved") this.#countProof(String(event.proposalId));
    if (event.event !== "final") return;
    for (const name of this.#provers()) this.#peaks.push(peakMebibytes(this.run.pids.get(name)!));
    this.#finals.push({ event, isAfterKill: this.#options.kill === 0 || this.#killed !== undefined });
    this.#onFinal(event);
    if (this.#finals.length === this.#options.blocks) this.run.signal("SIGTERM");
  }

  #countProof(proposalId: string): void {
    const { kill, killAt, depth } = this.#options;
    const count = (this.#proofs.get(proposalId) ?? 0) + 1;
    this.#proofs.set(proposalId, count);
    if (kill > 0 && this.#killed === undefined && count >= killAt * nodeCount(depth)) this.#killSome();
  }

  /** Ends a part of the provers as a crash would. */
  #killSome(): void {
    const names = this.#provers();
    this.#killed = names.slice(0, Math.round(names.length * this.#options.kill));
    for (const name of this.#killed) process.kill(this.run.pids.get(name)!, "SIGKILL");
  }

  #provers(): string[] {
    return [...this.run.pids.keys()].filter((name) => name.startsWith("prover-"));
  }
}

/** The most memory that a process has had resident, as Linux tells it. */
async function peakMebibytes(pid: number): Promise<number | undefined> {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [];
    return kibibytes === undefined ? undefined : Number(kibibytes) / MEBIBYTE_KIB;
  } catch {
    // Another system, or the process has ended.
    return undefined;
  }
}
