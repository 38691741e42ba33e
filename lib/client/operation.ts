import type { AnyContract } from "@/lib/contracts/contract";

/**
 * What the browser needs of a contract to call it: not its schemas, which would bring zod into every page. The type
 * keeps name, method and path equal to the contract's.
 */
export interface Operation<C extends AnyContract = AnyContract> {
  id: C["id"];
  method: C["method"];
  path: C["path"];
  /** Only a type: whose input and answer a call has. */
  contract?: C;
}

/** The contract that an operation calls. */
export type ContractOf<O> = O extends Operation<infer C> ? C : never;
