/** JSON values and places in them, for tests that change one place of a valid body. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

export interface Place {
  path: readonly (string | number)[];
  pointer: string;
  value: Json;
}

/** Every value in `json`, itself first. */
export function* places(json: Json, path: readonly (string | number)[] = []): Generator<Place> {
  yield { path, pointer: path.map((part) => `/${escapePart(String(part))}`).join(""), value: json };
  if (typeof json !== "object" || json === null) return;
  const parts = Array.isArray(json) ? [...json.keys()] : Object.keys(json);
  for (const part of parts)
    yield* places((json as Record<string | number, Json>)[part] ?? null, [...path, part]);
}

/** A copy of `json` with `value` at `path`. Also names such as `__proto__` become own members. */
export function withValueAt(json: Json, path: readonly (string | number)[], value: Json): Json {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  const copy = (Array.isArray(json) ? [...json] : { ...(json as object) }) as Record<string | number, Json>;
  const inner = Object.hasOwn(copy, part) ? (copy[part] ?? null) : null;
  Object.defineProperty(copy, part, {
    value: withValueAt(inner, rest, value),
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy as Json;
}

function escapePart(part: string): string {
  return part.replaceAll("~", "~0").replaceAll("/", "~1");
}
