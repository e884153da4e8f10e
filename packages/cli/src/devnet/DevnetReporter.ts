import type { TrellisEvent } from "@trellis/rpc-api";
import { bar, grouped, scientific, short, tokens } from "../shell/text/format.ts";
import { toJson } from "../shell/text/toJson.ts";
import { EXPLANATION } from "./explainDevnet.ts";
import type { DevnetModel } from "./model/DevnetModel.ts";
import type { HeightSummary } from "./model/HeightSummary.ts";
import { type FrameHeader, renderDevnet } from "./renderDevnet.ts";
import { shellVariables } from "./setup/shellVariables.ts";

/** How a devnet reports what happens. */
export interface DevnetReporter {
  /** A step of the start; `part` 0..1 where it takes long. */
  progress(step: string, part?: number): void;
  /** The network runs. */
  running(header: FrameHeader, model: DevnetModel): void;
  event(by: string, event: TrellisEvent): void;
  final(height: HeightSummary): void;
  /** A warning for people. */
  warn(message: string): void;
  /** The last message. */
  summary(summary: DevnetSummary): void;
  stop(): void;
}

/** The closing event of a run. */
export interface DevnetSummary {
  readonly event: "summary";
  readonly finalised: number;
  readonly proofs: "real" | "simulated";
  readonly verifier: string;
  readonly heights: readonly HeightSummary[];
}

/** `--json`: one event per line on standard output. */
export class JsonReporter implements DevnetReporter {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  progress(step: string, part?: number): void {
    if (part === undefined || part === 1) this.#line({ event: "progress", step });
  }

  running(header: FrameHeader): void {
    this.#line({ event: "running", ...header });
  }

  event(by: string, event: TrellisEvent): void {
    this.#line({ at: new Date().toISOString(), by, ...event });
  }

  final(height: HeightSummary): void {
    this.#line({ event: "final", ...height });
  }

  warn(message: string): void {
    this.#line({ event: "warning", message });
  }

  summary(summary: DevnetSummary): void {
    this.#line(summary);
  }

  stop(): void {}

  #line(value: object): void {
    this.#write(`${toJson(value)}\n`);
  }
}

/** Lines for people, where no terminal can be redrawn. */
export class LineReporter implements DevnetReporter {
  readonly #write: (text: string) => void;
  #lastStep = "";

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  progress(step: string, part?: number): void {
    const text = part === undefined ? step : `${step} ${Math.floor(part * 10) * 10} %`;
    if (text === this.#lastStep) return;
    this.#lastStep = text;
    this.#write(`${text}\n`);
  }

  running(header: FrameHeader): void {
    this.#write(
      `running: ${header.processes} processes, rollup ${header.rollup}, RPC ${header.rpc}, explorer ${header.index}, data in ${header.dataDir}\n`,
    );
    this.#write(`${shellVariables(header)}\n`);
  }

  event(by: string, event: TrellisEvent): void {
    const text = describe(event);
    if (text !== undefined) this.#write(`${by.padEnd(12)} ${text}\n`);
  }

  final(height: HeightSummary): void {
    this.#write(
      `FINAL ${height.height}      ${short(height.winner.proposalId)} by ${height.winner.by}: ${height.provers} provers, ` +
        `${height.transactions} tx, burned ${tokens(height.burn)} TRL, score ${scientific(height.score)}, ${height.seconds.total} s\n`,
    );
  }

  warn(message: string): void {
    this.#write(`WARNING ${message}\n`);
  }

  summary(summary: DevnetSummary): void {
    this.#write(summaryText(summary));
  }

  stop(): void {}
}

/** The live display of a terminal, redrawn a few times a second. */
export class LiveReporter implements DevnetReporter {
  readonly #out: NodeJS.WriteStream;
  #timer: NodeJS.Timeout | undefined;
  #frame: (() => string[]) | undefined;
  #warnings: string[] = [];
  readonly #keys: NodeJS.ReadStream | undefined;
  #isExplaining = false;

  /** @param keys - the terminal's keyboard, if there is one. */
  constructor(out: NodeJS.WriteStream, keys?: NodeJS.ReadStream) {
    this.#out = out;
    this.#keys = keys;
  }

  progress(step: string, part?: number): void {
    if (this.#frame !== undefined) return;
    const text =
      part === undefined
        ? `${step}\n`
        : `\r\x1b[2K${step} ${bar(part, 30)} ${Math.floor(part * 100)} %${part === 1 ? "\n" : ""}`;
    this.#out.write(text);
  }

  running(header: FrameHeader, model: DevnetModel): void {
    this.#frame = () => {
      const rows = (this.#out.rows ?? 40) - this.#warnings.length;
      return [...renderDevnet(model, header, { columns: this.#out.columns ?? 120, rows }), ...this.#warnings];
    };
    this.#out.write("\x1b[?25l\x1b[2J");
    this.#keys?.setRawMode(true).on("data", this.#onKeys).resume();
    this.#timer = setInterval(() => this.#draw(), 250);
  }

  event(): void {}

  final(): void {}

  warn(message: string): void {
    if (this.#frame === undefined) {
      this.#out.write(`WARNING ${message}\n`);
      return;
    }
    this.#warnings = [...this.#warnings.slice(-1), `  WARNING ${message}`];
  }

  summary(summary: DevnetSummary): void {
    this.stop();
    this.#out.write(`\n${summaryText(summary)}`);
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#keys?.off("data", this.#onKeys).setRawMode(false).pause();
    this.#isExplaining = false;
    this.#draw();
    this.#out.write("\x1b[?25h\n");
  }

  /** A terminal that gives each key at once makes no signals of them. */
  readonly #onKeys = (keys: Buffer): void => {
    for (const key of keys.toString()) {
      if (key === "\x03") process.kill(process.pid, "SIGINT");
      if (key !== "?") continue;
      this.#isExplaining = !this.#isExplaining;
      this.#draw();
    }
  };

  #draw(): void {
    const frame = this.#isExplaining ? EXPLANATION : (this.#frame?.() ?? []);
    const lines = frame.slice(0, (this.#out.rows ?? 40) - 1);
    const width = this.#out.columns ?? 120;
    this.#out.write(`\x1b[H${lines.map((line) => `${cut(line, width)}\x1b[K`).join("\n")}\x1b[J`);
  }
}

/** Cuts a line with colour codes to a number of visible characters. */
function cut(line: string, width: number): string {
  let visible = 0;
  let out = "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one
  for (const part of line.split(/(\x1b\[[0-9;]*m)/)) {
    if (part.startsWith("\x1b[")) {
      out += part;
      continue;
    }
    const room = Math.max(0, width - visible);
    out += [...part].slice(0, room).join("");
    visible += part.length;
  }
  return out;
}

function describe(event: TrellisEvent): string | undefined {
  switch (event.event) {
    case "started":
      return `started${event.seats === undefined ? "" : `, seats ${event.seats.join(", ")}`}`;
    case "proposed":
      return `proposes ${short(event.proposalId)} for height ${event.height}: ${event.transactions} tx, burns ${tokens(event.burnBid)} TRL, ${event.proverShareBps / 100} % to provers, expects ${tokens(event.expectedProfit)} (${event.strategy}${event.swaps.length === 0 ? "" : `, own swaps gain ${tokens(event.backrun)}`})`;
    case "voted":
      return `seat ${event.seat} votes for ${short(event.proposalId)} (${event.votes} places)`;
    case "claimed":
      return `seat ${event.seat} claims ${event.kind} ${event.depth}/${event.index} of ${short(event.proposalId)}`;
    case "transcript":
      return `transcript of ${short(event.proposalId)}: ${event.entries.length} nodes, ${event.provers} provers`;
    case "revealed":
      return `reveals ${short(event.proposalId)}`;
    case "proving":
      return `seat ${event.seat} proves ${event.kind} ${event.depth}/${event.index} of ${short(event.proposalId)}${event.rescue ? " for another" : ""}`;
    case "proved":
      return `seat ${event.seat} has proven ${event.kind} ${event.depth}/${event.index} of ${short(event.proposalId)} in ${event.seconds.toFixed(1)} s`;
    case "proving_stopped":
      return `seat ${event.seat} stops proving ${event.depth}/${event.index}: ${event.reason}`;
    case "l1_transaction":
      return `L1 ${event.action} ${short(event.hash)}, ${grouped(event.gas)} gas`;
    case "problem":
      return `problem: ${event.message}`;
    default:
      return undefined;
  }
}

function summaryText({ finalised, proofs, verifier, heights }: DevnetSummary): string {
  const rows = heights.map(
    ({ height, winner, provers, burn, gas, seconds }) =>
      `  ${String(height).padStart(4)}  ${short(winner.proposalId)}  ${winner.by.padEnd(12)} ${String(provers).padStart(4)} provers` +
      `  burned ${tokens(burn).padStart(8)}  gas ${[gas.commit, gas.submitProof, gas.finalize].map((g) => (g === undefined ? "?" : grouped(g))).join(" / ")}` +
      `  ${seconds.total} s`,
  );
  return `${finalised} blocks final, ${proofs} proofs, verifier ${verifier}\n${rows.length === 0 ? "" : `  height, winner, provers, burn, gas of commit / submitProof / finalize, time\n${rows.join("\n")}\n`}`;
}
