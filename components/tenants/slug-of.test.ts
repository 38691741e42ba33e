import fc from "fast-check";
import { expect, test } from "vitest";
import { slugOf } from "@/components/tenants/slug-of";
import { Slug } from "@/lib/contracts/tenant";

test("a name suggests an address that reads like it", () => {
  expect(slugOf("Müller & Söhne GmbH")).toBe("muller-sohne-gmbh");
  expect(slugOf("  Acme, Inc. ")).toBe("acme-inc");
});

test("what a name suggests is a valid address or nothing", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const slug = slugOf(name);
      return slug === "" || Slug.safeParse(slug).success;
    }),
  );
});
