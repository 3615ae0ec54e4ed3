import { keyOfNames, type RootNeeds } from '../evaluate/needs.ts';
import type { Refusal } from '../evaluate/refused-names.ts';
import { type Root, rootsOf } from '../evaluate/roots.ts';
import { OTHER } from '../evaluate/run.ts';
import type { ReadEvent } from '../evaluate/value.ts';
import type { Level, Read, When } from '../model/read.ts';
import type { Range } from '../model/span.ts';
import type { LanguageId, UnitText } from '../program/program.ts';
import type { LinkedProgram } from './program.ts';
import type { StoredNeeds } from './stored-needs.ts';

/** What the code of one module reads, root by root; the same for every service that reaches it. */
export type ModuleNeeds = readonly RootNeeds[];

/** The functions of a module that are looked at by themselves; the starts come later, when it is known what the functions refuse. */
export function functionRoots(program: LinkedProgram, path: string, stored: StoredNeeds | null): readonly Root[] {
  return rootsIn(program, path, stored).filter((root) => !root.starts);
}

/** What a module does when it is loaded, and its functions that frameworks call at the start. */
export function startRoots(program: LinkedProgram, path: string, stored: StoredNeeds | null): readonly Root[] {
  if (!mayRead(program, path)) return [];
  const top: Root = { path, names: [], starts: program.main.has(path) };
  return [top, ...rootsIn(program, path, stored).filter((root) => root.starts)];
}

/** The functions of a module that can be run on their own; of one without words of the environment: none. */
export function rootsIn(program: LinkedProgram, path: string, stored: StoredNeeds | null): readonly Root[] {
  if (!mayRead(program, path)) return [];
  const units = program.units(path);
  let roots = rootsOfUnits.get(units);
  if (!roots) {
    roots = stored?.recallRoots(path, program) ?? rootsOf(program, path);
    rootsOfUnits.set(units, roots);
  }
  return roots;
}

/** Roots of files by their units, which are the same object as long as the file's text is held. */
const rootsOfUnits = new WeakMap<readonly UnitText[], readonly Root[]>();

/** What an entry calls may read, whatever words it holds itself. */
function mayRead(program: LinkedProgram, path: string): boolean {
  return program.main.has(path) || program.holdsWords(path);
}

interface Place {
  readonly event: ReadEvent;
  readonly needs: RootNeeds[];
  readonly refusals: { readonly refusal: Refusal; readonly needs: RootNeeds }[];
  otherwise: ReadEvent['otherwise'];
  tested: boolean;
  placeholder: boolean;
}

/** The reads of one service: for every place and name, the level it has in the worst of the roots that come by. */
export function readsOf(
  service: string,
  needs: Iterable<ModuleNeeds>,
  languageOf: (path: string) => LanguageId,
): readonly Read[] {
  const places = new Map<string, Place>();
  const all = [...needs].flat();
  for (const root of all) {
    for (const event of root.reads) noteEvent(places, event, root);
  }
  for (const root of all) for (const refusal of root.refusals) noteRefusal(places, refusal, root);
  return [...places.values()].flatMap((place) => readAt(service, place, languageOf(place.event.path)));
}

function keyOf(event: ReadEvent): string {
  return `${event.path}:${event.range.start}:${event.name}`;
}

function noteEvent(places: Map<string, Place>, event: ReadEvent, root: RootNeeds): void {
  const key = keyOf(event);
  const place = places.get(key);
  const { otherwise, tested, placeholder = false } = event;
  if (!place) places.set(key, { event, needs: [root], refusals: [], otherwise, tested, placeholder });
  else {
    place.needs.push(root);
    place.tested ||= tested;
    if (otherwise === 'value')
      place.placeholder = place.otherwise === 'value' ? place.placeholder && placeholder : placeholder;
    if (event.otherwise !== 'none' && place.otherwise !== 'value') place.otherwise = event.otherwise;
  }
}

function noteRefusal(places: Map<string, Place>, refusal: Refusal, needs: RootNeeds): void {
  for (const event of needs.reads) {
    if (!refusal.names.includes(event.name)) continue;
    places.get(keyOf(event))?.refusals.push({ refusal, needs });
  }
}

const RANK: readonly When[] = ['unknown', 'build', 'use', 'start', 'import'];

/**
 * Names that bundlers put in when they build, where the code writes them out. https://nextjs.org/docs/app/guides/environment-variables
 * https://create-react-app.dev/docs/adding-custom-environment-variables https://docs.expo.dev/guides/environment-variables
 */
const PUBLIC_NAME = /^(NEXT_PUBLIC|REACT_APP|EXPO_PUBLIC|GATSBY)_/;

function isBuilt({ idiom, name }: ReadEvent): boolean {
  return idiom.startsWith('import.meta.env') || (idiom === 'process.env' && PUBLIC_NAME.test(name));
}

function whenOf(event: ReadEvent, { refusal, needs }: Place['refusals'][number]): When {
  if (isBuilt(event)) return 'build';
  if (refusal.deferred) return 'use';
  if (needs.root.starts) return 'start';
  return needs.root.names.length === 0 ? 'import' : 'use';
}

function readAt(service: string, place: Place, language: LanguageId): readonly Read[] {
  const { event } = place;
  const groups = new Map<string, Place['refusals']>();
  for (const entry of place.refusals.filter((one) => !copedWith(place, one))) {
    const group = entry.refusal.names.length > 1 ? keyOfNames(entry.refusal.names) : '';
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
  // What is required by itself is not made an alternative by another root.
  const kept = withoutWeaker(groups);
  if (kept.length === 0)
    return [
      {
        ...base(service, event, language),
        level: levelOf(place),
        ...(levelOf(place) === 'hollow' && place.placeholder ? { placeholder: true } : {}),
        only: [],
        except: [],
        by: null,
        when: plainWhen(place),
        group: null,
        refusal: null,
      },
    ];
  return kept.map(([group, found]) => {
    const anyway = found.filter(({ refusal }) => !refusal.where);
    const refusals = anyway.length > 0 ? anyway : found;
    const when = refusals
      .map((one) => whenOf(event, one))
      .reduce((a, b) => (RANK.indexOf(a) >= RANK.indexOf(b) ? a : b));
    const words = wordsOf(refusals);
    const at: Range | null = refusals.find(({ refusal }) => refusal.at)?.refusal.at ?? null;
    return {
      ...base(service, event, language),
      level: 'required' as const,
      ...words,
      ...unlessOf(refusals),
      ...whereOf(refusals),
      when,
      group: group === '' ? null : group,
      refusal: at,
    };
  });
}

/**
 * Whether a function refuses, but is only seen to be called by what copes: by what goes on to its end with nothing set at all, where it is
 * known that the name is there, or by functions that are themselves only called so. What is refused in certain environments only is said to
 * be needed there: to catch that, and to do without what was wanted, is not to cope.
 */
function copedWith(place: Place, { needs, refusal }: Place['refusals'][number]): boolean {
  if (needs.root.names.length === 0 || needs.root.starts) return false;
  if (needs.root.path.endsWith('.go') && isPassedBy(place)) return true;
  const starts = place.needs.filter(
    ({ root }) => root.path === needs.root.path && (root.names.length === 0 || root.starts),
  );
  const [own = ''] = needs.entered;
  const callers = place.needs.filter((other) => other !== needs && other.entered.has(own));
  if ([starts, callers].every((some) => some.length > 0 && some.every((other) => isCalm(other, refusal.word))))
    return true;
  return isCoped(place, needs, refusal);
}

function isCoped(place: Place, needs: RootNeeds, refusal: Refusal, seen: readonly string[] = []): boolean {
  const { root, entered } = needs;
  const [own = ''] = entered;
  if (root.names.length === 0 || root.starts || seen.includes(own)) return false;
  const callers = place.needs.filter((other) => other.root !== root && other.calls.has(own));
  return (
    callers.length > 0 &&
    callers.every((other) => {
      const known = other.guarded.get(own);
      if (known && refusal.names.some((name) => known.has(name))) return true;
      const copes = refusal.word === null && isCalm(other, null) && other.calmlyEntered.has(own);
      if (copes) return true;
      return isCoped(place, other, refusal, [...seen, own]);
    })
  );
}

/** Whether it goes on to its end; what compares the environment's name with nothing is the same whatever it is. */
function isCalm({ calm, words, overflow }: RootNeeds, word: string | null): boolean {
  return !overflow && (calm.has(word) || (words.length === 0 && calm.has(null)));
}

/**
 * Whether a program's start comes by a read and is not seen to stop for it: whoever calls the function that refuses has a reason to, which
 * another variable mostly is.
 */
function isPassedBy(place: Place): boolean {
  const starts = place.needs.filter(
    ({ root, overflow, ends }) => root.starts && root.names.length > 0 && ends && !overflow,
  );
  return starts.length > 0 && !place.refusals.some(({ needs }) => starts.includes(needs));
}

/** Groups without the environments in which the name is required by itself. */
function withoutWeaker(
  groups: ReadonlyMap<string, Place['refusals']>,
): readonly (readonly [string, Place['refusals']])[] {
  const own = new Set(
    (groups.get('') ?? []).filter(({ refusal }) => !refusal.where).map(({ refusal }) => refusal.word),
  );
  if (own.size === 0) return [...groups];
  return [...groups].flatMap(([group, refusals]) => {
    if (group === '') return [[group, refusals] as const];
    const kept = refusals.filter(({ refusal }) => refusal.word !== null && !own.has(null) && !own.has(refusal.word));
    return kept.length > 0 ? [[group, kept] as const] : [];
  });
}

function base(
  service: string,
  event: ReadEvent,
  language: LanguageId,
): Pick<Read, 'service' | 'name' | 'language' | 'idiom' | 'via' | 'range'> {
  return { service, name: event.name, language, idiom: event.idiom, via: event.via, range: event.range };
}

function levelOf(place: Place): Level {
  if (place.otherwise === 'hollow') return place.tested ? 'optional' : 'hollow';
  if (place.otherwise === 'value' && place.placeholder) return 'hollow';
  return place.otherwise === 'value' ? 'defaulted' : 'optional';
}

function plainWhen(place: Place): When {
  if (isBuilt(place.event)) return 'build';
  if (place.needs.some(({ root }) => root.names.length === 0)) return 'import';
  return place.needs.some(({ root }) => root.starts) ? 'start' : 'use';
}

/** What all of the roots that refuse may be told to do without it by. */
function unlessOf(refusals: Place['refusals']): Pick<Read, 'unless'> {
  if (refusals.some(({ refusal }) => refusal.unless.length === 0)) return {};
  const byName = new Map(refusals.flatMap(({ refusal }) => refusal.unless.map((one) => [one.name, one] as const)));
  return { unless: [...byName.values()] };
}

/** The modes in which alone they refuse. */
function whereOf(refusals: Place['refusals']): Pick<Read, 'where'> {
  const modes = refusals.flatMap(({ refusal: { where } }) => (where ? [where] : []));
  if (modes.length < refusals.length) return {};
  const names = [...new Set(modes.map(({ name }) => name))];
  const wordsOfName = (name: string): string[] => modes.flatMap((mode) => (mode.name === name ? [mode.word] : []));
  return { where: names.map((name) => ({ name, words: [...new Set(wordsOfName(name))] })) };
}

/** The environments in which the roots refuse, as the words to which it is limited or from which it is exempt. */
function wordsOf(refusals: Place['refusals']): {
  only: readonly string[];
  except: readonly string[];
  by: string | null;
  holdsUnset?: boolean;
} {
  if (refusals.some(({ refusal }) => refusal.word === null)) return { only: [], except: [], by: null };
  const by = refusals.find(({ needs }) => needs.by !== null)?.needs.by ?? null;
  const refused = new Set(refusals.map(({ refusal }) => refusal.word ?? ''));
  const unset = by === null ? {} : holdsUnset(refusals, by);
  if (!refused.has(OTHER)) return { only: [...refused].sort(), except: [], by, ...unset };
  const words = new Set(refusals.flatMap(({ needs }) => needs.words));
  const except = [...words].filter((word) => !refused.has(word)).sort();
  return except.length > 0 ? { only: [], except, by, ...unset } : { only: [], except, by: null };
}

/** Whether one of the roots refuses too where nothing gives the environment's name. */
function holdsUnset(refusals: Place['refusals'], by: string): Pick<Read, 'holdsUnset'> {
  const known = refusals.map(({ refusal, needs }) =>
    needs.by === by ? (needs.unset?.includes(keyOfNames(refusal.names)) ?? null) : null,
  );
  if (known.includes(true)) return { holdsUnset: true };
  return known.includes(null) ? {} : { holdsUnset: false };
}
