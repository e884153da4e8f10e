/** What the page shows, as the part of the address after `#` says. */
export type Route =
  | { readonly page: "blocks" }
  | { readonly page: "now" }
  | { readonly page: "height"; readonly height: number }
  | { readonly page: "proposal"; readonly id: string }
  | { readonly page: "provers" }
  | { readonly page: "prover"; readonly seat: number }
  | { readonly page: "address"; readonly address: string }
  | { readonly page: "transactions" }
  | { readonly page: "transaction"; readonly hash: string }
  | { readonly page: "account"; readonly account: number }
  | { readonly page: "pool" }
  | { readonly page: "slashing" }
  | { readonly page: "mechanism" }
  | { readonly page: "find"; readonly hash: string }
  | { readonly page: "unknown"; readonly text: string };

const HASH = /^0x[0-9a-f]{64}$/;
const ADDRESS = /^0x[0-9a-f]{40}$/;
const NUMBER = /^[0-9]{1,15}$/;

const LISTS = ["blocks", "now", "provers", "transactions", "pool", "slashing", "mechanism"] as const;

/** The route of an address such as `#/height/7`. */
export function routeOf(hash: string): Route {
  const [page = "", value = "", ...rest] = hash.replace(/^#?\/?/, "").split("/");
  const unknown: Route = { page: "unknown", text: hash };
  if (rest.length > 0) return unknown;
  if (page === "" && value === "") return { page: "blocks" };
  const list = LISTS.find((name) => name === page);
  if (list !== undefined) return value === "" ? { page: list } : unknown;
  if (page === "height" && NUMBER.test(value)) return { page, height: Number(value) };
  if (page === "prover" && NUMBER.test(value)) return { page, seat: Number(value) };
  if (page === "account" && NUMBER.test(value)) return { page, account: Number(value) };
  if (page === "proposal" && HASH.test(value)) return { page, id: value };
  if (page === "transaction" && HASH.test(value)) return { page, hash: value };
  if (page === "find" && HASH.test(value)) return { page, hash: value };
  if (page === "address" && ADDRESS.test(value)) return { page, address: value };
  return unknown;
}

/** What a search says, as an address; undefined if it is nothing that can be shown. */
export function searchTarget(text: string): string | undefined {
  const wanted = text.trim().toLowerCase();
  const [, what = "", number] =
    /^(height|block|seat|prover|account)?\s*#?\s*([0-9]{1,15})$/.exec(wanted) ?? [];
  if (number !== undefined) {
    const value = Number(number);
    if (what === "seat" || what === "prover") return `#/prover/${value}`;
    if (what === "account") return `#/account/${value}`;
    return `#/height/${value}`;
  }
  if (ADDRESS.test(wanted)) return `#/address/${wanted}`;
  // A transaction or a proposal: the node knows which.
  if (HASH.test(wanted)) return `#/find/${wanted}`;
  const list = LISTS.find((name) => name === wanted);
  return list === undefined ? undefined : `#/${list}`;
}
