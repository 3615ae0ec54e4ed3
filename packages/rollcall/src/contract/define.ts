import type { ContractInput } from './schema.ts';

/** Gives an editor the contract's types in `rollcall.config.ts`: `export default defineContract({ version: 1, … })`. */
export function defineContract<const C extends ContractInput>(contract: C): C {
  return contract;
}
