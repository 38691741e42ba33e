import { describe, expect, it } from "vitest";
import { createEventStreamParser } from "./event-stream-parser";

describe("createEventStreamParser", () => {
  const stream = ': hi\n\nid: 7\nevent: job.running\ndata: {"a":1}\n\ndata: one\r\ndata: two\r\n\r\n';
  const events = [
    { id: "7", event: "job.running", data: '{"a":1}' },
    { id: "7", event: "message", data: "one\ntwo" },
  ];

  it("reads a stream that arrives whole", () => {
    expect(createEventStreamParser()(stream)).toEqual(events);
  });

  it("reads the same however the stream is cut", () => {
    for (let size = 1; size < stream.length; size++) {
      const parse = createEventStreamParser();
      const read = [];
      for (let at = 0; at < stream.length; at += size) read.push(...parse(stream.slice(at, at + size)));
      expect(read).toEqual(events);
    }
  });

  it("yields nothing for an event that is not finished", () => {
    expect(createEventStreamParser()("id: 8\ndata: half")).toEqual([]);
  });
});
