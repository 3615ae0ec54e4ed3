import type { OpenWords } from '../../model/command.ts';
import type { Piece, Text } from '../../model/text.ts';
import { areConsistent, equalTo, type Guard, isImplied, oppositeOf } from './guard.ts';
import { chooseGuard, type Reader, refine } from './machine.ts';
import { compact, splitFields } from './texts.ts';
import { type Alternatives, type Entry, type Item, isItem } from './values.ts';

/** Builds the words of an argument list out of quoted and unquoted parts. */
export interface FieldBuilder {
  addText(text: Text): void;
  addSplit(text: Text): void;
  addList(entries: readonly Entry[]): void;
  addSplitList(entries: readonly Entry[]): void;
  /** Adds whole words. */
  addAll(entries: readonly Entry[]): void;
  end(): void;
  entries(): readonly Entry[];
}

/** What becomes of a word that is there in some worlds: there, absent, or there on some runs. */
function presence(reader: Reader, when: Guard): 'there' | 'absent' | 'conditional' {
  if (isImplied(reader.world, when)) return 'there';
  if (!areConsistent(reader.world, when)) return 'absent';
  const isComparison = [...when.values()].some((constraint) => !constraint.opaque);
  const opposite = oppositeOf(when);
  if (!isComparison || !opposite || !reader.path) return 'conditional';
  const guards = [when, opposite].filter((guard) => areConsistent(reader.world, guard));
  const taken = chooseGuard(reader, guards);
  return guards[taken] === when ? 'there' : 'absent';
}

/** Alternatives of which each is a command of its own; of more, their words are there on some runs. */
const FEW_WAYS = 4;

/** Takes one branch of each of few, so that all words of one way stand in one command. */
function settle(reader: Reader, entries: readonly Entry[]): void {
  const ways = new Map<Alternatives, readonly Guard[]>();
  for (const { among } of entries.filter(isItem))
    if (among && !ways.has(among))
      ways.set(
        among,
        among.guards.filter((guard) => areConsistent(reader.world, guard)),
      );
  const product = [...ways.values()].reduce((sum, guards) => sum * Math.max(1, guards.length), 1);
  if (product === 1 || product > FEW_WAYS || !reader.path) return;
  for (const guards of ways.values())
    chooseGuard(
      reader,
      guards.filter((guard) => areConsistent(reader.world, guard)),
    );
}

function unknownWords(text: Text): OpenWords | null {
  const [piece, ...rest] = text;
  if (piece?.kind !== 'hole' || rest.length > 0) return null;
  const isList = /^\$\(|^`/.test(piece.written) || /(?:ARGS?|FLAGS?|OPTS?|OPTIONS?|PARAMS)\}?$/i.test(piece.written);
  return isList ? { open: true, written: piece.written, range: piece.range } : null;
}

/** Unquoted text that is there on some runs only makes a word that is. */
function asEntry(text: Text, unquoted: boolean): Item {
  const isConditional = unquoted && text.length > 0 && text.every((piece) => piece.conditional);
  return isConditional ? { text, when: SOMETIMES } : { text };
}

/** A flag that takes its value from the next word. */
function awaitsValue(entry: Entry | undefined): boolean {
  if (!entry || !isItem(entry)) return false;
  const [piece] = entry.text;
  return (
    piece?.kind === 'text' &&
    /^--?[A-Za-z]/.test(piece.text) &&
    !entry.text.some((p) => p.kind === 'text' && p.text.includes('='))
  );
}

const SOMETIMES: Guard = new Map([['some runs', equalTo('some runs', 'holds', [], true)]]);

export function createFields(reader: Reader, ifs: string): FieldBuilder {
  const out: Entry[] = [];
  let current: Piece[] | null = null;
  let unquotedOnly = true;

  const end = (): void => {
    if (current) {
      const text = compact(current);
      const open = unquotedOnly && !awaitsValue(out.at(-1)) ? unknownWords(text) : null;
      out.push(open ?? asEntry(text, unquotedOnly));
    }
    current = null;
    unquotedOnly = true;
  };
  const push = (text: Text, quoted: boolean): void => {
    current ??= [];
    for (const piece of text) current.push(piece);
    if (quoted) unquotedOnly = false;
  };
  const addEntry = (entry: Entry): void => {
    if (!isItem(entry)) {
      out.push(entry);
      return;
    }
    const is = entry.when ? presence(reader, entry.when) : 'there';
    if (is === 'absent') return;
    const text = refine(entry.text, reader.world);
    out.push(is === 'conditional' && entry.when ? { text, when: entry.when } : { text });
  };
  const addAll = (entries: readonly Entry[]): void => {
    settle(reader, entries);
    for (const entry of entries) addEntry(entry);
  };
  const addSplit = (text: Text): void => {
    if (ifs === '') {
      if (text.length > 0) push(text, false);
      return;
    }
    const { fields, glued } = splitFields(text, ifs);
    if (!glued[0]) end();
    for (const [i, field] of fields.entries()) {
      if (i > 0) end();
      push(field, false);
    }
    if (!glued[1]) end();
  };
  /** The first word joins what stands before it, the last what stands after it. */
  const addList = (entries: readonly Entry[]): void => {
    const isPlain = entries.every((entry) => isItem(entry) && !entry.when);
    if (!isPlain) {
      end();
      addAll(entries);
      return;
    }
    for (const [i, entry] of (entries as readonly Item[]).entries()) {
      if (i > 0) end();
      push(refine(entry.text, reader.world), true);
    }
  };
  const addSplitList = (entries: readonly Entry[]): void => {
    settle(reader, entries);
    for (const [i, entry] of entries.entries()) {
      if (i > 0) end();
      if (isItem(entry) && !entry.when) addSplit(refine(entry.text, reader.world));
      else {
        end();
        addSplitEntry(entry);
      }
    }
  };
  const addSplitEntry = (entry: Entry): void => {
    if (!isItem(entry) || ifs === '') {
      addEntry(entry);
      return;
    }
    for (const text of splitFields(entry.text, ifs).fields) addEntry({ ...entry, text });
  };
  return { addText: (text) => push(text, true), addSplit, addList, addSplitList, addAll, end, entries: () => [...out] };
}
