import { describe, expect, it } from "vitest";
import { LogBook } from "./log-book";

const encode = (text: string) => new TextEncoder().encode(text);
const texts = (book: LogBook) => Array.from({ length: book.length }, (_, index) => book.at(index)?.text);

describe("LogBook", () => {
  it("lays the streams together by the time they were received", () => {
    const book = new LogBook();
    book.add("stdout", { offset: 0, receivedAtMs: 10, bytes: encode("out 1\n") });
    book.add("stdout", { offset: 6, receivedAtMs: 30, bytes: encode("out 2\n") });
    book.add("stderr", { offset: 0, receivedAtMs: 20, bytes: encode("err 1\n") });
    book.add("system", { offset: 0, receivedAtMs: 5, bytes: encode("sys 1\n") });
    expect(texts(book)).toEqual(["sys 1", "out 1", "err 1", "out 2"]);
  });

  it("keeps the order of one stream's lines that arrived together", () => {
    const book = new LogBook();
    book.add("stdout", { offset: 0, receivedAtMs: 10, bytes: encode("a\nb\nc\n") });
    book.add("stderr", { offset: 0, receivedAtMs: 10, bytes: encode("d\n") });
    expect(texts(book)).toEqual(["a", "b", "c", "d"]);
  });

  it("shows a line that is still being written last, and in its place once it has ended", () => {
    const book = new LogBook();
    book.add("stdout", { offset: 0, receivedAtMs: 10, bytes: encode("half") });
    book.add("stderr", { offset: 0, receivedAtMs: 20, bytes: encode("err\n") });
    expect(texts(book)).toEqual(["err", "half"]);
    book.add("stdout", { offset: 4, receivedAtMs: 30, bytes: encode(" done\n") });
    expect(texts(book)).toEqual(["half done", "err"]);
  });

  it("takes 100,000 lines in well under a second", () => {
    const book = new LogBook();
    const started = performance.now();
    const bytes = encode("a line of a usual length, with a few words in it\n".repeat(1000));
    for (let n = 0; n < 100; n++) book.add("stdout", { offset: n * bytes.length, receivedAtMs: n, bytes });
    expect(book.length).toBe(100_000);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
