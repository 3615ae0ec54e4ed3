import type { LocatedContract } from '../../src/contract/contract.ts';
import { loadContract } from '../../src/contract/load.ts';

/** A contract from its YAML; a contract that is wrong fails the test that wrote it. */
export function contract(yaml: string): LocatedContract {
  const result = loadContract({ path: 'rollcall.yaml', text: `version: 1\n${yaml}` });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.located;
}
