import type { BindingFact } from '../../model/deployment.ts';
import { flatten } from '../../model/flat-text.ts';
import type { Range } from '../../model/span.ts';
import { known, type Piece, rangeOf, rangesOf, splitOnce, type Text, trim } from '../../model/text.ts';
import type { Gap } from '../../model/unresolved.ts';
import type { EnvFile } from './env-file.ts';

const NAME = /^(?:export\s+)?["']?([A-Za-z_][\w.-]*)["']?$/;

/**
 * Reads a file of variables that a script wrote line by line: `NAME=value` in one that is called a dotenv file, `NAME: value` in others.
 * What is neither leaves the list open.
 * @param use where the file is named
 */
export function bindingsFromWritten(text: Text, path: string, use: Range): EnvFile {
  const separator = /(^|\/)\.env[^/]*$|\.env(\.[\w-]+)?$/.test(path) && !/\.ya?ml$/.test(path) ? '=' : ':';
  const bindings: BindingFact[] = [];
  const gaps: Gap[] = [];
  for (const line of linesOf(text)) {
    const whole = trim(line);
    const [first] = whole;
    if (whole.length === 0 || (first?.kind === 'text' && /^(?:#|---|\{\}$)/.test(first.text))) continue;
    const sides = splitOnce(whole, separator);
    const name = sides ? NAME.exec(known(trim(sides[0])) ?? '')?.[1] : undefined;
    const range = rangeOf(whole) ?? use;
    if (!sides || name === undefined || isNested(line, separator))
      gaps.push({ reason: 'dynamic-list', text: 'a line that gives no name', range, names: 'all' });
    else bindings.push({ ...bind(name, unquoted(trim(sides[1])), range), conditional: whole.some(isConditional) });
  }
  return { bindings, gaps, hidden: gaps.length > 0 ? rangesOf(text) : [] };
}

function isConditional(piece: Piece): boolean {
  return piece.conditional === true;
}

/** An indented line of YAML is a part of what stands above it. */
function isNested(line: Text, separator: string): boolean {
  const [first] = line;
  return separator === ':' && first?.kind === 'text' && /^\s/.test(first.text);
}

function linesOf(text: Text): Text[] {
  const flat = flatten(text);
  const out: Text[] = [];
  let from = 0;
  for (let at = flat.chars.indexOf('\n'); at >= 0; at = flat.chars.indexOf('\n', from)) {
    out.push(flat.cut(from, at));
    from = at + 1;
  }
  return [...out, flat.cut(from, flat.chars.length)];
}

function unquoted(text: Text): Text {
  const flat = flatten(text);
  const quote = flat.chars[0] ?? '';
  const closes = /^["']$/.test(quote) && flat.chars.length > 1 && flat.chars.endsWith(quote);
  return closes ? flat.cut(1, flat.chars.length - 1) : text;
}

function bind(name: string, value: Text, range: Range): BindingFact {
  return {
    name,
    target: 'env',
    operation: 'set',
    source: { kind: 'value' },
    via: 'file',
    conditional: false,
    range,
    related: [],
    value,
  };
}
