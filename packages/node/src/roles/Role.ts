import type { Part } from "../tasks/LifeCycle.ts";

/** A duty of a node. */
export interface Role extends Part {
  /**
   * Looks at the whole situation and starts what is due. Called after every change of what the node knows, from the moment on at which
   * L1 has been read and gossip runs. Must return soon, do long work in the background, and not throw.
   */
  update(): void;

  /** The duty that it {@link owes}, as metrics name it. */
  readonly duty?: string;

  /** Takes on nothing new from now on: the node is about to end. What was promised is still done. */
  drain?(): void;

  /** What the role has promised and not done yet, in words. Without promises nothing is lost if the node ends. */
  owes?(): readonly string[];
}
