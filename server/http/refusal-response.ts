import { randomUUID } from "node:crypto";
import type { AppError } from "@/lib/domain/errors";
import { problemResponse } from "@/lib/http/problem";
import { log } from "@/lib/log";
import { ALLOWED_METHODS } from "./refusal-of";

/** The problem document for what is refused before it is read as a request to some path. */
export function refusalResponse(refusal: AppError): Response {
  const response = problemResponse(refusal, randomUUID(), log);
  if (refusal.code === "method_not_allowed") response.headers.set("allow", ALLOWED_METHODS);
  return response;
}
