import { useEffect, useReducer, useRef } from "react";
import { type GossipNews, live } from "../../data/LiveStream.ts";
import { short } from "../../show/Links.tsx";
import { clockText } from "../../show/time.ts";
import { nodeName } from "../../tree/layout.ts";

/** News that stay on the page. */
const KEPT = 20;

interface News {
  readonly key: number;
  readonly at: number;
  readonly text: string;
}

/** The last news of peers and of L1. */
export function NewsList() {
  const news = useRef<News[]>([]);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let key = 0;
    let frame: number | undefined;
    const add = (at: number, text: string): void => {
      news.current.unshift({ key: ++key, at, text });
      news.current.length = Math.min(news.current.length, KEPT);
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        redraw();
      });
    };
    const ends = [
      live.on("gossip", (said) => add(said.received_ms / 1_000, textOf(said))),
      live.on("block", ({ l1Block, time }) => add(time, `L1 block ${l1Block} has events of the rollup`)),
      live.on("reverted", ({ l1Block }) =>
        add(Date.now() / 1_000, `L1 reorganised from block ${l1Block} on`),
      ),
    ];
    return () => {
      for (const end of ends) end();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, []);
  return (
    <section>
      <h2>News</h2>
      {news.current.length === 0 ? (
        <p className="empty">Nothing has happened since you opened this page.</p>
      ) : (
        <ol className="news">
          {news.current.map(({ key, at, text }) => (
            <li key={key}>
              <span className="after">{clockText(at)}</span> {text}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function textOf({ kind, seat, votes, node, proposal_id: id }: GossipNews): string {
  const of = `proposal ${short(id)}`;
  switch (kind) {
    case "bid":
      return `A bid: ${of}`;
    case "vote":
      return `Seat ${seat} votes ${votes === 1 ? "once" : `${votes} times`} for ${of}`;
    case "claim":
      return `Seat ${seat} claims node ${nodeName(node ?? 0)} of ${of}`;
    case "node_proof":
      return `Seat ${seat} has proven node ${nodeName(node ?? 0)} of ${of}`;
  }
}
