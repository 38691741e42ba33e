import { AppError } from "@/lib/domain/errors";

export function tenantNotFound(): AppError {
  return new AppError("not_found", "There is no tenant with this id.");
}
