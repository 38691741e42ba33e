/** Reads the admin forms: what a person typed, as the API wants it. What is wrong in it is the server's to say. */

export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** Undefined for an empty field, so that the default applies. */
export function optionalTextOf(form: FormData, name: string): string | undefined {
  return textOf(form, name) || undefined;
}

export function numberOf(form: FormData, name: string): number {
  return Number(textOf(form, name));
}

/** "nmap, sslscan" or one a line: the words. */
export function wordsOf(form: FormData, name: string): string[] {
  return splitWords(textOf(form, name));
}

export function splitWords(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))];
}

/** "rack=7" a line: the labels. A line without "=" is a label without a value. */
export function labelsOf(form: FormData, name: string): Record<string, string> {
  return parseLabels(textOf(form, name));
}

export function parseLabels(text: string): Record<string, string> {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf("=");
      return at < 0 ? [line, ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

export function labelLines(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join("\n");
}
