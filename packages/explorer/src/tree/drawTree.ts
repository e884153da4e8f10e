import { leftOf, shownOf, type View } from "./layout.ts";
import type { NodeState } from "./nodeState.ts";

/** What the picture needs of a node. */
export interface DrawnNode {
  readonly state: NodeState;
  readonly seat: number | null;
}

/** Colours and type of the picture, as the style sheet has them. */
export interface Ink {
  readonly fill: Readonly<Record<NodeState, string>>;
  readonly text: Readonly<Record<NodeState, string>>;
  readonly chosen: string;
  readonly font: string;
}

/** Height of a level, CSS pixels. */
export const LEVEL_HEIGHT = 24;
/** Narrowest node that has its seat written on it. */
const MIN_LABEL = 26;

/** Draws the nodes that a view shows. About 4,000 small rectangles at most: well below a frame's time. */
export function drawTree(
  context: CanvasRenderingContext2D,
  width: number,
  depth: number,
  nodes: readonly DrawnNode[],
  view: View,
  chosen: number | undefined,
  ink: Ink,
): void {
  context.clearRect(0, 0, width, (depth + 1) * LEVEL_HEIGHT);
  context.font = ink.font;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let level = 0; level <= depth; level++) {
    const { from, to, width: cell } = shownOf(level, view);
    const cellWidth = cell * width;
    const gap = cellWidth > 6 ? 1.5 : cellWidth > 2 ? 0.5 : 0;
    const top = level * LEVEL_HEIGHT + 1.5;
    for (let index = from; index <= to; index++) {
      const node = nodes[2 ** level - 1 + index];
      if (node === undefined) continue;
      const left = leftOf(level, index, view) * width;
      const [start, end] = [Math.max(0, left), Math.min(width, left + cellWidth)];
      context.fillStyle = ink.fill[node.state];
      context.fillRect(start + gap / 2, top, Math.max(end - start - gap, 0.4), LEVEL_HEIGHT - 3);
      if (2 ** level - 1 + index === chosen) {
        context.strokeStyle = ink.chosen;
        context.lineWidth = 2;
        context.strokeRect(start + 1, top, Math.max(end - start - 2, 2), LEVEL_HEIGHT - 3);
      }
      if (node.seat === null || end - start < MIN_LABEL) continue;
      context.fillStyle = ink.text[node.state];
      const text = end - start < 60 ? String(node.seat) : `seat ${node.seat}`;
      context.fillText(text, (start + end) / 2, top + (LEVEL_HEIGHT - 3) / 2);
    }
  }
}

/** The picture's colours on an element, in the theme that is on. */
export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const each = (prefix: string): Record<NodeState, string> => ({
    waiting: read(`--${prefix}-waiting`),
    claimed: read(`--${prefix}-claimed`),
    proven: read(`--${prefix}-proven`),
    onL1: read(`--${prefix}-on-l1`),
    rescued: read(`--${prefix}-rescued`),
  });
  return {
    fill: each("node"),
    text: each("on-node"),
    chosen: read("--text"),
    font: `12px ${style.fontFamily}`,
  };
}
