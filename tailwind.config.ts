import type { Config } from "tailwindcss";

/**
 * The names of the design system. Values live in app/globals.css as CSS variables, once a theme, so a component never
 * needs a `dark:` variant. The palette replaces Tailwind's: a colour outside these names does not compile to anything.
 */
const tone = (name: string) => ({ DEFAULT: `var(--${name})`, bg: `var(--${name}-bg)` });

export default {
  content: ["./app/**/*.{ts,tsx}", "./components/**/*.{ts,tsx}"],
  darkMode: ["selector", '[data-theme="dark"]'],
  theme: {
    colors: {
      transparent: "transparent",
      current: "currentColor",
      inherit: "inherit",
      bg: "var(--bg)",
      panel: "var(--panel)",
      sunk: "var(--sunk)",
      hover: "var(--hover)",
      overlay: "var(--overlay)",
      line: { DEFAULT: "var(--line)", 2: "var(--line-2)" },
      edge: "var(--edge)",
      ink: { DEFAULT: "var(--ink)", 2: "var(--ink-2)", 3: "var(--ink-3)" },
      accent: {
        DEFAULT: "var(--accent)",
        ink: "var(--accent-ink)",
        soft: "var(--accent-soft)",
        hover: "var(--accent-hover)",
      },
      danger: { DEFAULT: "var(--danger)", ink: "var(--danger-ink)", hover: "var(--danger-hover)" },
      focus: "var(--focus)",
      shared: tone("shared"),
      dedicated: tone("dedicated"),
      premium: tone("premium"),
      ok: tone("ok"),
      run: tone("run"),
      wait: tone("wait"),
      bad: tone("bad"),
      off: tone("off"),
      admin: tone("admin"),
      side: {
        DEFAULT: "var(--side)",
        line: "var(--side-line)",
        ink: "var(--side-ink)",
        2: "var(--side-ink-2)",
        on: "var(--side-on)",
        mark: "var(--side-mark)",
      },
    },
    fontFamily: {
      sans: ["var(--font-geist-sans)", "Inter", "system-ui", "sans-serif"],
      mono: ["var(--font-geist-mono)", "JetBrains Mono", "ui-monospace", "monospace"],
    },
    fontSize: {
      "2xs": ["0.6875rem", { lineHeight: "1rem" }],
      xs: ["0.75rem", { lineHeight: "1rem" }],
      sm: ["0.8125rem", { lineHeight: "1.125rem" }],
      base: ["0.875rem", { lineHeight: "1.25rem" }],
      lg: ["1rem", { lineHeight: "1.5rem", letterSpacing: "-0.01em" }],
      xl: ["1.25rem", { lineHeight: "1.75rem", letterSpacing: "-0.015em" }],
      "2xl": ["1.625rem", { lineHeight: "1.875rem", letterSpacing: "-0.03em" }],
    },
    fontWeight: { normal: "400", medium: "540", semibold: "580", bold: "620" },
    borderRadius: {
      none: "0",
      xs: "3px",
      sm: "4px",
      DEFAULT: "6px",
      md: "6px",
      lg: "10px",
      full: "9999px",
    },
    boxShadow: {
      none: "none",
      card: "var(--shadow-card)",
      pop: "var(--shadow-pop)",
    },
    extend: {
      maxWidth: { page: "73.75rem", prose: "40rem" },
      spacing: { side: "14rem" },
      keyframes: {
        appear: { from: { opacity: "0" }, to: { opacity: "1" } },
        rise: {
          from: { opacity: "0", transform: "translateY(4px)" },
          to: { opacity: "1", transform: "none" },
        },
        breathe: { "0%, 100%": { opacity: "1" }, "50%": { opacity: "0.55" } },
        travel: { from: { transform: "translateX(-100%)" }, to: { transform: "translateX(350%)" } },
      },
      animation: {
        appear: "appear 120ms ease-out",
        rise: "rise 140ms ease-out",
        skeleton: "appear 120ms ease-out 200ms both, breathe 1.6s ease-in-out 320ms infinite",
        travel: "travel 1.4s ease-in-out infinite",
        turn: "spin 1s linear infinite",
      },
    },
  },
} satisfies Config;
