import { buildOpenApi, type OpenApiDocument } from "@/lib/contracts/openapi";
import { PROBLEMS } from "@/lib/http/problem";

let built: OpenApiDocument | null = null;

/** The OpenAPI document of this server, made once: it depends on nothing but the code. */
export function apiDescription(): OpenApiDocument {
  built ??= buildOpenApi(PROBLEMS);
  return built;
}
