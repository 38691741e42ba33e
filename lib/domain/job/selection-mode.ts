/** Whose agents may run a job: the platform's, the tenant's own, its own before the platform's, or whichever is free. */
export const SELECTION_MODES = ["platform_only", "tenant_only", "tenant_first", "any"] as const;
export type SelectionMode = (typeof SELECTION_MODES)[number];

export function isSelectionMode(text: string): text is SelectionMode {
  return (SELECTION_MODES as readonly string[]).includes(text);
}
