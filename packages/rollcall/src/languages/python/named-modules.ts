import type { ImportMention } from '../../program/program.ts';
import { hasWord, isNameUnit, skipBlank } from './lexer.ts';
import { skipString } from './string-lexer.ts';

/** What stands between a word and the text that names a module: `"DJANGO_SETTINGS_MODULE", "…"`, `ROOT_URLCONF = "…"`, `include("…")`. */
const NAMED: readonly (readonly [word: string, between: readonly string[]])[] = [
  ['DJANGO_SETTINGS_MODULE', ['",', "',", '"]=', "']="]],
  ['ROOT_URLCONF', ['=']],
  ['include', ['(', '((']],
];

/**
 * Modules that Django imports by names in texts: the settings, the root of the URLs, and what that includes.
 * https://docs.djangoproject.com/en/stable/topics/settings/ https://docs.djangoproject.com/en/stable/ref/settings/#root-urlconf
 */
export function findNamedModules(text: string): readonly ImportMention[] {
  if (!text.includes('DJANGO_SETTINGS_MODULE') && !text.includes('ROOT_URLCONF') && !text.includes('urlpatterns'))
    return [];
  return NAMED.flatMap(([word, between]) => mentionsAfter(text, word, between));
}

function mentionsAfter(text: string, word: string, between: readonly string[]): readonly ImportMention[] {
  const found: ImportMention[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (!hasWord(text, at, word) || (at > 0 && isNameUnit(text.charCodeAt(at - 1)))) continue;
    const start = skipBetween(text, at + word.length, between);
    const mention = start === null ? null : moduleAt(text, start);
    if (mention) found.push(mention);
  }
  return found;
}

/** The offset behind one of some marks, blanks between their signs left out. */
function skipBetween(text: string, from: number, between: readonly string[]): number | null {
  for (const marks of [...between].sort((a, b) => b.length - a.length)) {
    let i = from;
    const whole = [...marks].every((sign) => {
      i = skipBlank(text, i);
      return text[i++] === sign;
    });
    if (whole) return skipBlank(text, i);
  }
  return null;
}

function moduleAt(text: string, at: number): ImportMention | null {
  const quote = text[at];
  if (quote !== '"' && quote !== "'") return null;
  const end = skipString(text, at);
  if (end < 0) return null;
  const module = text.slice(at + 1, end - 1);
  const dotted =
    module !== '' &&
    module.split('.').every((part) => part !== '' && [...part].every((c) => isNameUnit(c.charCodeAt(0))));
  return dotted ? { module, names: [], typeOnly: false, start: at + 1, end: end - 1 } : null;
}
