import type { ImportMention } from '../../program/program.ts';
import { hasWord, isNameUnit, skipBlank } from './lexer.ts';
import { skipString } from './string-lexer.ts';

/** What stands between a word and the text that names a module: `"DJANGO_SETTINGS_MODULE", "…"`, `ROOT_URLCONF = "…"`, `include("…")`. */
const NAMED: readonly (readonly [word: string, between: readonly string[]])[] = [
  ['DJANGO_SETTINGS_MODULE', ['",', "',", '"]=', "']="]],
  ['ROOT_URLCONF', ['=']],
  ['include', ['(', '((']],
];

const HINTS = ['DJANGO_SETTINGS_MODULE', 'ROOT_URLCONF', 'urlpatterns', '_APPS', 'MIDDLEWARE'];

/**
 * Modules that Django imports by names in texts: the settings, the root of the URLs, and what that includes; the apps and the middleware.
 * https://docs.djangoproject.com/en/stable/topics/settings/ https://docs.djangoproject.com/en/stable/ref/settings/#root-urlconf
 */
export function findNamedModules(text: string): readonly ImportMention[] {
  if (!HINTS.some((hint) => text.includes(hint))) return [];
  return [
    ...NAMED.flatMap(([word, between]) => mentionsAfter(text, word, between)),
    ...listed(text, APPS).flatMap(appMentions),
    ...listed(text, CLASSES).flatMap((mention) => withoutLast(mention) ?? []),
  ];
}

/** Settings that list apps, the parts of the whole list among them, and settings that list classes and functions. */
const APPS = /(?<![\w.])\w*_APPS\s*(?::[^=\n]*)?\+?=\s*[[(]/g;
const CLASSES = /(?<![\w.])(?:MIDDLEWARE|AUTHENTICATION_BACKENDS)\s*(?::[^=\n]*)?\+?=\s*[[(]/g;

/** What Django imports of each app: https://docs.djangoproject.com/en/stable/ref/applications/#how-applications-are-loaded */
const OF_APPS = ['apps', 'models', 'admin'];

/** `"shop"` is a package, `"shop.apps.ShopConfig"` the class that stands for one. */
function appMentions(mention: ImportMention): readonly ImportMention[] {
  const { module, start } = mention;
  const at = module.search(/\.apps\.\w+$/);
  const app = at < 0 ? module : module.slice(0, at);
  return [{ ...mention, module: app, names: OF_APPS, end: start + app.length }];
}

function withoutLast(mention: ImportMention): ImportMention | null {
  const at = mention.module.lastIndexOf('.');
  return at < 0 ? null : { ...mention, module: mention.module.slice(0, at), end: mention.start + at };
}

/** The modules that the texts of a list name. */
function listed(text: string, assigned: RegExp): readonly ImportMention[] {
  return [...text.matchAll(assigned)].flatMap((match) => {
    const found: ImportMention[] = [];
    for (let i = match.index + match[0].length; i < text.length && !/[\])]/.test(text[i] ?? ''); ) {
      const sign = text[i];
      if (sign === '#') i = lineEnd(text, i);
      else if (sign !== '"' && sign !== "'") i++;
      else {
        const mention = moduleAt(text, i);
        if (mention) found.push(mention);
        const end = skipString(text, i);
        if (end < 0) break;
        i = end;
      }
    }
    return found;
  });
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
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
