/** The few shapes of DER (X.690) that a certificate is made of. */

function encode(tag: number, content: Buffer): Buffer {
  const length = content.length;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = Buffer.from(length.toString(16).padStart(length < 0x100 ? 2 : 4, "0"), "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, content]);
}

export const sequence = (...parts: Buffer[]) => encode(0x30, Buffer.concat(parts));
export const set = (...parts: Buffer[]) => encode(0x31, Buffer.concat(parts));
export const explicit = (tag: number, part: Buffer) => encode(0xa0 | tag, part);
export const integer = (bytes: Buffer) =>
  encode(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
export const bitString = (bytes: Buffer) => encode(0x03, Buffer.concat([Buffer.from([0]), bytes]));
export const nothing = () => encode(0x05, Buffer.alloc(0));
export const utf8String = (text: string) => encode(0x0c, Buffer.from(text, "utf8"));

/** GeneralizedTime may only stand from 2050 on (RFC 5280), UTCTime before. */
export function time(instant: Date): Buffer {
  const digits = instant.toISOString().replace(/[-:T]|\.\d+/g, "");
  return instant.getUTCFullYear() < 2050
    ? encode(0x17, Buffer.from(digits.slice(2)))
    : encode(0x18, Buffer.from(digits));
}

export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return encode(0x06, Buffer.from(bytes));
}
