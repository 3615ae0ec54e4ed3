import type { MalformedItem } from '../../model/deployment.ts';
import { asShown, coverLiterals } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, rangeOf, rangesOf, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import type { FlagUse } from './arguments.ts';
import { type FlagItem, readDictionary, readList } from './flag-value.ts';
import type { BindingFlag, Kind } from './flags.ts';
import { listName } from './flags.ts';

/** Whose rules for keys and secrets hold: Cloud Run's, or those of Cloud Run functions. */
export type Dialect = 'run' | 'functions';

/** An item of a flag that lists bindings, and the use of the flag that it stands in. */
export interface ListedItem extends FlagItem {
  readonly use: FlagUse;
  readonly flag: BindingFlag;
  readonly dialect: Dialect;
  /** It stands on some runs only: the word that holds the flag does, or its own part of the list. */
  readonly conditional: boolean;
}

export interface ListedFlag {
  readonly items: readonly ListedItem[];
  readonly gaps: readonly Gap[];
  readonly malformed: readonly MalformedItem[];
  /** What is not understood may be a value's rest. */
  readonly hidden: readonly Range[];
  /** It names something on every run: an empty value changes nothing. */
  readonly filled: boolean;
}

/** Reads one use of a flag that lists bindings. */
export function readListFlag(use: FlagUse, flag: BindingFlag, command: Range, dialect: Dialect): ListedFlag {
  if (!use.value) return readMissingValue(use, command);
  const { items, open, broken } = flag.verb === 'remove' ? readList(use.value) : readDictionary(use.value);
  const listed = items.map((item) => {
    const conditional = use.conditional || item.key.some((piece) => piece.conditional);
    return { ...item, use, flag, dialect, conditional };
  });
  const wrongKeys = listed.flatMap((item) => checkKey(item, command));
  const wrong = new Set(wrongKeys.map(({ item }) => item));
  const place = rangeOf(use.value) ?? rangeOf(use.written) ?? command;
  return {
    items: listed.filter((item) => !wrong.has(item)),
    hidden: [...open, ...broken, ...[...wrong].map(({ whole }) => ({ text: whole }))].flatMap(({ text }) =>
      rangesOf(text),
    ),
    gaps: open.map(({ what, text }) => openGap(what, text, rangeOf(text) ?? place)),
    malformed: [
      ...broken.map(({ text, reason }) => malform(use, reason, true, null, rangeOf(text) ?? place)),
      ...wrongKeys.map(({ malformed }) => malformed),
    ],
    filled: items.some((item) => !item.key.some((piece) => piece.conditional)) || open.length + broken.length > 0,
  };
}

function readMissingValue(use: FlagUse, command: Range): ListedFlag {
  const range = rangeOf(use.written) ?? command;
  const { valueOpen } = use;
  return {
    items: [],
    gaps: valueOpen
      ? [
          {
            reason: 'dynamic-list',
            text: coverLiterals(valueOpen.written),
            range: valueOpen.range ?? range,
            names: 'all',
          },
        ]
      : [],
    hidden: [],
    malformed: valueOpen ? [] : [malform(use, 'expected one argument', true, null, range)],
    filled: true,
  };
}

/** Only what run time fills is told: the text around it may be part of a value. */
function openGap(what: 'list' | 'name', text: Text, range: Range): Gap {
  const holes = text.filter((piece) => piece.kind === 'hole');
  const written = asShown(what === 'name' ? text : holes);
  return { reason: what === 'list' ? 'dynamic-list' : 'dynamic-name', text: written, range, names: 'all' };
}

export function malform(
  use: FlagUse,
  reason: string,
  refused: boolean,
  name: string | null,
  range: Range,
): MalformedItem {
  return { flag: `--${use.flag}`, reason, refused, name, range };
}

/** What gcloud asks of a variable's name. Source: `EnvVarKeyType` of the SDK's `functions/v2/deploy/env_vars_util.py`. */
function checkKey(item: ListedItem, command: Range): { item: ListedItem; malformed: MalformedItem }[] {
  if (item.flag.kind === 'secret') return item.dialect === 'run' ? [] : checkFunctionKey(item, command);
  const key = asWritten(item.key);
  const reason =
    key === ''
      ? 'Environment variable keys cannot be empty.'
      : key.startsWith('X_GOOGLE_')
        ? 'Environment variable keys that start with `X_GOOGLE_` are reserved for use by deployment tools and cannot be specified manually.'
        : key.includes('=')
          ? 'Environment variable keys cannot contain `=`.'
          : null;
  if (reason === null) return [];
  const malformed = malform(item.use, reason, true, null, rangeOf(item.whole) ?? command);
  return [{ item, malformed: key.startsWith('X_GOOGLE_') ? { ...malformed, reserved: true } : malformed }];
}

/** Source: `_SecretsKeyType` of the SDK's `command_lib/functions/secrets_config.py`. */
function checkFunctionKey(item: ListedItem, command: Range): { item: ListedItem; malformed: MalformedItem }[] {
  const key = asWritten(item.key);
  const reserved = /^X_GOOGLE_|^GOOGLE_(ENTRYPOINT|FUNCTION_TARGET|RUNTIME|RUNTIME_VERSION)$/.test(key);
  if (![...key].every(isBlank) && !reserved) return [];
  const reason = reserved
    ? `Secret environment variable name '${key}' is reserved for internal use.`
    : 'Secret environment variable names/secret paths cannot be empty.';
  const malformed = malform(item.use, reason, true, null, rangeOf(item.whole) ?? command);
  return [{ item, malformed: reserved ? { ...malformed, reserved: true } : malformed }];
}

/** A key given by two uses of one flag, or twice to a flag that removes; gcloud compares before it trims. */
export function findRepeated(items: readonly ListedItem[], command: Range): MalformedItem[] {
  const seen = new Map<string, ListedItem>();
  return items.flatMap((item) => {
    const key = `${item.flag.flag} ${asWritten(item.key)}`;
    const before = seen.get(key);
    if (!before) seen.set(key, item);
    if (!before || before.conditional || item.conditional) return [];
    if (before.use === item.use && item.flag.verb !== 'remove') return [];
    const name = nameForReport(item);
    const reason = `${name === null ? 'A key' : `"${name}"`} cannot be specified multiple times`;
    return [malform(item.use, reason, true, name, rangeOf(item.whole) ?? command)];
  });
}

/** Flags of one kind of which gcloud takes one only. */
export function findExclusive(uses: readonly FlagUse[], kind: Kind, command: Range): MalformedItem[] {
  const list = listName(kind);
  const files = kind === 'value' ? ['env-vars-file'] : [];
  const groups = [[`clear-${list}`], files, [`set-${list}`], [`remove-${list}`, `update-${list}`]].filter(
    (g) => g.length > 0,
  );
  const certain = uses.filter((use) => !use.conditional);
  const used = groups.filter((group) => certain.some((use) => group.includes(use.flag)));
  const last = certain.filter((use) => used.flat().includes(use.flag)).at(-1);
  if (used.length < 2 || !last) return [];
  const words = groups.map((group) => group.map((flag) => `--${flag}`).join(' ')).join(' | ');
  return [malform(last, `At most one of ${words} can be specified.`, true, null, rangeOf(last.written) ?? command)];
}

const variableName = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** White space as Python's `strip` knows it: without the byte order mark, with the separators that JavaScript does not count. */
function isBlank(character: string): boolean {
  const code = character.charCodeAt(0);
  return (/\s/.test(character) && code !== 0xfeff) || (code >= 0x1c && code <= 0x1f) || code === 0x85;
}

/** The key as gcloud applies it: trimmed, on the left only in a flag that removes; of a function as written, but for its paths. */
export function appliedName(item: ListedItem): string {
  const key = asWritten(item.key);
  if (item.dialect === 'functions') return item.flag.kind === 'secret' ? plainPath(key) : key;
  let start = 0;
  let end = key.length;
  while (start < end && isBlank(key.charAt(start))) start++;
  if (item.flag.verb !== 'remove') while (end > start && isBlank(key.charAt(end - 1))) end--;
  return key.slice(start, end);
}

/** `/etc/secrets:/key` and `/etc/secrets/key` are one file. Source: `_CanonicalizePath`, as above. */
function plainPath(key: string): string {
  return key.startsWith('/') ? key.replace(/\/*:\/*/, '/').replace(/\/{2,}/g, '/') : key;
}

/** Whether a key can be a name at all. One that cannot is likely the rest of a value that holds the delimiter, so it is not shown. */
export function isPlausibleName(name: string, kind: Kind): boolean {
  return variableName.test(name) || (kind === 'secret' && name.startsWith('/'));
}

function nameForReport(item: ListedItem): string | null {
  const name = appliedName(item);
  return isPlausibleName(name, item.flag.kind) ? name : null;
}
