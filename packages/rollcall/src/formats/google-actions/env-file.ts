import { asWritten, literal, rangeOf } from '../../model/text.ts';
import { bindingsFromMap, type EnvFile } from '../gcloud/index.ts';
import { readKeyValues } from './key-values.ts';

/**
 * Reads the file of `env_vars_file`: JSON when it begins with a bracket, `KEY=VALUE` lines when its first line is one, else YAML.
 * Source: `parseKVFile` of `google-github-actions/actions-utils`.
 */
export function bindingsFromActionFile(text: string, path: string): EnvFile {
  const pairs =
    /^[{[]/.test(text) || !/^.+=.+/.test(text)
      ? null
      : readKeyValues(literal(text, { path, start: 0, end: text.length }, true));
  if (!pairs) return bindingsFromMap(text, path);
  const whole = { path, start: 0, end: text.length };
  return {
    bindings: pairs.pairs.map(({ key, value }) => {
      const at = rangeOf(key) ?? whole;
      return {
        name: asWritten(key),
        target: 'env',
        operation: 'set',
        source: { kind: 'value' },
        via: 'file',
        conditional: false,
        range: { path, start: at.start, end: rangeOf(value)?.end ?? at.end },
        related: [],
        value,
      };
    }),
    hidden: pairs.fault === null ? [] : [whole],
    gaps: pairs.fault === null ? [] : [{ reason: 'syntax-error', text: pairs.fault, range: whole, names: 'all' }],
  };
}
