import { describe, expect, test } from "vitest";
import { passwordFault } from "@/lib/domain/password/password-fault";

const email = "marta.lindgren@example.com";

describe("a password that is tried first is refused", () => {
  test.each([
    "password1234",
    "Passw0rd!2026",
    "P@ssw0rd12345",
    "passwordpassword",
    "123456789012",
    "012345678901234",
    "qwertyuiopas",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "aaaaaaaaaaaa",
    "abababababab",
    "abcdefghijklm",
    "Welcome2026!!",
    "admin1234567",
    "letmein!!!!!!",
    "ILoveYou12345",
    "12341234123412",
    "zyxwvutsrqpo",
    "football2026!",
    "sunshine-2026",
    "changeme-changeme",
  ])("%s", (password) => {
    expect(passwordFault(password, email)).toMatch(/tried first/);
  });

  test.each(["marta.lindgren1", "xx-example.com-xx", "my MARTA.LINDGREN pass"])(
    "%s names its owner",
    (password) => {
      expect(passwordFault(password, email)).toMatch(/e-mail/);
    },
  );
});

test.each([
  "correct horse battery staple",
  "grey lamp under 7 bridges",
  "vK3-xw9Lq2pZ",
  "ünïcödé ñandú 東京",
])("%s is accepted", (password) => {
  expect(passwordFault(password, email)).toBeNull();
});

test("a short name in the address is no reason to refuse", () => {
  expect(passwordFault("grey lamp at the fjord", "at@fjo.rd")).toBeNull();
});
