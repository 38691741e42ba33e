import { AppError } from "@/lib/domain/errors";

/** The length that the caller declares; 0 when it declares none, or something that is none. */
export function declaredBytesOf(request: Request): number {
  const declared = Number(request.headers.get("content-length") ?? "0");
  return Number.isSafeInteger(declared) ? Math.max(declared, 0) : 0;
}

/** Reads at most `bytesMax` bytes; 413 as soon as the declared or the true length passes it, without reading on. */
export async function readBody(request: Request, bytesMax: number): Promise<Buffer> {
  if (declaredBytesOf(request) > bytesMax) throw tooLarge(bytesMax);
  if (request.body === null) return Buffer.alloc(0);
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(parts);
    size += value.byteLength;
    // The rest is left alone: to cancel it would close the connection that the refusal goes out on.
    if (size > bytesMax) throw tooLarge(bytesMax);
    parts.push(value);
  }
}

function tooLarge(bytesMax: number): AppError {
  return new AppError("payload_too_large", `The body may have at most ${bytesMax} bytes.`, {
    members: { limit_bytes: bytesMax },
  });
}
