import type { ContractFacts } from '../model/contract-facts.ts';

/** In which environments something holds, as reads and requirements say it. */
export interface Scope {
  readonly only: readonly string[] | null;
  readonly except: readonly string[];
  readonly by: string | null;
  /** Whether it holds where nothing gives that name; absent: not known. */
  readonly holdsUnset?: boolean;
}

/** Where a deployment stands: its environment by the contract, and the words that it gives to names. */
export interface Place {
  readonly environment: string | null;
  readonly environmentWords: Readonly<Record<string, string>>;
  /** Whether a name is known not to be given there. */
  readonly lacks?: (name: string) => boolean;
}

/**
 * Whether something that holds in some environments holds where a deployment stands. The word is what the deployment gives to the name
 * by which the code tells its environment, else the contract's words for the deployment's environment. A word that differs in
 * case alone may or may not be folded by the code: `maybe`.
 */
export function applies(scope: Scope, place: Place, contract: ContractFacts | null): 'yes' | 'no' | 'maybe' {
  const only = scope.only ?? [];
  if (only.length === 0 && scope.except.length === 0) return 'yes';
  const words = wordsOf(scope.by, place, contract);
  if (words.length === 0) {
    const unset = scope.by !== null && scope.holdsUnset !== undefined && place.lacks?.(scope.by);
    return unset ? (scope.holdsUnset ? 'yes' : 'no') : 'maybe';
  }
  const excluded = overlaps(scope.except, words);
  if (excluded === 'yes') return 'no';
  if (excluded !== 'no') return 'maybe';
  if (only.length === 0) return 'yes';
  const included = overlaps(only, words);
  return included === 'part' ? 'yes' : included;
}

function wordsOf(by: string | null, place: Place, contract: ContractFacts | null): readonly string[] {
  if (by === null) return place.environment === null ? [] : [place.environment];
  const word = Object.hasOwn(place.environmentWords, by) ? place.environmentWords[by] : undefined;
  if (word !== undefined) return [word];
  if (place.environment === null) return [];
  return contract?.environments.get(place.environment)?.codeWords ?? [];
}

/** `yes`: all words are listed; `part`: some; `maybe`: but for case; `no`: none. */
function overlaps(listed: readonly string[], words: readonly string[]): 'yes' | 'part' | 'maybe' | 'no' {
  const exact = words.filter((word) => listed.includes(word));
  if (exact.length === words.length) return 'yes';
  if (exact.length > 0) return 'part';
  const folded = new Set(listed.map((word) => word.toLowerCase()));
  return words.some((word) => folded.has(word.toLowerCase())) ? 'maybe' : 'no';
}
