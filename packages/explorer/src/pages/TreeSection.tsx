import { useMemo, useState } from "react";
import type { ProposalDetail, TreeNode } from "../data/resources.ts";
import { SeatLink } from "../show/Links.tsx";
import { Show } from "../show/Show.tsx";
import { type Column, Table } from "../show/Table.tsx";
import { millisText } from "../show/time.ts";
import { nodeName, shownOf, type View, WHOLE } from "../tree/layout.ts";
import { countStates, type NodeState, STATES, stateOf } from "../tree/nodeState.ts";
import { ProofTree } from "../tree/ProofTree.tsx";
import { useTree } from "../tree/useTree.ts";

/** Rows of the table beside the picture. */
const MAX_ROWS = 128;

const COLUMNS: readonly Column<TreeNode>[] = [
  { head: "Node", cell: ({ number, kind }) => `${nodeName(number)}${kind === "root" ? "" : ` (${kind})`}` },
  { head: "State", cell: (node) => STATES[stateOf(node)] },
  { head: "Seat", cell: (node) => <SeatOf node={node} /> },
  {
    head: "Claim to proof",
    isNumber: true,
    cell: ({ gossip }) => (gossip?.tookMs == null ? "not seen" : millisText(gossip.tookMs)),
  },
];

/** The proof tree of a proposal: a picture, and the same as a table. */
export function TreeSection({
  id,
  depth,
  isRunning = false,
}: {
  readonly id: string;
  readonly depth?: number;
  readonly isRunning?: boolean;
}) {
  const { loaded, nodes } = useTree(id, depth, isRunning);
  return (
    <section>
      <h2>Proof tree</h2>
      <Show loaded={loaded}>{(proposal) => <TreeView proposal={proposal} nodes={nodes} />}</Show>
    </section>
  );
}

function TreeView({
  proposal,
  nodes,
}: {
  readonly proposal: ProposalDetail;
  readonly nodes: readonly TreeNode[];
}) {
  const [view, setView] = useState<View>(WHOLE);
  const [chosen, setChosen] = useState<number>();
  const { depth } = proposal;
  // A view changes with every frame of a zoom, the nodes do not.
  const counts = useMemo(() => countStates(nodes), [nodes]);
  const drawn = useMemo(() => nodes.map((node) => ({ state: stateOf(node), seat: seatOf(node) })), [nodes]);
  const said = Object.entries(STATES)
    .filter(([state]) => counts[state as NodeState] > 0)
    .map(([state, text]) => `${counts[state as NodeState]} ${text}`)
    .join("; ");
  const node = chosen === undefined ? undefined : nodes[chosen];
  return (
    <>
      <ul className="key">
        {(Object.keys(STATES) as NodeState[]).map((state) => (
          <li key={state}>
            <span className={`swatch node-${state}`} /> {counts[state]} {STATES[state]}
          </li>
        ))}
      </ul>
      <ProofTree
        depth={depth}
        nodes={drawn}
        label={`Proof tree with ${nodes.length} nodes: ${said}. The table below has each node.`}
        chosen={chosen}
        onChoose={setChosen}
        view={view}
        onView={setView}
      />
      <p className="chosen">
        {node === undefined ? (
          "Point at a node to see who proved it."
        ) : (
          <>
            Node {nodeName(node.number)}, {node.kind}: {STATES[stateOf(node)]}
            {seatOf(node) !== null && (
              <>
                {" "}
                (<SeatOf node={node} />)
              </>
            )}
            {node.gossip?.tookMs != null && `, ${millisText(node.gossip.tookMs)} from claim to proof`}
          </>
        )}
      </p>
      <NodeTable depth={depth} nodes={nodes} view={view} />
    </>
  );
}

function NodeTable({
  depth,
  nodes,
  view,
}: {
  readonly depth: number;
  readonly nodes: readonly TreeNode[];
  readonly view: View;
}) {
  const [isOpen, setOpen] = useState(false);
  const inView = !isOpen
    ? []
    : Array.from({ length: depth + 1 }, (_, level) => {
        const { from, to } = shownOf(level, view);
        return nodes.slice(2 ** level - 1 + from, 2 ** level + to);
      }).flat();
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Each node as a table</summary>
      {isOpen && (
        <>
          {inView.length > MAX_ROWS && (
            <p>
              The first {MAX_ROWS} of {inView.length} nodes. Zoom in to see those of a part.
            </p>
          )}
          <Table
            label="Nodes of the proof tree"
            columns={COLUMNS}
            rows={inView.slice(0, MAX_ROWS)}
            keyOf={({ number }) => number}
            empty="The tree is not known."
          />
        </>
      )}
    </details>
  );
}

const seatOf = ({ l1, gossip }: TreeNode): number | null =>
  l1?.seat ?? gossip?.provenBy ?? gossip?.claimedBy ?? null;

function SeatOf({ node }: { readonly node: TreeNode }) {
  const seat = seatOf(node);
  return seat === null ? <>nobody yet</> : <SeatLink seat={seat} />;
}
