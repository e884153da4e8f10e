import { useEffect, useRef, useState } from "react";
import { type DrawnNode, drawTree, inkOf, LEVEL_HEIGHT } from "./drawTree.ts";
import { moved, nodeAt, type View, viewAfter, zoomed } from "./layout.ts";

/** A proof tree as a picture: wheel with Ctrl, buttons and keys zoom; dragging and arrows move. */
export function ProofTree({
  depth,
  nodes,
  label,
  chosen,
  onChoose,
  view,
  onView,
}: {
  readonly depth: number;
  readonly nodes: readonly DrawnNode[];
  /** What the picture shows, for those who do not see it. */
  readonly label: string;
  readonly chosen: number | undefined;
  readonly onChoose: (node: number | undefined) => void;
  readonly view: View;
  readonly onView: (view: View) => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [theme, setTheme] = useState(0);
  const drag = useRef<{ x: number; view: View; hasMoved: boolean }>(undefined);

  useEffect(() => {
    const element = canvas.current!;
    const sizes = new ResizeObserver(() => setWidth(element.clientWidth));
    sizes.observe(element);
    const onTheme = (): void => setTheme((count) => count + 1);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", onTheme);
    addEventListener("theme-change", onTheme);
    return () => {
      sizes.disconnect();
      dark.removeEventListener("change", onTheme);
      removeEventListener("theme-change", onTheme);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours.
  useEffect(() => {
    const element = canvas.current!;
    const context = element.getContext("2d");
    if (context === null || width === 0) return;
    // Many changes within one frame are drawn once.
    const frame = requestAnimationFrame(() => {
      const ratio = devicePixelRatio || 1;
      element.width = Math.round(width * ratio);
      element.height = Math.round((depth + 1) * LEVEL_HEIGHT * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawTree(context, width, depth, nodes, view, chosen, inkOf(element));
    });
    return () => cancelAnimationFrame(frame);
  }, [width, depth, nodes, view, chosen, theme]);

  // React listens to wheels passively, so that it could not keep the page from zooming.
  useEffect(() => {
    const element = canvas.current!;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      onView(zoomed(view, event.offsetX / element.clientWidth, event.deltaY < 0 ? 1.25 : 0.8, depth));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [view, depth, onView]);

  const pointed = (event: React.PointerEvent): number | undefined => {
    const { left, top, width: across, height } = canvas.current!.getBoundingClientRect();
    return nodeAt((event.clientX - left) / across, (event.clientY - top) / height, depth, view);
  };
  const buttons = [
    ["Zoom in", "+", "+"],
    ["Zoom out", "−", "-"],
    ["Move left", "←", "ArrowLeft"],
    ["Move right", "→", "ArrowRight"],
    ["Show all", "all", "0"],
  ] as const;
  return (
    <div className="tree">
      {depth > 3 && (
        <div
          className="tree-keys"
          role="toolbar"
          aria-label="Zoom of the proof tree"
          onKeyDown={(event) => {
            const next = viewAfter(event.key, view, depth);
            if (next === undefined) return;
            event.preventDefault();
            onView(next);
          }}
        >
          {buttons.map(([name, text, key]) => (
            <button
              key={name}
              type="button"
              aria-label={name}
              onClick={() => onView(viewAfter(key, view, depth) ?? view)}
            >
              {text}
            </button>
          ))}
        </div>
      )}
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        height={(depth + 1) * LEVEL_HEIGHT}
        style={{ height: (depth + 1) * LEVEL_HEIGHT }}
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, view, hasMoved: false };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (drag.current === undefined) {
            if (event.pointerType === "mouse") onChoose(pointed(event));
            return;
          }
          const by = (drag.current.x - event.clientX) / Math.max(1, width);
          drag.current.hasMoved ||= Math.abs(drag.current.x - event.clientX) > 4;
          if (drag.current.hasMoved) onView(moved(drag.current.view, by));
        }}
        onPointerUp={(event) => {
          if (drag.current?.hasMoved === false) onChoose(pointed(event));
          drag.current = undefined;
        }}
        onPointerCancel={() => {
          drag.current = undefined;
        }}
      />
    </div>
  );
}
