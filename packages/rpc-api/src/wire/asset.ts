import type { Asset } from "@trellis/protocol";
import { z } from "zod";

const assets: readonly Asset[] = [0, 1];

/** 0: the native asset, 1: the second one. */
export const asset = z.literal(assets);
