import type { UnitText } from '../program/program.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { isGoPackage } from './go-paths.ts';
import { folderOf, isForeign, isTest } from './paths.ts';
import { perText } from './per-text.ts';
import { languageOf } from './program.ts';

interface Files {
  readonly tree: SourceTree;
  text(path: string): string | null;
}

/**
 * The file in a folder that a function of Go's framework is in, by its entry point: the registered name, or the function's own.
 * https://cloud.google.com/functions/docs/writing#entry-point
 */
export function goFunctionFile({ tree, text }: Files, folder: string, entryPoint: string): string | null {
  const own = [...tree.files.keys()].filter(
    (path) => folderOf(path) === folder && path.endsWith('.go') && !isTest(path) && !isForeign(path),
  );
  const registers = new RegExp(`functions\\.\\w+\\(\\s*"${escapePattern(entryPoint)}"`);
  const defines = new RegExp(`^func\\s+${escapePattern(entryPoint)}\\s*\\(`, 'm');
  return [registers, defines].map((one) => own.find((path) => one.test(text(path) ?? ''))).find(Boolean) ?? null;
}

function escapePattern(word: string): string {
  return word.replace(/[^\w]/g, '\\$&');
}

/** Registrations with Go's framework of functions, of which one is served. */
const REGISTRATION =
  /functions\.(?:HTTP|CloudEvent|Typed|HTTPWithErr|RegisterHTTPFunction\w*)\(\s*"([^"]*)"\s*,\s*([\w.]+)\s*\)/g;

/** Methods that the language or its library calls, whoever names them. */
const CALLED_ANYHOW =
  /^(String|GoString|Error|Unwrap|Is|As|ServeHTTP|RoundTrip|MarshalJSON|UnmarshalJSON|MarshalText|UnmarshalText|Scan|Value|Read|Write|Close|Len|Less|Swap)$/;

/** One declaration of a package, and what it names. */
interface Declared {
  readonly path: string;
  readonly unit: UnitText;
  /** Words that no selector stands before. */
  readonly words: ReadonlySet<string>;
  readonly selected: ReadonlySet<string>;
  /** `package.Name`. */
  readonly qualified: readonly (readonly [string, string])[];
}

/**
 * Whether a place in a program's files is in a declaration that an entry point comes by: through names, so that what is called through
 * a value or an interface counts as well. What runs when its package is loaded counts always, but for what registers other functions.
 * @param resolve where an import leads
 */
export function reachedFromFunction(
  entryPoint: string,
  entry: string,
  paths: readonly string[],
  file: (path: string) => ReturnType<SourceTree['text']>,
  resolve: (from: string, module: string) => string | null,
): (path: string, offset: number) => boolean {
  const all = paths.filter((path) => path.endsWith('.go')).flatMap((path) => declaredIn(path, file(path)) ?? []);
  const byName = new Map<string, Declared[]>();
  const byMethod = new Map<string, Declared[]>();
  const add = (map: Map<string, Declared[]>, key: string, one: Declared): void => {
    map.set(key, [...(map.get(key) ?? []), one]);
  };
  for (const one of all) {
    const [type = '', method] = (one.unit.defines ?? '').split('.');
    if (method !== undefined) add(byMethod, method, one);
    if (method !== undefined && CALLED_ANYHOW.test(method)) add(byName, `${folderOf(one.path)} ${type}`, one);
    if (method === undefined && type !== '') add(byName, `${folderOf(one.path)} ${type}`, one);
    for (const name of one.unit.binds ?? []) add(byName, `${folderOf(one.path)} ${name}`, one);
  }
  const live = new Set(all.filter(({ unit }) => runsAtLoad(unit)));
  for (const one of byName.get(`${folderOf(entry)} ${targetOf(entryPoint, entry, file)}`) ?? []) live.add(one);
  for (const one of live) {
    const folders = importsOf(one.path, file(one.path), resolve);
    const others = isRegistering(one) ? othersIn(one.unit.text, entryPoint) : NONE;
    const called = [
      ...[...one.words]
        .filter((word) => !others.has(word))
        .flatMap((word) => byName.get(`${folderOf(one.path)} ${word}`) ?? []),
      ...one.qualified
        .filter(([left, name]) => !others.has(`${left}.${name}`))
        .flatMap(([left, name]) => {
          const folder = folders.get(left);
          return folder === undefined ? (byMethod.get(name) ?? []) : (byName.get(`${folder} ${name}`) ?? []);
        }),
      ...[...one.selected].flatMap((name) => byMethod.get(name) ?? []),
    ];
    for (const next of called) live.add(next);
  }
  return (path, offset) => {
    const own = all.find((one) => one.path === path && one.unit.start <= offset && offset < one.unit.end);
    return own === undefined || live.has(own);
  };
}

const NONE: ReadonlySet<string> = new Set();

/** The package clause, `init`, and variables that a call makes. */
function runsAtLoad({ sort, text, binds }: UnitText): boolean {
  if (sort !== 'statements') return false;
  const isFunction = /^var\s+[^(\n]*=\s*func\b/.test(text) && !/\}\s*\([^()]*\)\s*$/.test(text);
  return (binds ?? []).length === 0 || (!isFunction && /=[\s\S]*\(/.test(text));
}

function isRegistering({ unit }: Declared): boolean {
  return unit.text.includes('functions.');
}

function othersIn(text: string, entryPoint: string): ReadonlySet<string> {
  const found = [...text.matchAll(REGISTRATION)].filter(([, name]) => name !== entryPoint);
  return new Set(found.map(([, , handler = '']) => handler));
}

/** The function that is registered under a name, which may be called otherwise. */
function targetOf(entryPoint: string, entry: string, file: (path: string) => ReturnType<SourceTree['text']>): string {
  const text = file(entry);
  const found = text?.ok ? [...text.text.matchAll(REGISTRATION)].find(([, name]) => name === entryPoint) : undefined;
  return found?.[2] ?? entryPoint;
}

const declaredIn = perText((path, text): readonly Declared[] =>
  (languageOf(path)?.cut(text, path) ?? []).map((unit) => ({ path, unit, ...namesIn(unit.text) })),
);

function namesIn(text: string): Pick<Declared, 'words' | 'selected' | 'qualified'> {
  const code = text
    .replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
    .replace(/"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'/g, '""');
  const words = new Set<string>();
  const selected = new Set<string>();
  const qualified: (readonly [string, string])[] = [];
  for (const match of code.matchAll(
    /(?<![\w.])([\p{L}_][\p{L}\w]*)(?:\s*\.\s*([\p{L}_][\p{L}\w]*))?|\.\s*([\p{L}_][\p{L}\w]*)/gu,
  )) {
    const [, first, second, alone] = match;
    if (first !== undefined) words.add(first);
    if (first !== undefined && second !== undefined) qualified.push([first, second]);
    if (alone !== undefined) selected.add(alone);
  }
  return { words, selected, qualified };
}

/** What a file calls the packages that it imports, and the folders that these are; null: one of others. */
function importsOf(
  path: string,
  file: ReturnType<SourceTree['text']>,
  resolve: (from: string, module: string) => string | null,
): ReadonlyMap<string, string | null> {
  const out = new Map<string, string | null>();
  for (const [name, module] of importedBy(path, file) ?? []) {
    const target = resolve(path, module);
    out.set(name, target !== null && isGoPackage(target) ? folderOf(target) : null);
  }
  return out;
}

const importedBy = perText((path, text): readonly (readonly [string, string])[] =>
  (languageOf(path)?.imports(text) ?? []).map(({ module, start }) => {
    const alias = /([\p{L}_][\p{L}\w]*)\s*["`]$/u.exec(text.slice(Math.max(0, start - 80), start))?.[1];
    const named = alias !== undefined && alias !== 'import' ? alias : null;
    return [
      named ??
        module
          .replace(/\/v\d+$/, '')
          .split('/')
          .at(-1) ??
        '',
      module,
    ] as const;
  }),
);
