import { useState } from "react";
import { useIsLive } from "../data/useLive.ts";
import type { Route } from "./route.ts";
import { Search } from "./Search.tsx";
import { nextTheme, storedTheme } from "./theme.ts";

const LINKS = [
  { page: "blocks", text: "Blocks", also: ["height", "proposal"] },
  { page: "now", text: "Now", also: [] },
  { page: "provers", text: "Provers", also: ["prover"] },
  { page: "transactions", text: "Transactions", also: ["transaction", "account"] },
  { page: "pool", text: "Pool", also: [] },
  { page: "slashing", text: "Slashing", also: [] },
  { page: "mechanism", text: "Mechanism", also: [] },
] as const;

/** Name, pages, search, theme, and whether news arrive. */
export function Header({ route }: { readonly route: Route }) {
  const [theme, setTheme] = useState(storedTheme);
  const isLive = useIsLive();
  return (
    <header>
      <div className="bar">
        <a className="brand" href="#/">
          Trellis
        </a>
        <output className={isLive ? "live" : "live off"} aria-label="Connection to the node">
          {isLive ? "live" : "not connected"}
        </output>
        <Search />
        <button type="button" className="quiet" onClick={() => setTheme(nextTheme(theme))}>
          Theme: {theme}
        </button>
      </div>
      <nav aria-label="Pages">
        {LINKS.map(({ page, text, also }) => (
          <a
            key={page}
            href={page === "blocks" ? "#/" : `#/${page}`}
            aria-current={
              route.page === page
                ? "page"
                : (also as readonly string[]).includes(route.page)
                  ? "true"
                  : undefined
            }
          >
            {text}
          </a>
        ))}
      </nav>
    </header>
  );
}
