const sniffedBytes = 8_192;

/** The text of a file, or null for a binary one (a NUL byte near its start, as git decides). UTF-16 is told by its mark. */
export function decodeText(content: Buffer): string | null {
  if (content[0] === 0xff && content[1] === 0xfe) return new TextDecoder("utf-16le").decode(content);
  if (content[0] === 0xfe && content[1] === 0xff) return new TextDecoder("utf-16be").decode(content);
  if (content.subarray(0, sniffedBytes).includes(0)) return null;
  return content.toString("utf8");
}
