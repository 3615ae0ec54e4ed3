import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployment } from '../../src/model/deployment.ts';
import type { Read } from '../../src/model/read.ts';
import { lineStarts, type Range, type Span } from '../../src/model/span.ts';
import type { TreeFacts } from '../../src/model/tree-facts.ts';
import type { Unresolved } from '../../src/model/unresolved.ts';

/**
 * A small tree, and all that linking it tells, one line for each fact, in any order:
 *
 *     deployment ID of SERVICE[ for ENVIRONMENT], MODE[ closing KINDS][, open], PLACE
 *     binding NAME <- secret ID@VERSION[, file][, conditional][, removed], deployment ID, PLACE
 *     binding NAME <- value, deployment ID, PLACE
 *     refusal FLAG[ of NAME][ (let through)], deployment ID, PLACE
 *     read NAME LEVEL WHEN[ only A,B by NAME][ except A,B by NAME][, group N], PLACE
 *     gap REASON[ of NAMES], PLACE
 *
 * A place is `path:line:column "text"`: the text from there to the place's end; of several lines, the first and the last with `…` between.
 */
export interface ReaderCase {
  /** Why the case is there. */
  readonly about: string;
  readonly files: Readonly<Record<string, string>>;
  readonly found: readonly string[];
}

/** The `.txt` cases of a reader's folder: file name → text. */
export function caseTexts(folder: string): ReadonlyMap<string, string> {
  const fixtures = join(folder, 'fixtures');
  const names = existsSync(fixtures) ? readdirSync(fixtures).filter((name) => name.endsWith('.txt')) : [];
  return new Map(names.sort().map((name) => [name, readFileSync(join(fixtures, name), 'utf8')]));
}

/** How many cases a reader's folder has, of either form, and how many of them are hostile. */
export function countCases(folder: string): { readonly cases: number; readonly hostile: number } {
  const fixtures = join(folder, 'fixtures');
  const names = existsSync(fixtures) ? readdirSync(fixtures) : [];
  return { cases: names.length, hostile: names.filter((name) => name.startsWith('hostile-')).length };
}

const SECTION = /^--- (?:file (\S+)(?: \(([\w, ]+)\))?|found)\n/gm;

/**
 * A case: what it is about, `--- file PATH` and its text for each file, then `--- found`. A file may be stated as `(crlf)` or
 * `(no final newline)`, since nobody sees these in the text.
 * @throws where the text is not of this form
 */
export function parseCase(text: string): ReaderCase {
  const sections = [...text.matchAll(SECTION)];
  const files: Record<string, string> = {};
  let found: readonly string[] | null = null;
  for (const [i, section] of sections.entries()) {
    const body = text.slice(section.index + section[0].length, sections[i + 1]?.index);
    if (section[1] === undefined) found = body.split('\n').filter((line) => line !== '');
    else files[section[1]] = asStated(body, section[2]?.split(', ') ?? []);
  }
  const about = text.slice(0, sections[0]?.index).trim();
  if (about === '' || !found) throw new Error('a case says what it is about, has files, and `--- found`');
  return { about, files, found };
}

function asStated(body: string, stated: readonly string[]): string {
  const ended = stated.includes('no final newline') ? body.replace(/\n$/, '') : body;
  return stated.includes('crlf') ? ended.replaceAll('\n', '\r\n') : ended;
}

/** What linking has told, as the lines of a case, sorted. */
export function linesOfFacts(facts: TreeFacts, files: ReaderCase['files']): readonly string[] {
  const place = (range: Range): string => placeOf(facts.span(range), files);
  return [
    ...facts.deployments.flatMap((deployment) => linesOfDeployment(deployment, place)),
    ...facts.reads.map((read) => lineOfRead(read, place)),
    ...facts.unresolved.map((gap) => lineOfGap(gap, place)),
  ].sort();
}

function linesOfDeployment(deployment: Deployment, place: (range: Range) => string): readonly string[] {
  const { id, service, environment, mode, open, closes, range, bindings, malformed = [] } = deployment;
  const whose = `${service ?? 'nobody'}${environment === null ? '' : ` for ${environment}`}`;
  const how = `${mode}${closes.length > 0 ? ` closing ${[...closes].sort().join(' and ')}` : ''}${open ? ', open' : ''}`;
  return [
    `deployment ${id} of ${whose}, ${how}, ${place(range)}`,
    ...bindings.map((binding) => {
      const { name, source, target, operation, conditional } = binding;
      const from = source.kind === 'secret' ? `secret ${secretOf(source)}` : 'value';
      const more = [
        ...(target === 'file' ? ['file'] : []),
        ...(conditional ? ['conditional'] : []),
        ...(operation === 'remove' || operation === 'clear' ? ['removed'] : []),
      ];
      return [`binding ${shown(name)} <- ${from}`, ...more, `deployment ${id}`, place(binding.range)].join(', ');
    }),
    ...malformed.map(({ flag, name, refused, range: at }) => {
      const of = name === null ? '' : ` of ${shown(name)}`;
      return `refusal ${flag}${of}${refused ? '' : ' (let through)'}, deployment ${id}, ${place(at)}`;
    }),
  ];
}

function secretOf({ project, secret, version }: Deployment['bindings'][number]['source'] & { kind: 'secret' }): string {
  return shown(`${project === null ? '' : `${project}/`}${secret}@${version}`);
}

/** On one line. */
function shown(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function lineOfRead(
  { name, level, when, only, except, by, group, range }: Read,
  place: (range: Range) => string,
): string {
  const words = [
    ...(only.length > 0 ? [`only ${only.join(',')}`] : []),
    ...(except.length > 0 ? [`except ${except.join(',')}`] : []),
    ...(by === null ? [] : [`by ${by}`]),
  ];
  const more = group === null ? [] : [`group ${group}`];
  return [[`read ${name} ${level} ${when}`, ...words].join(' '), ...more, place(range)].join(', ');
}

function lineOfGap({ reason, text, affects, span }: Unresolved, place: (range: Range) => string): string {
  const { names } = affects;
  const of = names === 'all' ? ' of all' : names.length > 0 ? ` of ${names.join(',')}` : '';
  return `gap ${reason}${of}, ${span ? place(span) : text}`;
}

function placeOf({ path, line, column, start, end }: Span, files: ReaderCase['files']): string {
  return `${path}:${line}:${column} ${JSON.stringify(shorten((files[path] ?? '').slice(start, end)))}`;
}

function shorten(text: string): string {
  const lines = text.trimEnd().split(/\r?\n/);
  const [first = ''] = lines;
  return lines.length === 1 ? first : `${first.trim()} … ${lines.at(-1)?.trim()}`;
}

/** Places of the expected lines at which the file does not have the text that they tell. */
export function wrongPlaces({ files, found }: ReaderCase): readonly string[] {
  return found.filter((line) => {
    const match = /(\S+):(\d+):(\d+) (".*")$/.exec(line);
    if (!match) return !/^gap [\w-]+(?: of all)?, \w/.test(line);
    const [, path = '', row = '', column = '', text = ''] = match;
    const file = files[path] ?? '';
    const at = (lineStarts(file)[Number(row) - 1] ?? Number.NaN) + Number(column) - 1;
    const [head = '', tail = ''] = String(JSON.parse(text)).split(' … ');
    return !file.startsWith(head, at) || !file.includes(tail, at);
  });
}
