import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import ts from 'typescript';
import type { Layers } from './load-layers.ts';

interface Import {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** A layer as it stands in `layers.json`, and the folder of the source that it is here. */
interface Place {
  readonly rule: string;
  readonly folder: string;
}

const opening = /^(?:node:)?(?:fs|child_process|net|http|https|worker_threads)(?:\/|$)/;

/** What in the source below `repository` goes against the layers, one line each: file, import, and what is allowed. */
export function checkLayers(repository: string, all: Layers): string[] {
  return [...findCycles(all), ...checkSource(repository, all)];
}

function checkSource(repository: string, all: Layers): string[] {
  const root = join(repository, all.root);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .sort();
  return files.flatMap((file) => {
    const place = placeOf(file, all);
    if (!place) return [`${all.root}/${file}: its folder is not listed in ${all.file}`];
    return readImports(join(root, file), file).flatMap((found) => checkImport(found, place, all));
  });
}

function checkImport(found: Import, place: Place, all: Layers): string[] {
  const where = `${all.root}/${found.file}:${found.line}`;
  const own = all.layers.get(place.rule);
  if (!own) return [];
  if (!found.specifier.startsWith('.')) {
    return opening.test(found.specifier) && !own.opens
      ? [`${where}: ${place.folder} imports '${found.specifier}', but it may not open files, processes or connections`]
      : [];
  }
  const target = posix.normalize(posix.join(posix.dirname(found.file), found.specifier));
  if (target.startsWith('../')) return [];
  const to = placeOf(target, all);
  if (!to) return [`${where}: imports '${found.specifier}', whose folder is not listed in ${all.file}`];
  if (to.folder === place.folder || own.imports.includes(to.rule)) return [];
  if (found.typeOnly && own.types.includes(to.rule)) return [];
  const typesOnly = own.types.includes(to.rule) ? ' other than types' : '';
  return [`${where}: ${place.folder} imports '${found.specifier}' (${to.folder})${typesOnly}; ${describe(own)}`];
}

function describe(own: { readonly imports: readonly string[]; readonly types: readonly string[] }): string {
  const allowed = own.imports.length > 0 ? own.imports.join(', ') : 'nothing';
  return own.types.length > 0 ? `allowed: ${allowed}; types of: ${own.types.join(', ')}` : `allowed: ${allowed}`;
}

function placeOf(file: string, all: Layers): Place | null {
  const [first = '', second = '', ...deeper] = file.split('/');
  const folder = deeper.length > 0 ? `${first}/${second}` : first;
  const names = [file, folder, `${first}/*`, first].filter((name) => name !== `${first}/*` || deeper.length > 0);
  const rule = names.find((name) => all.layers.has(name));
  if (rule === undefined) return null;
  return { rule, folder: rule === `${first}/*` ? folder : rule };
}

function readImports(path: string, file: string): Import[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, false);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const mention = readMention(node);
    if (mention)
      found.push({ ...mention, file, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function readMention(node: ts.Node): { specifier: string; typeOnly: boolean } | null {
  if (ts.isImportDeclaration(node)) return mention(node.moduleSpecifier, node.importClause?.isTypeOnly ?? false);
  if (ts.isExportDeclaration(node)) return mention(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return mention(node.argument.literal, true);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return mention(node.arguments[0], false);
  return null;
}

function mention(specifier: ts.Node | undefined, typeOnly: boolean): { specifier: string; typeOnly: boolean } | null {
  return specifier && ts.isStringLiteralLike(specifier) ? { specifier: specifier.text, typeOnly } : null;
}

/** Circles among the layers, two-way pairs included: `layers.json` itself must be a direction. */
function findCycles(all: Layers): string[] {
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (name: string, trail: readonly string[]): void => {
    if (trail.includes(name))
      cycles.push(`${all.file}: ${[...trail.slice(trail.indexOf(name)), name].join(' → ')} is a circle`);
    if (trail.includes(name) || done.has(name)) return;
    const layer = all.layers.get(name);
    for (const next of [...(layer?.imports ?? []), ...(layer?.types ?? [])]) walk(next, [...trail, name]);
    done.add(name);
  };
  for (const name of all.layers.keys()) walk(name, []);
  return cycles;
}
