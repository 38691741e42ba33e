import { cva, type VariantProps } from "class-variance-authority";

export const buttonVariants = cva(
  "inline-flex select-none items-center justify-center gap-2 whitespace-nowrap rounded border font-medium transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "border-accent bg-accent text-accent-ink hover:border-accent-hover hover:bg-accent-hover",
        default: "border-line-2 bg-panel text-ink hover:bg-hover",
        quiet: "border-transparent bg-transparent text-ink-2 hover:bg-hover hover:text-ink",
        danger: "border-danger bg-danger text-danger-ink hover:border-danger-hover hover:bg-danger-hover",
      },
      size: {
        sm: "min-h-7 px-2.5 py-1 text-xs",
        md: "min-h-8 px-3 py-1.5 text-sm",
        lg: "min-h-10 px-4 py-2 text-base",
      },
    },
    defaultVariants: { variant: "default", size: "md" },
  },
);

export type ButtonVariants = VariantProps<typeof buttonVariants>;
