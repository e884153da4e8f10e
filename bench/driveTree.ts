/** What the page has, as far as {@link driveTree} needs it: this file is no part of the page, so it knows no types of browsers. */
interface PageGlobals {
  readonly document: { querySelector(selector: string): Target | null };
  readonly WheelEvent: new (type: string, init: object) => object;
  readonly KeyboardEvent: new (type: string, init: object) => object;
  requestAnimationFrame(frame: (time: number) => void): number;
}

interface Target {
  readonly clientWidth: number;
  getBoundingClientRect(): { readonly left: number; readonly top: number };
  dispatchEvent(event: object): boolean;
}

/** Frames of a drive. */
export interface Drive {
  readonly frames: number;
  /** From the first frame to the last, milliseconds. */
  readonly milliseconds: number;
  /** The longest time between two frames, milliseconds. */
  readonly longest: number;
}

/**
 * Runs in the page: zooms and pans the proof tree once in every frame, which is more than anybody can do by hand.
 * @param milliseconds - how long.
 */
export function driveTree(milliseconds: number): Promise<Drive> {
  const { document, WheelEvent, KeyboardEvent, requestAnimationFrame } = globalThis as unknown as PageGlobals;
  const canvas = document.querySelector(".tree canvas");
  const button = document.querySelector(".tree button");
  if (canvas === null || button === null) throw new Error("the page shows no tree");
  const wheel = (deltaY: number): void => {
    const { left, top } = canvas.getBoundingClientRect();
    const [clientX, clientY] = [left + canvas.clientWidth / 3, top + 10];
    const init = { deltaY, clientX, clientY, ctrlKey: true, bubbles: true, cancelable: true };
    canvas.dispatchEvent(new WheelEvent("wheel", init));
  };
  const key = (name: string): void => {
    button.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  };
  // In, along, back, out again: each for 20 frames.
  const acts = [() => wheel(-1), () => key("ArrowRight"), () => key("ArrowLeft"), () => wheel(1)];
  return new Promise((resolve) => {
    let [frames, longest] = [0, 0];
    let first: number | undefined;
    let last = 0;
    const frame = (time: number): void => {
      if (first === undefined) first = time;
      else {
        frames += 1;
        longest = Math.max(longest, time - last);
      }
      last = time;
      if (time - first >= milliseconds) {
        resolve({ frames, milliseconds: time - first, longest });
        return;
      }
      acts[Math.floor(frames / 20) % acts.length]!();
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}
