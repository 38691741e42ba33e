/**
 * Lints texts in a worker thread, one at a time.
 *
 * Promise: an answer within the time limit, or null; after a null the next text gets a fresh worker. `close` ends the thread.
 * Failure: a worker that cannot start rejects; the scanner reports the job as failed.
 */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { LintAnswer, LintHit, LintRequest } from "./lint-protocol";

/** The bundled agent carries this file beside itself. */
export const workerFile = fileURLToPath(new URL("./lint-worker.mjs", import.meta.url));

export interface SecretLinter {
  lint(path: string, text: string): Promise<LintHit[] | null>;
  close(): Promise<void>;
}

export function createSecretLinter({
  secondsPerFile = 20,
  file = workerFile,
}: {
  secondsPerFile?: number;
  file?: string;
} = {}): SecretLinter {
  let worker: Worker | null = null;
  let nextId = 1;
  const close = async () => {
    const ending = worker;
    worker = null;
    await ending?.terminate();
  };
  return {
    close,
    async lint(path, text) {
      worker ??= startWorker(file);
      const answer = await ask(worker, { id: nextId++, path, text }, secondsPerFile);
      if (answer === null) await close();
      return answer !== null && "hits" in answer ? answer.hits : null;
    },
  };
}

/** No environment, no arguments of the agent, nor of the Node that runs it: the worker needs none of them. */
function startWorker(file: string): Worker {
  const worker = new Worker(file, {
    env: {},
    argv: [],
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  // Between two requests nobody else listens, and an unheard error would end the agent.
  return worker.on("error", () => undefined);
}

function ask(worker: Worker, request: LintRequest, secondsPerFile: number): Promise<LintAnswer | null> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      settle();
    };
    const onMessage = (answer: LintAnswer) => {
      if (answer.id === request.id) finish(() => resolve(answer));
    };
    // Out of memory is the text's fault; anything else before the first answer is the installation's.
    const onError = (error: Error & { code?: string }) =>
      finish(() => (error.code === "ERR_WORKER_OUT_OF_MEMORY" ? resolve(null) : reject(error)));
    const onExit = () => finish(() => resolve(null));
    const timer = setTimeout(() => finish(() => resolve(null)), secondsPerFile * 1_000);
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage(request);
  });
}
