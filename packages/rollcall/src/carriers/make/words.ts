import type { Argument } from '../../model/command.ts';
import { known, splitOnce, type Text } from '../../model/text.ts';

/** What the words after `make` ask for. https://www.gnu.org/software/make/manual/html_node/Options-Summary.html */
export interface MakeCall {
  readonly goals: readonly string[];
  /** `NAME=value`: they override what the makefile says. */
  readonly overrides: ReadonlyMap<string, Text>;
  readonly directory: string | null;
  readonly file: string | null;
  readonly environmentWins: boolean;
  /** A goal or an option is not known. */
  readonly open: boolean;
}

const TAKES = new Set(['-I', '-j', '-l', '-o', '-W', '--include-dir', '--old-file', '--what-if', '--eval', '--jobs']);

export function readMakeWords(words: readonly Argument[]): MakeCall {
  const goals: string[] = [];
  const overrides = new Map<string, Text>();
  let [directory, file] = [null, null] as [string | null, string | null];
  let [environmentWins, open] = [false, false];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word) break;
    const sides = 'open' in word ? null : splitOnce(word.text, '=');
    const name = sides ? known(sides[0]) : null;
    if (sides && name !== null && /^[A-Za-z_][\w.-]*:{0,2}[?+]?$/.test(name)) {
      overrides.set(name.replace(/[:?+]+$/, ''), sides[1]);
      continue;
    }
    const text = 'open' in word ? null : known(word.text);
    if (text === null) {
      open = true;
      continue;
    }
    const option = /^(-C|-f|--directory|--file|--makefile)=?(.*)$/.exec(text);
    if (option) {
      const value = option[2] || (knownWord(words[++i]) ?? null);
      if (value === null) open = true;
      else if (option[1] === '-C' || option[1] === '--directory') directory = value;
      else file = value;
    } else if (text.startsWith('-')) {
      environmentWins ||= text === '-e' || text === '--environment-overrides';
      if (TAKES.has(text) && /^(?:\d+|[^-].*)$/.test(knownWord(words[i + 1]) ?? '') && !/^-[jl]$/.test(text)) i += 1;
      else if (/^-[jl]$/.test(text) && /^\d+$/.test(knownWord(words[i + 1]) ?? '')) i += 1;
    } else goals.push(text);
  }
  return { goals, overrides, directory, file, environmentWins, open };
}

function knownWord(word: Argument | undefined): string | null {
  return word && !('open' in word) ? known(word.text) : null;
}
