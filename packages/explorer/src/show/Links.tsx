/** The first and last digits of a hash or address. */
export const short = (hex: string): string => (hex.length > 14 ? `${hex.slice(0, 8)}…${hex.slice(-4)}` : hex);

export const HeightLink = ({ height }: { readonly height: number }) => (
  <a href={`#/height/${height}`}>{height}</a>
);

export const SeatLink = ({ seat }: { readonly seat: number }) => <a href={`#/prover/${seat}`}>seat {seat}</a>;

export const AddressLink = ({ address }: { readonly address: string }) => (
  <a className="hex" href={`#/address/${address}`} title={address}>
    {short(address)}
  </a>
);

export const ProposalLink = ({ id }: { readonly id: string }) => (
  <a className="hex" href={`#/proposal/${id}`} title={id}>
    {short(id)}
  </a>
);

export const TransactionLink = ({ hash }: { readonly hash: string }) => (
  <a className="hex" href={`#/transaction/${hash}`} title={hash}>
    {short(hash)}
  </a>
);

export const AccountLink = ({ account }: { readonly account: number | null }) =>
  account === null ? <>none</> : <a href={`#/account/${account}`}>account {account}</a>;
