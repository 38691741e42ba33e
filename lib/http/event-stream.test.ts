import { setImmediate as tick } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { healthLive } from "@/lib/contracts/operations";
import {
  type EventStreamOptions,
  eventStream,
  type ServerEvent,
  wantsEventStream,
} from "@/lib/http/event-stream";
import { log } from "@/lib/log";

function request(signal?: AbortSignal): Request {
  return new Request("http://127.0.0.1/stream", { signal: signal ?? null });
}

let keys = 0;

/** Of a credential of its own. */
function options(fields: Partial<EventStreamOptions> = {}): EventStreamOptions {
  const principal = { kind: "admin_key", keyId: `key ${++keys}`, name: "test", scopes: [] } as const;
  return {
    contract: healthLive,
    request: request(),
    principal,
    log,
    stillAllowed: async () => true,
    ...fields,
  };
}

/** A source that never has anything; tells when it was closed. */
function silence(signal: AbortSignal) {
  const state = { isClosed: false };
  async function* run(): AsyncGenerator<ServerEvent> {
    try {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    } finally {
      state.isClosed = true;
    }
  }
  return { state, events: run() };
}

test("events are written with id, name and data on one line, and the stream ends with its source", async () => {
  const answer = await eventStream(options(), async () => {
    return (async function* (): AsyncGenerator<ServerEvent> {
      yield { id: "1-2", event: "chunk", data: { text: "a\nb" } };
      yield { data: 3 };
    })();
  });
  expect(await answer.text()).toBe(
    'retry: 2000\n\nid: 1-2\nevent: chunk\ndata: {"text":"a\\nb"}\n\ndata: 3\n\n',
  );
  expect(answer.headers.get("cache-control")).toBe("no-cache, no-transform");
  expect(answer.headers.get("x-accel-buffering")).toBe("no");
});

test("an error of the source that comes after its reader has gone is nobody's", async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on("unhandledRejection", note);
  const caller = new AbortController();
  const answer = await eventStream(options({ request: request(caller.signal) }), async () => {
    // biome-ignore lint/correctness/useYield: it fails before it has anything
    return (async function* (): AsyncGenerator<ServerEvent> {
      throw new Error("the database is away");
    })();
  });
  caller.abort();
  await answer.text();
  await tick();
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

test("nothing is asked of the source before the reader has taken what is there", async () => {
  let asked = 0;
  const answer = await eventStream(options(), async () => {
    return (async function* (): AsyncGenerator<ServerEvent> {
      for (;;) yield { data: ++asked };
    })();
  });
  for (let i = 0; i < 20; i++) await tick();
  expect(asked).toBeLessThanOrEqual(1);
  const reader = answer.body?.getReader();
  for (let i = 0; i < 5; i++) await reader?.read();
  for (let i = 0; i < 20; i++) await tick();
  expect(asked).toBeLessThanOrEqual(6);
  await reader?.cancel();
});

test("a quiet line carries comments", async () => {
  const answer = await eventStream(options({ keepAliveMs: 1 }), async (signal) => silence(signal).events);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe("retry: 2000\n\n");
  expect((await reader?.read())?.value).toBe(": keep-alive\n\n");
  expect((await reader?.read())?.value).toBe(": keep-alive\n\n");
  await reader?.cancel();
});

describe("the source is closed", () => {
  test("when the credential no longer holds", async () => {
    let looks = 0;
    let source: ReturnType<typeof silence> | null = null;
    const stillAllowed = async () => ++looks < 3;
    const answer = await eventStream(
      options({ keepAliveMs: 1, checkMs: 0, stillAllowed }),
      async (signal) => {
        source = silence(signal);
        return source.events;
      },
    );
    expect(await answer.text()).toBe("retry: 2000\n\n: keep-alive\n\n: keep-alive\n\n");
    expect(source).toMatchObject({ state: { isClosed: true } });
  });

  test("when the reader hangs up", async () => {
    let source: ReturnType<typeof silence> | null = null;
    const answer = await eventStream(options(), async (signal) => {
      source = silence(signal);
      return source.events;
    });
    const reader = answer.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(source).toMatchObject({ state: { isClosed: true } });
  });

  test("when the request is aborted", async () => {
    const client = new AbortController();
    let source: ReturnType<typeof silence> | null = null;
    const answer = await eventStream(options({ request: request(client.signal) }), async (signal) => {
      source = silence(signal);
      return source.events;
    });
    const text = answer.text();
    client.abort();
    await text;
    expect(source).toMatchObject({ state: { isClosed: true } });
  });
});

describe("one credential holds at most 20 streams", () => {
  const silent = async (signal: AbortSignal) => silence(signal).events;
  const fill = async (fields: Partial<EventStreamOptions>) =>
    await Promise.all(Array.from({ length: 20 }, () => eventStream(options(fields), silent)));

  test("the next is refused with the time to wait and its source is never opened, another's is not", async () => {
    const { principal } = options();
    await fill({ principal });
    const isOpened = { value: false };
    const more = eventStream(options({ principal }), async (signal) => {
      isOpened.value = true;
      return silence(signal).events;
    });
    await expect(more).rejects.toMatchObject({
      code: "rate_limited",
      extras: { retryAfterSeconds: 15, members: { limit: "open_streams", max: 20 } },
    });
    expect(isOpened.value).toBe(false);
    expect((await eventStream(options(), silent)).status).toBe(200);
  });

  test.each<[string, (fields: Partial<EventStreamOptions>) => Promise<unknown>]>([
    [
      "its source ends",
      async (fields) => (await eventStream(options(fields), async () => (async function* () {})())).text(),
    ],
    [
      "its source breaks",
      async (fields) => {
        const broken = async () =>
          (async function* (): AsyncGenerator<ServerEvent> {
            yield await Promise.reject(new Error("broken"));
          })();
        await (await eventStream(options(fields), broken)).text();
      },
    ],
    [
      "its source refuses",
      async (fields) =>
        await eventStream(options(fields), () => Promise.reject(new Error("refused"))).catch(() => {}),
    ],
    [
      "its reader hangs up",
      async (fields) => await (await eventStream(options(fields), silent)).body?.cancel(),
    ],
    [
      "its request is aborted unread",
      async (fields) => {
        const client = new AbortController();
        await eventStream(options({ ...fields, request: request(client.signal) }), silent);
        client.abort();
      },
    ],
  ])("a place is free again when %s", async (_, openAndEnd) => {
    const { principal } = options();
    for (let i = 0; i < 21; i++) await openAndEnd({ principal });
    await fill({ principal });
    await expect(eventStream(options({ principal }), silent)).rejects.toMatchObject({ code: "rate_limited" });
  });
});

test("an error before the first event is thrown to the route, a later one ends the stream", async () => {
  await expect(
    eventStream(options(), async () => {
      throw new Error("refused");
    }),
  ).rejects.toThrow("refused");
  const answer = await eventStream(options(), async () => {
    return (async function* (): AsyncGenerator<ServerEvent> {
      yield { data: 1 };
      throw new Error("broken");
    })();
  });
  expect(await answer.text()).toBe("retry: 2000\n\ndata: 1\n\n");
});

test("a stream is wanted by its media type only", () => {
  const accepting = (accept: string) =>
    wantsEventStream(new Request("http://127.0.0.1/", { headers: { accept } }));
  expect(accepting("text/event-stream")).toBe(true);
  expect(accepting("application/json, text/event-stream;q=0.5")).toBe(true);
  expect(accepting("*/*")).toBe(false);
  expect(accepting("application/json")).toBe(false);
  expect(accepting("application/json, text/event-stream;q=0")).toBe(false);
  expect(accepting("Text/Event-Stream; Q=0.000")).toBe(false);
  expect(accepting("text/event-stream;q=0.001, */*;q=0")).toBe(true);
});
