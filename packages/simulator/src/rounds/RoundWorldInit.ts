import type { NodeKind } from "@trellis/protocol";
import type { RandomStreams } from "../random/RandomStreams.ts";
import type { TraceHash } from "../random/TraceHash.ts";
import type { Agent } from "./Agent.ts";
import type { RoundSettings } from "./settings.ts";

/** An agent with what it brings. */
export interface Player {
  readonly agent: Agent;
  readonly seats?: number;
  /** Chance that a seat's machine runs in a round; 1 if left out. */
  readonly uptime?: number;
}

/** What a world is made of. */
export interface RoundWorldInit {
  readonly settings: RoundSettings;
  readonly players: readonly Player[];
  readonly streams: RandomStreams;
  readonly trace?: TraceHash;
  /** α of the first round, in 2^-16. */
  readonly alpha?: number;
  /** Chance that a machine that is down had claimed its node, by kind; 10 s of a leaf and 60 s of a merge or the root in 720 s if left out (M7 in the specification). */
  readonly claimedPart?: Readonly<Record<NodeKind, number>>;
}
