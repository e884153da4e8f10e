/** What a page did while it was loaded. */
export interface Visit {
  /** Milliseconds until something is painted, until the largest part is, and until now. */
  readonly painted: number;
  readonly largest: number;
  readonly now: number;
  /** Tasks that held the main thread for more than 50 ms, with their milliseconds. */
  readonly tasks: readonly number[];
  /** How far the content moved, as a part of the screen. */
  readonly shifted: number;
}

interface Entry {
  readonly startTime: number;
  readonly duration: number;
  readonly value: number;
}

/** What the page has, as far as these functions need it: this file is no part of the page, so it knows no types of browsers. */
interface PageGlobals {
  seen: { largest: number; tasks: number[]; shifted: number };
  readonly PerformanceObserver: new (
    told: (list: { getEntries(): Entry[] }) => void,
  ) => { observe(what: { type: string; buffered: boolean }): void };
  requestAnimationFrame(frame: () => void): number;
}

/** Runs in the page, before anything else: begins to watch. */
export function watchVisit(): void {
  const page = globalThis as unknown as PageGlobals;
  const seen = { largest: 0, tasks: [] as number[], shifted: 0 };
  page.seen = seen;
  const watch = (type: string, take: (entry: Entry) => void): void =>
    new page.PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch("largest-contentful-paint", ({ startTime }) => {
    seen.largest = startTime;
  });
  watch("longtask", ({ duration }) => {
    seen.tasks.push(duration);
  });
  watch("layout-shift", ({ value }) => {
    seen.shifted += value;
  });
}

/** Runs in the page. Returns what the browser has measured so far, after the next frame. */
export async function visitSoFar(): Promise<Visit> {
  const page = globalThis as unknown as PageGlobals;
  const now = performance.now();
  await new Promise<void>((told) => page.requestAnimationFrame(() => setTimeout(told, 0)));
  const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  return { ...page.seen, painted, now };
}
