import * as z from "zod";
import { ERROR_CODES } from "@/lib/domain/errors";

/** RFC 9457 problem document. `code` is stable; `detail` is for people. */
export const Problem = z
  .looseObject({
    type: z.string().meta({ example: "urn:muster:problem:invalid_input" }),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(ERROR_CODES),
    detail: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;
