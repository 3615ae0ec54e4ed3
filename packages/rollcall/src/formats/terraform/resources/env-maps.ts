import {
  type Given,
  givePlain,
  giveSecret,
  joinGiven,
  NOTHING,
  openList,
  type Place,
} from '../../../manifests/given.ts';
import type { Range } from '../../../model/span.ts';
import type { Text } from '../../../model/text.ts';
import { asText, type Entry, entryOf, type Item, type Value } from '../evaluate/value.ts';

/** A map of names to plain values, or a list of `{ name, value }`. */
export function readPlainValues(value: Value | null, range: Range): Given {
  switch (value?.kind) {
    case undefined:
    case 'null':
      return NOTHING;
    case 'object': {
      const given = value.entries.map((entry) => givePlain(entry.key, textOf(entry.value), placeOf(entry)));
      return joinGiven([...given, ...(value.open ? [openList({ ...value.open, range })] : [])]);
    }
    case 'list': {
      const given = value.items.map((item) =>
        readListed(item, (name, found) => givePlain(name, partOf(found, ['value']), placeOf(item))),
      );
      return joinGiven([...given, ...(value.open ? [openList({ ...value.open, range })] : [])]);
    }
    case 'unknown':
      return openList({ written: value.written, range });
    default:
      return openList({ written: '…', range });
  }
}

/** A map of names to `{ secret, version }`, or a list of entries with a name and a reference. */
export function readSecretValues(value: Value | null, range: Range): Given {
  switch (value?.kind) {
    case undefined:
    case 'null':
      return NOTHING;
    case 'object': {
      const given = value.entries.map((entry) => giveSecret(entry.key, referenceOf(entry.value), placeOf(entry)));
      return joinGiven([...given, ...(value.open ? [openList({ ...value.open, range })] : [])]);
    }
    case 'list': {
      const given = value.items.map((item) =>
        readListed(item, (name, found) => giveSecret(name, referenceOf(found), placeOf(item))),
      );
      return joinGiven([...given, ...(value.open ? [openList({ ...value.open, range })] : [])]);
    }
    case 'unknown':
      return openList({ written: value.written, range });
    default:
      return openList({ written: '…', range });
  }
}

function readListed({ value, range }: Item, give: (name: Text, found: Value) => Given): Given {
  const name = partOf(value, ['name', 'key', 'env_var']);
  return value.kind === 'object' && name ? give(name, value) : openList({ written: '…', range });
}

function placeOf({ range, conditional }: Item | Entry): Place {
  return { range, related: [], conditional };
}

function textOf(value: Value): Text | null {
  return value.kind === 'null' ? null : asText(value);
}

function partOf(value: Value, names: readonly string[]): Text | null {
  if (value.kind !== 'object') return null;
  for (const name of names) {
    const entry = entryOf(value, name);
    if (entry && entry.value.kind !== 'null') return asText(entry.value);
  }
  return null;
}

/** `{ secret, version }`, or `value_from = [{ secret_key_ref = { name, key } }]`. */
function referenceOf(value: Value): { id: Text | null; version: Text | null; project: Text | null } {
  let found = value;
  for (const step of ['value_from', 'value_source', 'secret_key_ref']) {
    const inner = found.kind === 'object' ? entryOf(found, step)?.value : undefined;
    const only = inner?.kind === 'list' ? inner.items[0]?.value : inner;
    if (only) found = only;
  }
  if (found.kind === 'text' || found.kind === 'unknown') return { id: asText(found), version: null, project: null };
  const outer = found !== value;
  return {
    id: partOf(found, outer ? ['name', 'secret'] : ['secret', 'secret_name', 'secret_id', 'name']),
    version: partOf(found, outer ? ['key', 'version'] : ['version']),
    project: partOf(found, ['project_id', 'project']),
  };
}
