import { AppError } from "@/lib/domain/errors";

export function userNotFound(): AppError {
  return new AppError("not_found", "There is no person with this id.");
}
