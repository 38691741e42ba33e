import { formatDuration } from "@/components/ui/format-duration";

/** A tenth of a second counts in a short span and is noise in a long one. */
export function shortDuration(seconds: number): string {
  return formatDuration(seconds, true);
}
