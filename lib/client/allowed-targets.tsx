"use client";

import { createContext, type ReactNode, use } from "react";

const AllowedTargetsContext = createContext<readonly string[]>([]);

export function AllowedTargetsProvider({
  cidrs,
  children,
}: {
  cidrs: readonly string[];
  children: ReactNode;
}) {
  return <AllowedTargetsContext value={cidrs}>{children}</AllowedTargetsContext>;
}

/** The private ranges that the server takes scans of, for the commands that start an agent. */
export function useAllowedTargets(): readonly string[] {
  return use(AllowedTargetsContext);
}
