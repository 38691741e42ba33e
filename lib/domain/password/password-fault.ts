import { WELL_KNOWN_WORDS } from "@/lib/domain/password/well-known-passwords";

/** Shortest part of an e-mail address that counts as "contains the address". */
const ADDRESS_PART_MIN = 4;
const ROWS = [
  "01234567890123456789",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiopasdfghjklzxcvbnm",
  "1q2w3e4r5t6y7u8i9o0p",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
  "qazwsxedcrfvtgbyhnujm",
];

/**
 * Why this password would be among the first that anybody tries, as the end of a sentence that begins with the field;
 * null when it is not. Length is the contract's to check; there are no rules about which characters it must have.
 */
export function passwordFault(password: string, email: string): string | null {
  const plain = password.normalize("NFKC").toLowerCase();
  const address = email.toLowerCase();
  const parts = [address, ...address.split("@")].filter((part) => part.length >= ADDRESS_PART_MIN);
  if (parts.some((part) => plain.includes(part))) return "must not contain your e-mail address";
  return isWellKnown(plain) ? "is among the passwords that are tried first; choose another" : null;
}

function isWellKnown(plain: string): boolean {
  if (new Set(plain).size < 4) return true;
  const letters = withoutDisguise(plain);
  if (isMadeOfWords(letters) || isMadeOfWords(plain.replace(/[^a-z]/g, ""))) return true;
  const bare = plain.replace(/[^a-z0-9]/g, "");
  return ROWS.some((row) => isRun(bare, row) || isRun(bare, [...row].reverse().join("")));
}

/** Digits and signs around the letters fall away; inside them the usual stand-ins become the letters they stand for. */
function withoutDisguise(plain: string): string {
  const standIns: Record<string, string> = {
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "@": "a",
    $: "s",
    "!": "i",
  };
  const core = plain.replace(/^[^a-z]+|[^a-z]+$/g, "");
  return core.replace(/[0134571@$!]/g, (sign) => standIns[sign] ?? sign).replace(/[^a-z]/g, "");
}

/** Whether the whole text is well-known words, one after the other; at most three, so that a passphrase passes. */
function isMadeOfWords(text: string, wordsLeft = 3): boolean {
  if (text === "") return wordsLeft < 3;
  if (wordsLeft === 0) return false;
  for (let length = 3; length <= text.length; length++) {
    if (WELL_KNOWN_WORDS.has(text.slice(0, length)) && isMadeOfWords(text.slice(length), wordsLeft - 1))
      return true;
  }
  return false;
}

/** Whether the text is one stretch of a keyboard row or of the alphabet, or a short stretch over and over. */
function isRun(text: string, row: string): boolean {
  if (text.length < 4) return false;
  const stretches = text.match(/.{1,4}/g) ?? [];
  const [first = ""] = stretches;
  const isRepeated = row.includes(first) && stretches.every((stretch) => first.startsWith(stretch));
  return row.includes(text) || isRepeated || startsWithWholeRow(text, row);
}

/** "123456789012" begins the row again after its end. */
function startsWithWholeRow(text: string, row: string): boolean {
  return text.length > row.length && (row + row).includes(text);
}
