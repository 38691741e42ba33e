import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

/** Joins class names; where two set the same property the later one wins, so a caller can override a component's own. */
export function cn(...inputs: ClassValue[]): string {
  return twMerge(clsx(inputs));
}
