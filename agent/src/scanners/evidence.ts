/** Text that a scanned system chose, made safe to store and show. */

const maxEvidenceBytes = 4_096;
const controlCharacters = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Control and direction characters become visible escapes; broken surrogates become U+FFFD. Line feeds and tabs stay. */
export function printable(text: string): string {
  return Buffer.from(text, "utf8")
    .toString("utf8")
    .replace(controlCharacters, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** One line of a log: also no line feeds, and not endless. */
export function printableLine(text: string, maxLength = 500): string {
  const line = printable(text).replace(/[\n\t]/g, " ");
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line;
}

export function clipEvidence(text: string): string {
  const bytes = Buffer.from(printable(text), "utf8");
  if (bytes.length <= maxEvidenceBytes) return bytes.toString("utf8");
  // A character cut in half decodes to U+FFFD, which is longer than the cut; hence the room.
  return `${bytes
    .subarray(0, maxEvidenceBytes - 8)
    .toString("utf8")
    .replace(/\ufffd+$/, "")}…`;
}

/** Enough to recognise a value by, never enough to use it: at most 4 characters and at most a sixth of it. */
export function maskValue(value: string): string {
  const shown = Math.min(4, Math.floor(value.length / 6));
  return `${value.slice(0, shown)}****`;
}
