import { ALL_CONTRACTS } from "@/lib/contracts/all-contracts";
import type { AnyContract } from "@/lib/contracts/contract";

/** What the reference shows on one page: the operations of one tag. */
export interface ApiArea {
  name: string;
  /** As in the page's address. */
  slug: string;
  contracts: readonly AnyContract[];
}

/** The areas in the order in which the contracts name them. */
export const API_AREAS: readonly ApiArea[] = [...new Set(ALL_CONTRACTS.map(({ tag }) => tag))].map(
  (name) => ({
    name,
    slug: name.toLowerCase().replace(/[^a-z]+/g, "-"),
    contracts: ALL_CONTRACTS.filter(({ tag }) => tag === name),
  }),
);
