import { CONTRACT_FILES } from '../../packages/rollcall/src/contract/find.ts';

/** One entry of SchemaStore's catalog; form: https://json.schemastore.org/schema-catalog.json */
interface CatalogEntry {
  readonly name: string;
  readonly description: string;
  readonly fileMatch: readonly string[];
  readonly url: string;
}

/**
 * What SchemaStore's catalog is to hold, so that editors know a contract by its file's name. A contract that is a program has types instead.
 * @param version the package's; the address stays good for every version with the same form of contract, so only the first number of a
 *   release counts, and the second before 1.0
 */
export function describeCatalogEntry(version: string): CatalogEntry {
  const [major = '0', minor = '0'] = version.split('.');
  const line = major === '0' ? `0.${minor}` : major;
  return {
    name: 'Rollcall contract',
    description: 'Which service needs which names from its environment, and from which secret each is given',
    fileMatch: CONTRACT_FILES.filter((file) => /\.(ya?ml|json)$/.test(file)),
    url: `https://unpkg.com/rollcall@${line}/dist/schemas/contract.schema.json`,
  };
}
