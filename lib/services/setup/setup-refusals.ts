import { AppError } from "@/lib/domain/errors";

/** Wrong, replaced, run-out and used links are not told apart. */
export function setupLinkRefused(): AppError {
  return new AppError(
    "unauthenticated",
    "This set-up link is not valid. Restart the server to get a new one.",
  );
}

export function setupDone(): AppError {
  return new AppError("setup_done", "The first admin exists. Sign in instead.");
}
