import { AppError } from "@/lib/domain/errors";

export function agentNotFound(): AppError {
  return new AppError("not_found", "There is no agent with this id.");
}

export function agentNameTaken(name: string): AppError {
  return new AppError("name_taken", `Another agent is called ${name}. Choose a different name.`, {
    errors: [{ pointer: "/name", message: "is taken by another agent" }],
  });
}
