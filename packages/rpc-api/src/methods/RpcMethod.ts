import type { z } from "zod";

/**
 * What a JSON-RPC method takes and answers. A schema's input is what travels as JSON, its output what programs use: servers decode
 * parameters and encode results, clients the other way round.
 */
export interface RpcMethod {
  /** Parameters by position. */
  readonly params: z.ZodType<readonly unknown[]>;
  readonly result: z.ZodType;
}

/** Methods by name. */
export type RpcTable = Readonly<Record<string, RpcMethod>>;

/** What programs give a method. */
export type ParamsOf<Method extends RpcMethod> = z.output<Method["params"]>;

/** What programs get from a method. */
export type ResultOf<Method extends RpcMethod> = z.output<Method["result"]>;

/** A server's side of a table: one function for each method. */
export type RpcHandlers<Table extends RpcTable> = {
  readonly [Name in keyof Table]: (...params: ParamsOf<Table[Name]>) => Promise<ResultOf<Table[Name]>>;
};
