/**
 * Splits a script at the semicolons that end statements, for migrations that must run outside a transaction (Postgres puts
 * several statements sent at once into one). Knows quotes, E-strings, dollar quotes and nested comments; not the
 * BEGIN ATOMIC bodies of SQL functions, which such a migration has no need of.
 */
export function splitStatements(script: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let hasCode = false;
  const finish = (end: number) => {
    if (hasCode) statements.push(script.slice(start, end).trim());
    start = end + 1;
    hasCode = false;
  };
  let at = 0;
  while (at < script.length) {
    const skippedTo = skipComment(script, at);
    if (skippedTo > at) {
      at = skippedTo;
      continue;
    }
    if (script[at] === ";") {
      finish(at);
      at++;
      continue;
    }
    if (!/\s/.test(script[at] ?? "")) hasCode = true;
    at = skipToken(script, at);
  }
  finish(script.length);
  return statements;
}

/** Position behind the comment that begins at `at`, or `at` if none does. */
function skipComment(script: string, at: number): number {
  if (script.startsWith("--", at)) {
    const end = script.indexOf("\n", at);
    return end === -1 ? script.length : end;
  }
  if (!script.startsWith("/*", at)) return at;
  let depth = 0;
  for (let i = at; i < script.length; i++) {
    if (script.startsWith("/*", i)) {
      depth++;
      i++;
    } else if (script.startsWith("*/", i)) {
      depth--;
      i++;
      if (depth === 0) return i + 1;
    }
  }
  return script.length;
}

/** Position behind the quoted text, word or single character at `at`. */
function skipToken(script: string, at: number): number {
  const rest = script.slice(at);
  const quoted = /^(?:[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*")/.exec(rest);
  if (quoted) return at + quoted[0].length;
  const tag = /^\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$/.exec(rest)?.[0];
  if (tag) {
    const end = script.indexOf(tag, at + tag.length);
    return end === -1 ? script.length : end + tag.length;
  }
  // A word is taken whole: a dollar inside a name opens no quote.
  const word = /^[A-Za-z_][A-Za-z0-9_$]*/.exec(rest);
  return at + (word?.[0].length ?? 1);
}
