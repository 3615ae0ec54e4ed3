import { extractCloudRunYaml, mentionsCloudRun } from '../formats/cloud-run-yaml/index.ts';
import type { Command } from '../model/command.ts';
import type { DeploymentFact } from '../model/deployment.ts';
import type { Range } from '../model/span.ts';
import type { Text } from '../model/text.ts';
import type { Gap } from '../model/unresolved.ts';
import type { ReadText } from './found.ts';
import { writtenFile } from './named-files.ts';

interface WrittenManifest {
  readonly deployments: readonly DeploymentFact[];
  readonly gaps: readonly Gap[];
}

const NOTHING: WrittenManifest = { deployments: [], gaps: [] };
const LONGEST = 100_000;
/** No file is called so. */
const LAID = '\u0000laid';

/**
 * What the manifest says that a script wrote before the command that names it; null where that is not known. What was made of a manifest of
 * the tree, by `envsubst` or `sed`, is read as that one.
 */
export function readWrittenManifest(command: Command, name: Text, readText: ReadText): WrittenManifest | null {
  const text = writtenFile(command, name)?.text;
  if (!text) return null;
  const origin = text.find(({ range }) => range !== null && range.path !== command.range.path)?.range?.path;
  if (origin !== undefined && /\.(ya?ml|json|tmpl|tpl)$/.test(origin) && mentionsCloudRun(readText(origin) ?? ''))
    return NOTHING;
  const laid = lay(text);
  if (laid.chars.length > LONGEST) return null;
  const read = extractCloudRunYaml({ path: LAID, text: laid.chars });
  if (read.deployments.length === 0) return null;
  return withPlaces(read, (start, end) => placeIn(laid, start, end) ?? command.range);
}

interface Laid {
  readonly chars: string;
  readonly pieces: readonly {
    readonly start: number;
    readonly end: number;
    readonly range: Range;
    readonly exact: boolean;
  }[];
}

/** A text as one string, in which what run time fills stands as a manifest writes it. */
function lay(text: Text): Laid {
  let chars = '';
  const pieces: Laid['pieces'][number][] = [];
  for (const piece of text) {
    const start = chars.length;
    chars += piece.kind === 'text' ? piece.text : substitution(piece.written);
    if (piece.range)
      pieces.push({ start, end: chars.length, range: piece.range, exact: piece.kind === 'text' && piece.exact });
  }
  return { chars, pieces };
}

function substitution(written: string): string {
  const name = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(written)?.[1];
  return name === undefined ? '{{ … }}' : `\${${name}}`;
}

/** The place in the sources of a part of the string; null: nothing of it stands in one. */
function placeIn({ pieces }: Laid, start: number, end: number): Range | null {
  const touched = pieces.filter((piece) => piece.start <= end && piece.end >= start);
  const inside = touched.filter((piece) => piece.start < end && piece.end > start);
  const [first] = inside.length > 0 ? inside : touched;
  const last = (inside.length > 0 ? inside : touched).findLast(({ range }) => range.path === first?.range.path);
  if (!first || !last) return null;
  const from = first.exact ? first.range.start + Math.max(start - first.start, 0) : first.range.start;
  const to = last.exact ? last.range.start + Math.min(end, last.end) - last.start : last.range.end;
  return { path: first.range.path, start: Math.min(from, to), end: Math.max(from, to) };
}

/** The same facts with each place in the laid text as the one that it comes from. */
function withPlaces<T>(facts: T, placeOf: (start: number, end: number) => Range): T {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    if (isLaid(value)) return placeOf(value.start, value.end);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one)]));
  };
  return walk(facts) as T;
}

function isLaid(value: object): value is Range {
  return 'path' in value && value.path === LAID && 'start' in value && 'end' in value;
}
