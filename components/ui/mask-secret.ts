/** Keeps the first six characters, by which its owner knows a key, and hides the rest behind a fixed number of dots. */
export function maskSecret(secret: string): string {
  const kept = secret.length > 12 ? secret.slice(0, 6) : "";
  return `${kept}${"•".repeat(12)}`;
}
