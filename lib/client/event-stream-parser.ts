export interface ServerSentEvent {
  /** The last id seen, as the standard has it: an event without one keeps its predecessor's. */
  id: string | null;
  event: string;
  data: string;
}

/** Reads the text of an event stream piece by piece, wherever it was cut. Comments (keep-alives) yield nothing. */
export function createEventStreamParser(): (piece: string) => ServerSentEvent[] {
  let rest = "";
  let id: string | null = null;
  let event = "";
  let data: string[] = [];

  function line(text: string, into: ServerSentEvent[]) {
    if (text === "") {
      if (data.length > 0) into.push({ id, event: event || "message", data: data.join("\n") });
      event = "";
      data = [];
      return;
    }
    const colon = text.indexOf(":");
    if (colon === 0) return;
    const field = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
    else if (field === "id" && !value.includes("\0")) id = value;
  }

  return (piece) => {
    const events: ServerSentEvent[] = [];
    rest += piece;
    // A lone CR at the end may be the first half of CRLF: it waits for the next piece.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const text of lines) line(text, events);
    return events;
  };
}
