import fc from "fast-check";
import { expect, it } from "vitest";
import { Email } from "@/lib/contracts/field";
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
