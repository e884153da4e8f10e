import type { NodeKind } from "@trellis/protocol";
import { z } from "zod";
import { hexString } from "../wire/hexString.ts";
import { seat } from "../wire/seat.ts";
import { treeNode } from "../wire/treeNode.ts";

const kinds = ["leaf", "merge", "root"] as const satisfies NodeKind[];

/** A node of a block's proof tree, and the seat that works on it. */
export const treePlace = { proposalId: hexString(32), ...treeNode.shape, kind: z.enum(kinds), seat };
