const BASE = "http://own.invalid";

/**
 * A place of our own to go to after sign-in: path, query and fragment of `target` if, read as a browser reads it, it
 * stays on this origin; "/" for everything else. `target` may be absolute when it is on `ownOrigin`.
 */
export function safePath(target: string | null | undefined, ownOrigin?: string): string {
  if (!target) return "/";
  // Browsers drop tabs and line breaks and read "\" as "/": whatever needs them is not an address of ours.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused
  if (/[\u0000-\u0020\\\u007f]/.test(target)) return "/";
  const isPath = target.startsWith("/") && !target.startsWith("//");
  try {
    const url = new URL(target, BASE);
    if (url.origin !== (isPath ? BASE : ownOrigin)) return "/";
    const path = url.pathname + url.search + url.hash;
    // "/.//evil" resolves to the path "//evil", and encoded slashes may be decoded further down the road.
    return /^\/(\/|%2f|%5c)/i.test(path) ? "/" : path;
  } catch {
    return "/";
  }
}
