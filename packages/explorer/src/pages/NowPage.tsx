import { useEffect, useState } from "react";
import { type GossipNews, live } from "../data/LiveStream.ts";
import { type Bid, type Height, resources, type Settings } from "../data/resources.ts";
import { useNow } from "../data/useLive.ts";
import { useResource } from "../data/useResource.ts";
import { Show } from "../show/Show.tsx";
import { durationText } from "../show/time.ts";
import { useTitle } from "../show/useTitle.ts";
import { L1Section } from "./l1/L1Section.tsx";
import { NewsList } from "./now/NewsList.tsx";
import { ProposalsNow } from "./now/ProposalsNow.tsx";
import { phaseNow } from "./now/phaseNow.ts";
import { TreeSection } from "./TreeSection.tsx";

/** The heights that run: their phases, proposals, votes and proofs, as they happen. */
export function NowPage() {
  useTitle("Now");
  const status = useResource(resources.status());
  return (
    <>
      <h1>Now</h1>
      <Show loaded={status}>
        {({ height, l1, settings }) => (
          <>
            <HeightNow height={height + 1} l1Time={l1?.time} settings={settings} isFirst />
            {settings.pipelined && (
              <HeightNow height={height + 2} l1Time={l1?.time} settings={settings} isFirst={false} />
            )}
          </>
        )}
      </Show>
      <NewsList />
    </>
  );
}

function HeightNow({
  height,
  l1Time,
  settings,
  isFirst,
}: {
  readonly height: number;
  readonly l1Time: number | undefined;
  readonly settings: Settings;
  /** Whether it is the lowest height that is not final: it is always shown. */
  readonly isFirst: boolean;
}) {
  const { data } = useResource(resources.height(height));
  const isOpen = data !== undefined;
  // A bid is there before its height's round is.
  const bids = useBids(height);
  if (!isOpen && !isFirst && bids.length === 0) return null;
  return (
    <>
      <h2>
        <a href={`#/height/${height}`}>Height {height}</a>
      </h2>
      {isOpen ? (
        <PhaseNow data={data} l1Time={l1Time} />
      ) : (
        <p>
          No proposal is committed yet. A proposal window of {durationText(settings.proposalWindow)} begins
          with the round.
        </p>
      )}
      <ProposalsNow bids={bids} round={isOpen ? data.rounds.at(-1) : undefined} />
      {isOpen && <LeaderTree data={data} />}
      {isOpen && <L1Section height={height} />}
    </>
  );
}

/** Bids of a height. The index writes what peers say with each view of L1, so it is asked a little later. */
function useBids(height: number): readonly Bid[] {
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = live.on("gossip", (news: GossipNews) => {
      if (news.height !== height || (news.kind !== "bid" && news.kind !== "vote")) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        setAsked((count) => count + 1);
      }, 1_500);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [height]);
  const { data } = useResource(resources.bids(height), "block", undefined, asked);
  return data?.items ?? [];
}

function PhaseNow({ data, l1Time }: { readonly data: Height; readonly l1Time: number | undefined }) {
  const now = useNow();
  const round = data.rounds.at(-1);
  if (round === undefined) return null;
  // L1's clock may be ahead of this computer's, as on a local chain.
  const { name, left, part } = phaseNow(round, Math.max(now, l1Time ?? 0));
  return (
    <div className="phase">
      <p>
        <b>{name}</b>
        {round.round > 0 && `, round ${round.round}`}
        {left !== null && `, ${durationText(Math.round(left))} left`}. α is {round.alpha.toFixed(4)}.
      </p>
      {left !== null && <progress value={part} aria-label="Part of the phase that is over" />}
    </div>
  );
}

/** The proof tree of the proposal that leads. */
function LeaderTree({ data }: { readonly data: Height }) {
  const leader = data.rounds.at(-1)?.proposals[0];
  if (leader === undefined) return null;
  return <TreeSection key={leader.proposalId} id={leader.proposalId} depth={leader.depth} isRunning />;
}
