import { type ReactNode, useState } from "react";
import type { Resource } from "../data/resources.ts";
import { useResource } from "../data/useResource.ts";
import { Show } from "./Show.tsx";

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** A list of the index, page by page. The first page follows what happens. */
export function Paged<Item>({
  resource,
  children,
}: {
  readonly resource: (cursor: string | undefined) => Resource<Page<Item>>;
  readonly children: (items: readonly Item[]) => ReactNode;
}) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const loaded = useResource(resource(cursor), cursor === undefined ? "block" : "never");
  return (
    <Show loaded={loaded}>
      {({ items, next }) => (
        <>
          {children(items)}
          {(cursors.length > 0 || next !== null) && (
            <p className="pager">
              <button
                type="button"
                disabled={cursors.length === 0}
                onClick={() => setCursors(cursors.slice(0, -1))}
              >
                Previous
              </button>
              <button
                type="button"
                disabled={next === null}
                onClick={() => next !== null && setCursors([...cursors, next])}
              >
                Next
              </button>
            </p>
          )}
        </>
      )}
    </Show>
  );
}
