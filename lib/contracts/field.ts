import * as z from "zod";
import { normalEmail } from "@/lib/domain/access/normal-email";
import { TIERS } from "@/lib/domain/tier/tier";

/** Building blocks that several areas of the API share. */

// guid, not uuid: the platform tenant's well-known id has no UUID version.
export const Id = z.guid().toLowerCase().meta({ description: "UUID v7", format: "uuid" });
export const IdParams = z.strictObject({ id: Id });
export const Instant = z.iso
  .datetime({ offset: false })
  // The form allows the year 0000, which the database's calendar does not have.
  .refine((at) => !at.startsWith("0000"), "must be in the year 1 or later")
  .meta({ description: "RFC 3339, UTC", example: "2026-11-20T14:02:11.000Z" });
/** A named schema that may be null. Written as a union, so that the description refers to the name and to null. */
export const orNull = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()]);

export const TierSchema = z.enum(TIERS).meta({ id: "Tier" });

/** A whole number in a query string, in decimal digits; JavaScript would also read `0x10`, `1e3` and nothing at all as one. */
export const queryInteger = (min: number, max: number) =>
  z.preprocess(
    (value) => (typeof value === "string" && /^-?(0|[1-9]\d*)$/.test(value) ? Number(value) : value),
    z.number("must be a whole number").int().min(min).max(max),
  );

/** Printable text of one line. */
export const line = (max: number, min = 1) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused
    .regex(/^[^\u0000-\u001f\u007f]*$/, "must not contain control characters");

/** A machine word: tool, capability, region, label key. */
export const Word = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$/, "must be 1 to 64 of a-z, 0-9, '.', '_', '-'");
export const Words = z.array(Word).max(32);

export const AgentName = z
  .string()
  .regex(
    /^[a-zA-Z0-9]([a-zA-Z0-9._-]{0,62}[a-zA-Z0-9])?$/,
    "must be 1 to 64 letters, digits, '.', '_' or '-'",
  );

export const Email = z
  .email()
  .max(254)
  .transform((value, ctx): string => {
    const email = normalEmail(value);
    if (email !== null) return email;
    ctx.addIssue({ code: "custom", message: "must be an e-mail address" });
    return z.NEVER;
  });

export const Cidr = z.union([z.cidrv4(), z.cidrv6()]);

/** An instant from the database as the wire has it. */
export function instant(value: Date): string;
export function instant(value: Date | null): string | null;
export function instant(value: Date | null): string | null {
  return value === null ? null : value.toISOString();
}
