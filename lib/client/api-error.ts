import type { Problem } from "@/lib/contracts/problem";

/** A refusal of the API, or the lack of an answer. `problem` is null when the server could not be reached. */
export class ApiError extends Error {
  readonly problem: Problem | null;
  readonly retryAfterSeconds: number | null;

  constructor(message: string, problem: Problem | null, retryAfterSeconds: number | null = null) {
    super(message);
    this.name = "ApiError";
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status(): number | null {
    return this.problem?.status ?? null;
  }

  /** The message for one field of the sent body, by JSON pointer, e.g. `/target`. */
  fieldMessage(pointer: string): string | undefined {
    return this.problem?.errors?.find((error) => error.pointer === pointer)?.message;
  }
}
