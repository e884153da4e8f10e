import { TrellisError } from "@trellis/protocol";
import type { Logger } from "pino";
import { abortable } from "./abortable.ts";
import { within } from "./within.ts";

/** A part of a node that starts and stops. It runs once: a stopped part is not started again. */
export interface Part {
  /**
   * Starts the part's work. Called at most once, after all earlier parts have finished starting. When it resolves, others may use the
   * part. A part without work to start omits it.
   */
  start?(): void | Promise<void>;
  /**
   * Ends all work of the part and leaves nothing running. Safe to call at any time: before `start`, while `start` is under way, after
   * `start` has failed, and a second time. All parts stop at once, so a part must not rely on another while it stops.
   */
  stop(): Promise<void>;
}

interface Started {
  readonly name: string;
  readonly part: Part;
  /** Resolves when `start` has ended, with or without success; undefined from then on. */
  starting: Promise<void> | undefined;
}

/** How long each part may take to stop. A part that waits for L1 or a peer must not keep the process alive. Milliseconds. */
const STOP_MS = 2_500;

/** Starts the parts of a node in order and stops them all together. */
export class LifeCycle {
  readonly #log: Logger;
  readonly #life = new AbortController();
  readonly #started: Started[] = [];
  #stopping: Promise<void> | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Aborts with TRL-NOD-007 when the parts are stopped. */
  get signal(): AbortSignal {
    return this.#life.signal;
  }

  /**
   * Starts a part and resolves when it has started.
   * @param name - names the part in the log.
   * @throws what the part's `start` throws; TRL-NOD-007 if the parts have been stopped, or are stopped meanwhile.
   */
  async start(name: string, part: Part): Promise<void> {
    this.signal.throwIfAborted();
    const starting = (async () => part.start?.())();
    const ended = (): void => {
      started.starting = undefined;
    };
    const started: Started = { name, part, starting: starting.then(ended, ended) };
    this.#started.push(started);
    await abortable(starting, this.signal);
  }

  /** Stops all parts, the latest first, without waiting for one before the next. Resolves within seconds and never rejects. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#life.abort(new TrellisError("TRL-NOD-007", "the node was stopped"));
    const parts = this.#started.splice(0).reverse();
    await Promise.all(parts.map((started) => this.#end(started)));
  }

  async #end(started: Started): Promise<void> {
    const { name } = started;
    const isDone = await within(
      this.#stopPart(started).catch((error) =>
        this.#log.warn({ error, part: name }, "a part of the node failed to stop"),
      ),
      STOP_MS,
    );
    if (!isDone) this.#log.warn({ part: name }, "a part of the node does not stop in time; it is left alone");
  }

  async #stopPart({ part, starting }: Started): Promise<void> {
    await part.stop();
    if (starting === undefined) return;
    // The part may have finished starting after its `stop` was called.
    await starting;
    await part.stop();
  }
}
