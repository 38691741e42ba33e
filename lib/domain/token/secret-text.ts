/** Digits and lower-case letters: can be read out, typed and double-clicked. */
export const BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz";

/**
 * Text of `length` characters from `alphabet`, unbiased: bytes at or above the largest multiple of the alphabet's
 * size are thrown away. `randomBytes` is handed in so that this stays pure.
 */
export function randomText(
  length: number,
  randomBytes: (n: number) => Uint8Array,
  alphabet = BASE36,
): string {
  const limit = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < limit && text.length < length) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}
