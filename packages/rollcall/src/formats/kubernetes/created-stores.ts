import { type Argument, type Command, isWord } from '../../model/command.ts';
import { flatten } from '../../model/flat-text.ts';
import { asShown, coverLiterals } from '../../model/shown-text.ts';
import type { Range } from '../../model/span.ts';
import { asWritten, isKnown, known, rangeOf, rangesOf, split, type Text } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import type { KeySet, StoreKey, StoreKind } from './key-sets.ts';

/** Flags whose next word is neither a name nor a key. https://kubernetes.io/docs/reference/kubectl/kubectl/ */
const TAKES =
  /^(?:-[nolf]|--(?:namespace|output|type|context|cluster|user|kubeconfig|token|server|field-manager|validate|as|as-group|request-timeout|template))$/;
const FROM = /^--from-(literal|file|env-file)$/;

/**
 * The Secret or ConfigMap that `kubectl create secret generic` or `kubectl create configmap` makes, with its keys; null for any other command. Its values are nobody's.
 * Source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_create/kubectl_create_secret_generic/
 */
export function readCreatedStore(command: Command): KeySet | null {
  const [tool, ...rest] = command.argv;
  if (!tool || !isWord(tool) || !/(^|\/)(kubectl|oc)$/.test(known(tool.text) ?? '')) return null;
  const out = readWords(rest, command.range);
  const [verb, sort, ...others] = out.positionals.map((text) => known(text) ?? '');
  if (verb !== 'create') return null;
  const kind = kindOf(sort ?? '', others[0] ?? '');
  const name = out.positionals[kind === 'Secret' ? 3 : 2];
  if (!kind || !name) return null;
  const keys = out.keys.map((key) => (kind === 'Secret' ? { ...key, value: null } : key));
  const { namespace, open, hidden } = out;
  return { kind, name, namespace, keys, open, hidden, range: command.range };
}

function kindOf(sort: string, type: string): StoreKind | null {
  if (/^(configmaps?|cm)$/.test(sort)) return 'ConfigMap';
  return /^secrets?$/.test(sort) && type === 'generic' ? 'Secret' : null;
}

interface Reading {
  readonly positionals: Text[];
  readonly keys: StoreKey[];
  readonly open: Gap[];
  readonly hidden: Range[];
  namespace: string | null;
}

function readWords(words: readonly Argument[], around: Range): Reading {
  const out: Reading = { positionals: [], keys: [], open: [], hidden: [], namespace: null };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word) continue;
    if (!isWord(word)) {
      out.open.push(openGap(coverLiterals(word.written), word.range ?? around));
      continue;
    }
    const { flag, joined } = splitFlag(word.text);
    if (flag === null) {
      out.positionals.push(word.text);
      continue;
    }
    const from = FROM.exec(flag)?.[1];
    const next = joined === null && (from || TAKES.test(flag)) ? words[++i] : undefined;
    const value = joined ?? (next && isWord(next) ? next.text : null);
    if (next && !isWord(next)) out.open.push(openGap(coverLiterals(next.written), next.range ?? around));
    if (!value) continue;
    if (/^(-n|--namespace)$/.test(flag)) out.namespace = known(value);
    else if (from) readSource(out, from, value, word.conditional === true, around);
  }
  return out;
}

function splitFlag(text: Text): { readonly flag: string | null; readonly joined: Text | null } {
  const flat = flatten(text);
  const head = /^(--?[A-Za-z][\w-]*)(=)?/.exec(flat.chars);
  if (!head) return { flag: null, joined: null };
  return { flag: head[1] ?? '', joined: head[2] === undefined ? null : flat.cut(head[0].length, flat.chars.length) };
}

function openGap(text: string, range: Range): Gap {
  return { reason: 'dynamic-list', text, range, names: 'all' };
}

/** `KEY=value` of a literal, `[KEY=]path` of a file, whose name is the key where none is stated; a file of variables may hold any. */
function readSource(out: Reading, from: string, text: Text, conditional: boolean, around: Range): void {
  const range = rangeOf(text) ?? around;
  if (from === 'env-file') {
    out.open.push(openGap(`the keys of the file ${asShown(text)}`, range));
    return;
  }
  const flat = flatten(text);
  const at = flat.chars.indexOf('=');
  const key = at >= 0 ? flat.cut(0, at) : from === 'file' ? (split(text, '/').at(-1) ?? []) : text;
  const value = at >= 0 ? flat.cut(at + 1, flat.chars.length) : [];
  if (from === 'literal') out.hidden.push(...rangesOf(value));
  if (!isKnown(key) || key.length === 0) {
    out.open.push(openGap(asShown(key), range));
    return;
  }
  const plain = from === 'literal' ? value : null;
  out.keys.push({ name: asWritten(key), range: rangeOf(key) ?? range, value: plain, conditional });
}
