import * as z from "zod";
import { queryInteger } from "@/lib/contracts/field";

/** Cursor pagination: newest first, `next_cursor` null on the last page. A cursor is opaque to the caller. */
export const PageQuery = z.strictObject({
  limit: queryInteger(1, 100).default(25),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,200}$/, "is not a cursor of this list")
    .optional(),
});

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
