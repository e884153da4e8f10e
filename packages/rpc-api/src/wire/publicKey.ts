import { z } from "zod";
import { fieldElement } from "./fieldElement.ts";

/** Coordinates of an L2 public key. Whether it is on the curve is not checked. */
export const publicKey = z.object({ x: fieldElement, y: fieldElement });
