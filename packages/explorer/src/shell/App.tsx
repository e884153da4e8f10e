import { useEffect, useRef } from "react";
import { AccountPage } from "../pages/AccountPage.tsx";
import { AddressPage } from "../pages/AddressPage.tsx";
import { BlocksPage } from "../pages/BlocksPage.tsx";
import { FindPage } from "../pages/FindPage.tsx";
import { HeightPage } from "../pages/HeightPage.tsx";
import { MechanismPage } from "../pages/MechanismPage.tsx";
import { NowPage } from "../pages/NowPage.tsx";
import { PoolPage } from "../pages/PoolPage.tsx";
import { ProposalPage } from "../pages/ProposalPage.tsx";
import { ProverPage } from "../pages/ProverPage.tsx";
import { ProversPage } from "../pages/ProversPage.tsx";
import { SlashingPage } from "../pages/SlashingPage.tsx";
import { TransactionPage } from "../pages/TransactionPage.tsx";
import { TransactionsPage } from "../pages/TransactionsPage.tsx";
import { Boundary } from "./Boundary.tsx";
import { Header } from "./Header.tsx";
import type { Route } from "./route.ts";
import { useRoute } from "./useRoute.ts";

/** The whole page: the header, and what the address names. */
export function App() {
  const route = useRoute();
  const key = JSON.stringify(route);
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each new page, the keyboard and a screen reader start at its top.
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [key]);
  return (
    <>
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <Header route={route} />
      <main ref={main} tabIndex={-1}>
        <Boundary key={key}>{pageOf(route)}</Boundary>
      </main>
    </>
  );
}

function pageOf(route: Route) {
  switch (route.page) {
    case "blocks":
      return <BlocksPage />;
    case "now":
      return <NowPage />;
    case "height":
      return <HeightPage height={route.height} />;
    case "proposal":
      return <ProposalPage id={route.id} />;
    case "provers":
      return <ProversPage />;
    case "prover":
      return <ProverPage seat={route.seat} />;
    case "address":
      return <AddressPage address={route.address} />;
    case "transactions":
      return <TransactionsPage />;
    case "transaction":
      return <TransactionPage hash={route.hash} />;
    case "account":
      return <AccountPage account={route.account} />;
    case "pool":
      return <PoolPage />;
    case "slashing":
      return <SlashingPage />;
    case "mechanism":
      return <MechanismPage />;
    case "find":
      return <FindPage hash={route.hash} />;
    case "unknown":
      return (
        <>
          <h1>No such page</h1>
          <p>
            There is no page <code>{route.text.slice(0, 100)}</code>. Go to the <a href="#/">blocks</a>, or
            search for a height, a seat, an address or a hash.
          </p>
        </>
      );
  }
}
