import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { ALL_CONTRACTS } from "@/lib/contracts/all-contracts";
import { Email, queryInteger } from "@/lib/contracts/field";
import { normalEmail } from "@/lib/domain/access/normal-email";

it("an e-mail address has one form, whether a form or another provider brings it", () => {
  expect(Email.parse("Ada@Example.COM")).toBe("ada@example.com");
  fc.assert(
    fc.property(fc.emailAddress(), fc.func(fc.boolean()), (address, isRaised) => {
      const typed = [...address]
        .map((letter, place) => (isRaised(place) ? letter.toUpperCase() : letter))
        .join("");
      const parsed = Email.safeParse(typed);
      if (parsed.success) expect(parsed.data).toBe(normalEmail(typed));
    }),
  );
});

it("a number of a query string is decimal digits and nothing else that JavaScript takes for a number", () => {
  const schema = queryInteger(0, Number.MAX_SAFE_INTEGER).default(7);
  for (const text of [
    "",
    " ",
    "0x10",
    "1e3",
    "1.0",
    "1.5",
    "+1",
    "-1",
    " 1",
    "01",
    "Infinity",
    "true",
    "99999999999999999999",
  ])
    expect(schema.safeParse(text).success, text).toBe(false);
  for (const number of [null, true, 1.5, Number.NaN, -1, [], ["1"]])
    expect(schema.safeParse(number).success, String(number)).toBe(false);
  fc.assert(fc.property(fc.maxSafeNat(), (number) => void expect(schema.parse(String(number))).toBe(number)));
  expect([schema.parse(undefined), schema.parse(3)]).toEqual([7, 3]);
});

it("every number that a query takes is such a one", () => {
  for (const { id, query } of ALL_CONTRACTS) {
    if (!(query instanceof z.ZodObject)) continue;
    for (const name of Object.keys(query.shape)) {
      const faultsOf = (value: string) =>
        query.safeParse({ [name]: value }).error?.issues.some(({ path }) => path[0] === name) ?? false;
      // 1, where a number is meant.
      if (!faultsOf("1") && faultsOf("x"))
        expect(faultsOf("0x1") && faultsOf("1e0"), `${id} ${name}`).toBe(true);
    }
  }
});
