import { describe, expect, it } from "vitest";
import { ansiSpans, LINE_CHARACTERS_MAX, plainText } from "./ansi-spans";

const ESC = "\u001b";

describe("ansiSpans", () => {
  it("leaves a plain line as one run", () => {
    expect(ansiSpans("22/tcp open ssh")).toEqual([{ text: "22/tcp open ssh", className: "" }]);
  });

  it("turns terminal colours into the theme's", () => {
    expect(ansiSpans(`${ESC}[32mok${ESC}[0m and ${ESC}[1;91mbad${ESC}[0m`)).toEqual([
      { text: "ok", className: "text-ok" },
      { text: " and ", className: "" },
      { text: "bad", className: "text-bad font-semibold" },
    ]);
  });

  it("lets a coloured ground choose the text colour on it", () => {
    expect(ansiSpans(`${ESC}[33;41mx${ESC}[0m`)).toEqual([{ text: "x", className: "bg-bad-bg text-bad" }]);
  });

  it("keeps the text's own colour where the palette is free", () => {
    expect(ansiSpans(`${ESC}[38;5;201mx${ESC}[0m`)).toEqual([{ text: "x", className: "" }]);
    expect(ansiSpans(`${ESC}[38;2;1;2;3mx${ESC}[0m`)).toEqual([{ text: "x", className: "" }]);
  });

  it("drops cursor movement and window titles", () => {
    expect(ansiSpans(`${ESC}]0;evil${"\u0007"}${ESC}[2J${ESC}[1;1Hhello`)).toEqual([
      { text: "hello", className: "" },
    ]);
  });

  it("shows markup as text and other control characters as pictures", () => {
    expect(ansiSpans("<img src=x>\u0000")).toEqual([{ text: "<img src=x>␀", className: "" }]);
  });
});

describe("plainText", () => {
  it("is what a terminal would show after a carriage return", () => {
    expect(plainText("10%\r50%\r100%")).toBe("100%");
    expect(plainText("a line of Windows\r")).toBe("a line of Windows");
  });
  it("is without colours", () => {
    expect(plainText(`${ESC}[31mred${ESC}[0m`)).toBe("red");
  });
});

it("cuts a very long line and says by how much", () => {
  const [span] = ansiSpans("x".repeat(LINE_CHARACTERS_MAX + 7));
  expect(span?.text.endsWith(" … 7 more characters")).toBe(true);
});
