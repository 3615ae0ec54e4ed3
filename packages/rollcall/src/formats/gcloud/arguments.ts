import { type Argument, isWord, type OpenWords, type Word } from '../../model/command.ts';
import { type FlatText, flatten } from '../../model/flat-text.ts';
import { asWritten, type Text } from '../../model/text.ts';
import { takesValue } from './flags.ts';

/** One use of a flag. */
export interface FlagUse {
  /** Without dashes. */
  readonly flag: string;
  /** Null where none is given. */
  readonly value: Text | null;
  /** The value is left to words that only run time knows. */
  readonly valueOpen: OpenWords | null;
  readonly written: Text;
  readonly conditional: boolean;
}

export interface Positional {
  readonly text: Text;
  readonly conditional: boolean;
  /** It may be the value of the unknown flag before it. */
  readonly doubtful: boolean;
}

/** The words after a command's verb, sorted as gcloud's parser does. */
export interface SortedArguments {
  readonly flags: readonly FlagUse[];
  /** Flags after `--container NAME`, by container, in order of first mention. */
  readonly containers: ReadonlyMap<string, readonly FlagUse[]>;
  readonly positionals: readonly Positional[];
  readonly open: readonly OpenWords[];
  /** Words that run time makes a flag of. */
  readonly unknownFlags: readonly Text[];
}

/** Sorts arguments into flags and positionals; `--container` starts a list of flags of its own. */
export function sortArguments(words: readonly Argument[]): SortedArguments {
  const sorter = new Sorter(words);
  while (sorter.step());
  return sorter.result;
}

class Sorter {
  private readonly words: readonly Argument[];
  private at = 0;
  private afterUnknown = false;
  private onlyPositionals = false;
  private readonly containers = new Map<string, FlagUse[]>();
  private readonly shared: FlagUse[] = [];
  private current = this.shared;
  private readonly positionals: Positional[] = [];
  private readonly open: OpenWords[] = [];
  private readonly unknownFlags: Text[] = [];

  constructor(words: readonly Argument[]) {
    this.words = words;
  }

  get result(): SortedArguments {
    const { containers, positionals, open, unknownFlags } = this;
    return { flags: this.shared, containers, positionals, open, unknownFlags };
  }

  step(): boolean {
    const word = this.words[this.at++];
    if (!word) return false;
    if (!isWord(word)) this.open.push(word);
    else this.takeWord(word);
    return true;
  }

  private takeWord(word: Word): void {
    const doubtful = this.afterUnknown;
    this.afterUnknown = false;
    const flat = flatten(word.text);
    if (this.onlyPositionals || !looksLikeFlag(flat.chars))
      this.positionals.push({ text: word.text, conditional: word.conditional === true, doubtful });
    else if (flat.chars === '--') this.onlyPositionals = true;
    else this.takeFlag(word, flat);
  }

  private takeFlag(word: Word, flat: FlatText): void {
    const equals = flat.chars.indexOf('=');
    const name = equals < 0 ? flat.chars : flat.chars.slice(0, equals);
    if (name.includes(flat.hole)) {
      this.unknownFlags.push(word.text);
      return;
    }
    const flag = name.replace(/^--?/, '');
    const inline = equals < 0 ? null : flat.cut(equals + 1, flat.chars.length);
    const next = inline === null && takesValue(flag) === true ? this.takeNext() : null;
    this.afterUnknown = inline === null && takesValue(flag) === null;
    const written = equals < 0 ? word.text : flat.cut(0, equals);
    const conditional =
      word.conditional === true ||
      written.some((piece) => piece.conditional) ||
      (next !== null && isWord(next) && next.conditional === true);
    const value = inline ?? (next && isWord(next) ? next.text : null);
    const valueOpen = next && !isWord(next) ? next : null;
    if (flag === 'container' && value) this.startContainer(value);
    else this.current.push({ flag, value, valueOpen, written, conditional });
  }

  /** The value of a flag that needs one: the next word, unless that is a flag itself. */
  private takeNext(): Argument | null {
    const next = this.words[this.at];
    if (!next || (isWord(next) && looksLikeFlag(flatten(next.text).chars))) return null;
    this.at++;
    return next;
  }

  private startContainer(name: Text): void {
    const key = asWritten(name);
    this.current = this.containers.get(key) ?? [];
    this.containers.set(key, this.current);
  }
}

/** As argparse tells a flag from a value: a dash at the head, but not alone, nor before a number, nor in a word with a space. */
function looksLikeFlag(chars: string): boolean {
  if (!chars.startsWith('-') || chars.length === 1 || /^-\d+$|^-\d*\.\d+$/.test(chars)) return false;
  const equals = chars.indexOf('=');
  const name = equals < 0 ? chars : chars.slice(0, equals);
  return !name.includes(' ') && (equals >= 0 || !chars.includes(' '));
}
