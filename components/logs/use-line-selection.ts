import { useEffect, useState } from "react";
import {
  extendLineRange,
  formatLineRange,
  type LineRange,
  parseLineRange,
} from "@/components/logs/line-range";

/** The lines that the address points at (`#L10-L20`), and the way to point at others. */
export function useLineSelection(): [LineRange | null, (number: number, shift: boolean) => void] {
  const [range, setRange] = useState<LineRange | null>(null);
  useEffect(() => {
    const read = () => setRange(parseLineRange(window.location.hash));
    read();
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, []);
  function select(number: number, shift: boolean) {
    const next = extendLineRange(range, number, shift);
    setRange(next);
    // Keeps the router's own state in the entry; an address without it would reload on "back".
    window.history.replaceState(window.history.state, "", formatLineRange(next));
  }
  return [range, select];
}
