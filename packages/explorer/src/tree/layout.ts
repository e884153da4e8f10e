/** A node's place in the tree: 0 is the root's level. Numbers go from the root down, level by level. */
export function placeOf(number: number): { readonly level: number; readonly index: number } {
  const level = Math.floor(Math.log2(number + 1));
  return { level, index: number + 1 - 2 ** level };
}

/** How a node is called: its level from the root, and its place in it from the left. */
export function nodeName(number: number): string {
  const { level, index } = placeOf(number);
  return level === 0 ? "root" : `${level}:${index}`;
}

/** A part of the picture: the left edge and the width that are shown, as parts of the whole from 0 to 1. */
export interface View {
  readonly left: number;
  readonly width: number;
}

export const WHOLE: View = { left: 0, width: 1 };

/** The view after zooming about a place of the picture. @param at - from 0 (left edge) to 1. @param factor - above 1 shows less. */
export function zoomed(view: View, at: number, factor: number, depth: number): View {
  // A leaf never becomes wider than half of the picture.
  const width = Math.min(1, Math.max(view.width / factor, 2 / 2 ** Math.max(1, depth)));
  return moved({ left: view.left + at * (view.width - width), width }, 0);
}

/** The view moved by a part of its own width. */
export function moved(view: View, by: number): View {
  const left = Math.min(1 - view.width, Math.max(0, view.left + by * view.width));
  return { left, width: view.width };
}

/** The view after a key; undefined for a key that does nothing. */
export function viewAfter(key: string, view: View, depth: number): View | undefined {
  switch (key) {
    case "+":
      return zoomed(view, 0.5, 2, depth);
    case "-":
      return zoomed(view, 0.5, 0.5, depth);
    case "0":
      return WHOLE;
    case "ArrowLeft":
      return moved(view, -0.25);
    case "ArrowRight":
      return moved(view, 0.25);
    default:
      return undefined;
  }
}

/** The nodes of a level that a view shows, and the width of one as a part of the picture. */
export function shownOf(
  level: number,
  view: View,
): { readonly from: number; readonly to: number; readonly width: number } {
  const count = 2 ** level;
  return {
    from: Math.max(0, Math.floor(view.left * count)),
    to: Math.min(count - 1, Math.ceil((view.left + view.width) * count) - 1),
    width: 1 / count / view.width,
  };
}

/** The left edge of a node as a part of the picture. */
export function leftOf(level: number, index: number, view: View): number {
  return (index / 2 ** level - view.left) / view.width;
}

/** The node at a point of the picture, both from 0 to 1; undefined outside of it. */
export function nodeAt(x: number, y: number, depth: number, view: View): number | undefined {
  const level = Math.floor(y * (depth + 1));
  if (x < 0 || x >= 1 || level < 0 || level > depth) return undefined;
  const index = Math.floor((view.left + x * view.width) * 2 ** level);
  return 2 ** level - 1 + Math.min(index, 2 ** level - 1);
}
