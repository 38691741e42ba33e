/** The common look of everything one types into or picks from. */
export const controlClasses =
  "w-full min-w-0 rounded border border-edge bg-panel text-base text-ink transition-colors duration-100 placeholder:text-ink-3 hover:border-ink-3 focus-visible:border-focus focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:bg-sunk disabled:text-ink-3 aria-invalid:border-bad read-only:not-[select]:bg-sunk";
