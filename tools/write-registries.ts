import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Registry {
  /** Folder of the source whose parts are listed. */
  readonly folder: string;
  readonly exported: string;
  readonly type: string;
  readonly typeFrom: string;
  /** What a part exports, and from where, seen from the registry. */
  readonly parts: readonly { readonly imported: string; readonly local: string; readonly from: string }[];
}

/** The text of each registry: path in the repository → text. */
export function writeRegistries(source: string): Map<string, string> {
  const registries: readonly Registry[] = [
    {
      folder: 'rules',
      exported: 'rules',
      type: 'Rule',
      typeFrom: './rule.ts',
      parts: findRules(join(source, 'rules')),
    },
    {
      folder: 'languages',
      exported: 'languages',
      type: 'Language',
      typeFrom: '../program/program.ts',
      parts: findFolders(join(source, 'languages')),
    },
  ];
  return new Map([
    ...registries
      .filter(({ parts }) => parts.length > 0)
      .map(
        (registry) =>
          [`packages/rollcall/src/${registry.folder}/registry.generated.ts`, writeRegistry(registry)] as const,
      ),
    ['packages/rollcall/src/readers.generated.ts', writeReaders(source)],
  ]);
}

/** Every folder that states itself by `meta`. */
function writeReaders(source: string): string {
  const folders = ['formats', 'carriers', 'languages'].flatMap((kind) =>
    list(join(source, kind))
      .filter((name) => existsSync(join(source, kind, name, 'index.ts')))
      .map((name) => ({ folder: `${kind}/${name}`, local: toCamelCase(name) })),
  );
  const imports = folders.map(({ folder, local }) => `import { meta as ${local} } from './${folder}/index.ts';\n`);
  const entries = folders.map(({ folder, local }) => `  { folder: '${folder}', meta: ${local} },\n`);
  return `// Written by \`npm run generate\` from what lies in formats/, carriers/ and languages/.
${imports.sort().join('')}import type { ReaderMeta } from './model/reader.ts';

/** Every folder of them, with what it says of itself. */
export const readers: readonly { readonly folder: string; readonly meta: ReaderMeta }[] = [
${entries.join('')}];
`;
}

function writeRegistry({ folder, exported, type, typeFrom, parts }: Registry): string {
  const names = parts.map(({ local }) => `  ${local},\n`).join('');
  const imports = parts.map(({ imported, local, from }) => {
    const binding = imported === local ? local : `${imported} as ${local}`;
    return `import { ${binding} } from '${from}';\n`;
  });
  return `// Written by \`npm run generate\` from what lies in this folder.
import type { ${type} } from '${typeFrom}';
${imports.join('')}
/** Every one of ${folder}/, by name. */
export const ${exported}: readonly ${type}[] = [
${names}];
`;
}

/** Files that export `rule`. */
function findRules(folder: string): Registry['parts'] {
  return list(folder)
    .filter((name) => name.endsWith('.ts') && /^export const rule\b/m.test(readFileSync(join(folder, name), 'utf8')))
    .map((name) => ({ imported: 'rule', local: toCamelCase(name.slice(0, -'.ts'.length)), from: `./${name}` }));
}

/** Folders with an index.ts, which exports one object with the folder's name. */
function findFolders(folder: string): Registry['parts'] {
  return list(folder)
    .filter((name) => existsSync(join(folder, name, 'index.ts')))
    .map((name) => ({ imported: toCamelCase(name), local: toCamelCase(name), from: `./${name}/index.ts` }));
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function toCamelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
