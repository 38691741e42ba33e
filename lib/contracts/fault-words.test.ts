import { describe, expect, it } from "vitest";
import * as z from "zod";
import { faultWords } from "@/lib/contracts/fault-words";
import { Email, Id, Instant } from "@/lib/contracts/field";

function wordsFor(schema: z.ZodType, value: unknown): string | undefined {
  const issue = schema.safeParse(value).error?.issues[0];
  return issue && faultWords(issue);
}

describe("what is wrong with a field is said in words", () => {
  it.each([
    [z.string().min(1), "", "must not be empty"],
    [z.string().min(3), "a", "must have at least 3 characters"],
    [z.string().max(1), "ab", "must have at most 1 character"],
    [z.array(z.string()).max(2), ["a", "b", "c"], "must have at most 2 items"],
    [z.number().min(3), 1, "must be at least 3"],
    [z.number().gt(0), 0, "must be more than 0"],
    [z.number().lt(9), 9, "must be less than 9"],
    [z.int(), 1.5, "must be a whole number"],
    [z.string(), undefined, "is required"],
    [z.string(), 5, "must be a text"],
    [z.boolean(), "x", "must be true or false"],
    [z.strictObject({}), [], "must be an object"],
    [z.enum(["a", "b"]), "c", "must be one of a, b"],
    [z.literal(true), false, "must be true"],
    [Id, "x", "must be an id (UUID)"],
    [Email, "x", "must be an e-mail address"],
    [Instant, "x", "must be an instant in UTC such as 2026-11-20T14:02:11Z"],
    [z.string().regex(/a/), "b", "has the wrong form"],
    [z.string().regex(/a/, "must hold an a"), "b", "must hold an a"],
  ])("%#", (schema, value, words) => {
    expect(wordsFor(schema, value)).toBe(words);
  });
});
