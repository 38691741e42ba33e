import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppError } from "@/lib/domain/errors";
import { problemResponse } from "@/lib/http/problem";
import { log } from "@/lib/log";
import { sendEarly } from "./send-early";

/** Answers a request that is refused before anybody looks at what it asks, and closes its connection. */
export async function refuseRequest(
  refusal: AppError,
  message: IncomingMessage,
  target: ServerResponse,
): Promise<void> {
  await sendEarly(problemResponse(refusal, randomUUID(), log), message, target);
}
