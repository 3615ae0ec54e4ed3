import { known } from '../../model/text.ts';
import { joinTexts, splitAt } from '../shell/texts.ts';
import { writeFile } from './files.ts';
import type { Machine } from './machine.ts';
import {
  asText,
  isOpenList,
  isOptional,
  itemsOf,
  joinItems,
  listValue,
  NOTHING,
  plainText,
  plainValue,
  textValue,
  truthOf,
  type Value,
  wordOf,
} from './values.ts';

/** `$x.Name`; null: not known. */
export function memberOf(of: Value, name: string): Value | null {
  if (of.kind === 'map') {
    const own = of.entries.get(name);
    if (own) return own[1];
    if (name === 'keys')
      return listValue(
        [...of.entries.values()].map(([key]) => textValue(key)),
        of.open,
      );
    if (name === 'values')
      return listValue(
        [...of.entries.values()].map(([, value]) => value),
        of.open,
      );
    return of.open ? null : NOTHING;
  }
  if (of.kind === 'list' && /^(?:count|length)$/.test(name))
    return of.open || of.items.some((item) => isOptional(asText(item))) ? null : plainValue(String(of.items.length));
  if (of.kind === 'list' && of.items.every((item) => item.kind === 'map'))
    return listValue(
      of.items.map((item) => memberOf(item, name) ?? NOTHING),
      of.open,
    );
  return null;
}

/** `$x.Method(…)`; lists and maps are changed in place. */
export function callMethod(of: Value, name: string, args: readonly Value[]): Value | null {
  const [first] = args;
  if (of.kind === 'list') {
    if (/^(?:add|addrange|push|enqueue)$/.test(name) && first) {
      of.items.push(...(name === 'addrange' ? itemsOf(first) : [first]));
      of.open ||= name === 'addrange' && isOpenList(first);
      return NOTHING;
    }
    if (name === 'toarray') return of;
    if (/^(?:remove|clear|insert|sort|reverse)/.test(name)) of.open = true;
    return null;
  }
  if (of.kind === 'map') return callMapMethod(of, name, args);
  return of.kind === 'text' ? callTextMethod(of, name, args) : null;
}

function callMapMethod(
  of: Extract<Value, { kind: 'map' }>,
  name: string,
  [key, value]: readonly Value[],
): Value | null {
  const word = key ? wordOf(key) : null;
  if (name === 'getenumerator')
    return listValue(
      [...of.entries.values()].map(([entryKey, held]) => pairOf(textValue(entryKey), held)),
      of.open,
    );
  if (name === 'add' && key && value) {
    if (word === null) of.open = true;
    else of.entries.set(word.toLowerCase(), [asText(key), value]);
    return NOTHING;
  }
  if (/^contains(?:key)?$/.test(name) && word !== null && !of.open)
    return { kind: 'truth', holds: of.entries.has(word.toLowerCase()) };
  if (name === 'remove' && word !== null) of.entries.delete(word.toLowerCase());
  return name === 'remove' ? NOTHING : null;
}

export function pairOf(key: Value, value: Value): Value {
  const entries = new Map<string, readonly [ReturnType<typeof plainText>, Value]>();
  for (const name of ['key', 'name']) entries.set(name, [plainText(name), key]);
  entries.set('value', [plainText('value'), value]);
  return { kind: 'map', entries, open: false };
}

function callTextMethod(
  { text }: Extract<Value, { kind: 'text' }>,
  name: string,
  args: readonly Value[],
): Value | null {
  const chars = known(text);
  const [a, b] = args.map(wordOf);
  if (name === 'trim' || name === 'tostring')
    return chars === null || chars.trim() === chars ? textValue(text) : plainValue(chars.trim());
  if (name === 'split' && typeof a === 'string' && a.length === 1)
    return listValue(splitAt(text, (c) => c === a).map(textValue));
  if (chars === null) return null;
  if (name === 'tolower' || name === 'tolowerinvariant') return plainValue(chars.toLowerCase());
  if (name === 'toupper' || name === 'toupperinvariant') return plainValue(chars.toUpperCase());
  if (name === 'replace' && typeof a === 'string' && typeof b === 'string' && a !== '')
    return plainValue(chars.replaceAll(a, () => b));
  if (name === 'trimend' && typeof a === 'string') return plainValue(trimEnd(chars, a));
  if (name === 'startswith' && typeof a === 'string') return { kind: 'truth', holds: chars.startsWith(a) };
  return null;
}

function trimEnd(chars: string, of: string): string {
  let end = chars.length;
  while (end > 0 && of.includes(chars[end - 1] ?? '\0')) end--;
  return chars.slice(0, end);
}

/**
 * `(Get-Command gcloud).Source`: the program is where its name finds it. Null: its name is not known.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/get-command
 */
export function programNamed(words: readonly Value[]): Value | null {
  const name = words.find((word, i) => {
    const before = wordOf(words[i - 1] ?? NOTHING)?.toLowerCase() ?? '';
    return !/^-/.test(wordOf(word) ?? '') && !/^-(?:commandtype|erroraction|module|ea)$/.test(before);
  });
  if (name?.kind !== 'text') return null;
  const fields = ['name', 'source', 'path', 'definition'].map(
    (field) => [field, [plainText(field), name] as const] as const,
  );
  return { kind: 'map', entries: new Map(fields), open: true };
}

/** `[type]::member`. */
export function callStatic(machine: Machine, type: string, name: string, args: readonly Value[] | null): Value | null {
  const short = type.replace(/^system\./, '');
  const [first, second] = args ?? [];
  if (short === 'string' && name === 'join' && first && second)
    return textValue(joinItems({ kind: 'list', items: [...itemsOf(second)], open: isOpenList(second) }, asText(first)));
  if (short === 'string' && /^isnullor/.test(name) && first) {
    const truth = truthOf(first);
    return {
      kind: 'truth',
      holds: truth === null ? !machine.choices.decide(`${machine.path} ${JSON.stringify(asText(first))}`) : !truth,
    };
  }
  if (short === 'string' && name === 'empty') return textValue([]);
  if (short === 'environment' && name === 'newline') return plainValue('\n');
  if (/^(?:io\.)?file$/.test(short) && first && second && /^(?:write|append)all(?:text|lines)(?:async)?$/.test(name)) {
    writeFile(machine, { file: first, values: [second], appends: name.startsWith('append') });
    return NOTHING;
  }
  if (short === 'io.path' && name === 'combine' && args) return textValue(joinTexts(args.map(asText), '/'));
  if (/list|arraylist|queue/.test(short) && name === 'new') return listValue([]);
  if (/dictionary|hashtable/.test(short) && name === 'new') return { kind: 'map', entries: new Map(), open: false };
  return null;
}
