import { Readable } from "node:stream";
import type { ApiRequest } from "@/lib/auth/api-request";
import { AppError } from "@/lib/domain/errors";

/** The length that the caller declares; 0 when it declares none, or something that is none. */
export function declaredBytesOf(request: ApiRequest): number {
  const declared = Number(request.headers.get("content-length") ?? "0");
  return Number.isSafeInteger(declared) ? Math.max(declared, 0) : 0;
}

/** Reads at most `bytesMax` bytes; 413 as soon as the declared or the true length passes it, without reading on. */
export async function readBody(request: ApiRequest, bytesMax: number): Promise<Buffer> {
  if (declaredBytesOf(request) > bytesMax) throw tooLarge(bytesMax);
  if (request.body === null) return Buffer.alloc(0);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of partsOf(request.body)) {
    size += part.byteLength;
    if (size > bytesMax) throw tooLarge(bytesMax);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The rest is left alone when reading stops: to cancel it would close the connection that a refusal goes out on. */
function partsOf(body: NonNullable<ApiRequest["body"]>): AsyncIterable<Uint8Array> {
  return body instanceof Readable
    ? body.iterator({ destroyOnReturn: false })
    : body.values({ preventCancel: true });
}

function tooLarge(bytesMax: number): AppError {
  return new AppError("payload_too_large", `The body may have at most ${bytesMax} bytes.`, {
    members: { limit_bytes: bytesMax },
  });
}
