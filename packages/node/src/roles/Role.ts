import type { Part } from "../tasks/LifeCycle.ts";

/** A duty of a node. */
export interface Role extends Part {
  /**
   * Looks at the whole situation and starts what is due. Called after every change of what the node knows, from the moment on at which
   * L1 has been read and gossip runs. Must return soon, do long work in the background, and not throw.
   */
  update(): void;
}
