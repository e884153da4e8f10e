import { resources, type Settings, type Summary } from "../data/resources.ts";
import { useResource } from "../data/useResource.ts";
import { Amount } from "../show/Amount.tsx";
import { Figures } from "../show/Figures.tsx";
import { LineChart } from "../show/LineChart.tsx";
import { Show } from "../show/Show.tsx";
import { durationText } from "../show/time.ts";
import { useTitle } from "../show/useTitle.ts";
import { Surface } from "./mechanism/Surface.tsx";

/** Blocks that the charts show. */
const SHOWN = 200;

/** The mechanism over time: α, provers against their target, burned bids, and each block on the score's surface. */
export function MechanismPage() {
  useTitle("Mechanism");
  const status = useResource(resources.status());
  const heights = useResource(resources.heights(SHOWN));
  return (
    <>
      <h1>Mechanism</h1>
      <Show loaded={status}>{({ settings }) => <Constants of={settings} />}</Show>
      <Show loaded={heights}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">No block is final yet.</p>
          ) : (
            <Charts items={items.toReversed()} settings={status.data?.settings} />
          )
        }
      </Show>
    </>
  );
}

function Constants({ of }: { readonly of: Settings }) {
  return (
    <Figures
      of={[
        ["Target", `${of.targetProvers} provers a block`],
        ["α", `${of.alphaMin} to ${of.alphaMax}`],
        ["Block reward", <Amount key="reward" wei={of.blockReward} />],
        ["Least bid", <Amount key="bid" wei={of.minBurnBid} />],
        ["Stake of a seat", <Amount key="stake" wei={of.stake} />],
        ["Proposal window", durationText(of.proposalWindow)],
        ["Proof window", durationText(of.proofWindow)],
        ["Pipelined", of.pipelined ? "yes" : "no"],
      ]}
    />
  );
}

function Charts({
  items,
  settings,
}: {
  readonly items: readonly Summary[];
  readonly settings: Settings | undefined;
}) {
  const at = (value: (block: Summary) => number) =>
    items.map((block) => ({ x: block.height, y: value(block) }));
  const minted = (block: Summary): number =>
    block.reward === null ? 0 : Number(BigInt(block.reward.proposer) + BigInt(block.reward.pool)) / 1e18;
  const share = (block: Summary): number => {
    if (block.reward === null) return 0;
    const [pool, all] = [
      Number(block.reward.pool),
      Number(block.reward.pool) + Number(block.reward.proposer),
    ];
    return all === 0 ? 0 : (100 * pool) / all;
  };
  const settled = items.filter(({ reward }) => reward !== null);
  return (
    <>
      <p>
        α rises while blocks have fewer provers than the target, so that provers count more against the bid;
        it falls while they have more.
      </p>
      <div className="charts">
        <LineChart
          title="α"
          points={at(({ alpha }) => alpha)}
          range={settings === undefined ? undefined : [settings.alphaMin, settings.alphaMax]}
          digits={3}
        />
        <LineChart
          title="Provers of the winning block"
          points={at(({ provenSeats }) => provenSeats)}
          target={settings?.targetProvers}
          digits={0}
        />
        <LineChart title="Burned bid, TRL" points={at(({ burned }) => Number(burned) / 1e18)} digits={3} />
        <LineChart
          title="Provers' part of the reward, %"
          points={settled.map((block) => ({ x: block.height, y: share(block) }))}
          range={[0, 100]}
          digits={1}
        />
        <LineChart
          title="Reward of a block, TRL"
          points={settled.map((block) => ({ x: block.height, y: minted(block) }))}
          digits={2}
        />
      </div>
      <Surface blocks={items} />
    </>
  );
}
