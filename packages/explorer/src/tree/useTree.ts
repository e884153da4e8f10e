import { useEffect, useMemo, useReducer, useRef } from "react";
import { type GossipNews, live } from "../data/LiveStream.ts";
import { type ProposalDetail, resources, type TreeNode } from "../data/resources.ts";
import { type Loaded, useResource } from "../data/useResource.ts";
import { type Known, knownWith } from "./treeWith.ts";

/** More levels than these, and the whole tree is not asked for with every L1 block. */
const SMALL_DEPTH = 6;
const LARGE_PAUSE = 15_000;

const NO_NODES: readonly TreeNode[] = [];
const NOTHING: Known = { told: NO_NODES, heard: 0, nodes: NO_NODES };

/** A proposal with its tree as it is now: what the node said, and what peers have said since. */
export function useTree(
  id: string,
  depth: number | undefined,
  isRunning: boolean,
): { readonly loaded: Loaded<ProposalDetail>; readonly nodes: readonly TreeNode[] } {
  const pause = (depth ?? 0) > SMALL_DEPTH ? LARGE_PAUSE : undefined;
  const loaded = useResource(resources.proposal(id), isRunning ? "block" : "never", pause);
  const heard = useRef<GossipNews[]>([]);
  const [count, redraw] = useReducer((before: number) => before + 1, 0);
  useEffect(() => {
    heard.current = [];
    if (!isRunning) return;
    let frame: number | undefined;
    const end = live.on("gossip", (news) => {
      if (news.proposal_id !== id || news.node === undefined) return;
      // A node is claimed and proven by few; what is beyond comes with the next answer.
      if (heard.current.length < 20_000) heard.current.push(news);
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        redraw();
      });
    });
    return () => {
      end();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [id, isRunning]);
  const known = useRef<Known>(NOTHING);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `count` says that more was heard.
  const nodes = useMemo(() => {
    known.current = knownWith(known.current, loaded.data?.nodes ?? NO_NODES, heard.current);
    return known.current.nodes;
  }, [loaded.data, count]);
  return { loaded, nodes };
}
