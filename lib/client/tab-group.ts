/**
 * Lets the tabs of one browser share one piece of work. The tab that holds the Web Lock leads; the others listen on a
 * BroadcastChannel and one of them takes over when the leader is closed. Without Web Locks (plain http on a network
 * address) every tab leads for itself.
 */
export interface TabGroup<Message> {
  /** Sends to the other tabs; the sender does not hear itself. */
  send: (message: Message) => void;
  leave: () => void;
}

export interface TabGroupOptions<Message> {
  name: string;
  /** Called when this tab leads from now on; the answer is called when it stops. */
  onLead: () => () => void;
  onMessage: (message: Message) => void;
}

export function joinTabGroup<Message>({
  name,
  onLead,
  onMessage,
}: TabGroupOptions<Message>): TabGroup<Message> {
  const leaving = new AbortController();
  const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : null;
  if (channel) channel.onmessage = (event: MessageEvent<Message>) => onMessage(event.data);

  function lead(): Promise<void> {
    const stop = onLead();
    return new Promise((resolve) => {
      leaving.signal.addEventListener("abort", () => {
        stop();
        resolve();
      });
    });
  }

  // `locks` is missing outside secure contexts, which the DOM types do not say.
  const locks = navigator.locks as LockManager | undefined;
  if (locks && channel) locks.request(name, { signal: leaving.signal }, lead).catch(() => {});
  else void lead();

  return {
    send: (message) => {
      if (!leaving.signal.aborted) channel?.postMessage(message);
    },
    leave: () => {
      leaving.abort();
      channel?.close();
    },
  };
}
