import Anser from "anser";

export interface AnsiSpan {
  text: string;
  className: string;
}

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const OPERATING_SYSTEM_COMMAND = /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?/g;
const CURSOR_AND_MODE = /\u001b\[[0-?]*[ -/]*[@-ln-~]|\u001b[()][0-9A-B]|\u001b[=>78cDEHMNOZ]/g;
const COLOUR = /\u001b\[[0-9;:]*m/g;
const LEFT_OVER = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g;
const ANY_LEFT_OVER = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above

/** Longer lines are cut on the page; the raw download has them whole. */
export const LINE_CHARACTERS_MAX = 5_000;

/** What of a line is shown: after the last carriage return, as on a terminal, without cursor movement and titles. */
function shown(text: string): string {
  const ended = text.endsWith("\r") ? text.slice(0, -1) : text;
  const overwritten = ended.slice(ended.lastIndexOf("\r") + 1);
  const clean = overwritten.replace(OPERATING_SYSTEM_COMMAND, "").replace(CURSOR_AND_MODE, "");
  return clean.length > LINE_CHARACTERS_MAX
    ? `${clean.slice(0, LINE_CHARACTERS_MAX)} … ${clean.length - LINE_CHARACTERS_MAX} more characters`
    : clean;
}

/** A control character as its picture: NUL is ␀. It can be seen, and does nothing. */
function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}

/** The line as one reads and searches it: no colour, no control characters. */
export function plainText(text: string): string {
  if (!CONTROL.test(text)) return text;
  return shown(text).replace(COLOUR, "").replace(ANY_LEFT_OVER, picture);
}

/** The line in runs of one look each. Terminal colours become the theme's, which keep their contrast in both themes. */
export function ansiSpans(text: string): AnsiSpan[] {
  if (!CONTROL.test(text)) return [{ text: shown(text), className: "" }];
  const visible = shown(text).replace(LEFT_OVER, picture);
  return Anser.ansiToJson(visible, { use_classes: true, json: true, remove_empty: true }).map((run) => ({
    text: run.content.replace(ANY_LEFT_OVER, picture),
    className: classOf(run.fg, run.bg, run.decorations),
  }));
}

const foregrounds: Record<string, string> = {
  red: "text-bad",
  green: "text-ok",
  yellow: "text-wait",
  blue: "text-dedicated",
  magenta: "text-premium",
  cyan: "text-run",
  black: "text-ink-3",
};
// A coloured ground decides the text colour on it, or two chosen colours could hide each other.
const grounds: Record<string, string> = {
  red: "bg-bad-bg text-bad",
  green: "bg-ok-bg text-ok",
  yellow: "bg-wait-bg text-wait",
  blue: "bg-dedicated-bg text-dedicated",
  magenta: "bg-premium-bg text-premium",
  cyan: "bg-run-bg text-run",
  white: "bg-off-bg text-ink",
};
const decorations: Record<string, string> = {
  bold: "font-semibold",
  dim: "text-ink-3",
  italic: "italic",
  underline: "underline",
  strikethrough: "line-through",
};

function classOf(fg: string | null, bg: string | null, decorated: readonly string[]): string {
  const ground = grounds[colourOf(bg)];
  const classes = [ground ?? foregrounds[colourOf(fg)], ...decorated.map((name) => decorations[name])];
  return classes.filter(Boolean).join(" ");
}

/** `ansi-bright-red` and `ansi-red` are one colour of the theme; palette and true colours keep the text's own. */
function colourOf(name: string | null): string {
  return /^ansi-(?:bright-)?([a-z]+)$/.exec(name ?? "")?.[1] ?? "";
}
