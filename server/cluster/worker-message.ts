/** Between the process above and those that serve. */
export type WorkerMessage = { kind: "ready"; baseUrl: string };
export type PrimaryMessage = { kind: "stop" };

export function isReady(message: unknown): message is WorkerMessage {
  return hasKind(message, "ready");
}

export function isStop(message: unknown): message is PrimaryMessage {
  return hasKind(message, "stop");
}

function hasKind(message: unknown, kind: string): boolean {
  return typeof message === "object" && message !== null && "kind" in message && message.kind === kind;
}
