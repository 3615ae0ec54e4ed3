import { flatten } from '../../model/flat-text.ts';
import { asWritten, hole, known, type Piece, rangeOf, type Text, trim } from '../../model/text.ts';
import { callFunction, isFunction } from './functions.ts';
import { afterReference } from './lines.ts';
import { countMakeStep, DEEPEST, findMakeVariable, LONGEST, type Make, MakeBound } from './state.ts';
import { replaceSuffix } from './word-functions.ts';

/**
 * The text with its references filled in; what only run time knows is a hole.
 * https://www.gnu.org/software/make/manual/html_node/Reference.html
 */
export function expand(make: Make, text: Text): Text {
  if (!text.some((piece) => piece.kind === 'text' && piece.text.includes('$'))) return text;
  if (make.depth >= DEEPEST) throw new MakeBound();
  make.depth += 1;
  const flat = flatten(text);
  const out: Piece[] = [];
  let length = 0;
  const add = (pieces: Text): void => {
    for (const piece of pieces) {
      out.push(piece);
      length += piece.kind === 'text' ? piece.text.length : 1;
    }
    countMakeStep(make, 1 + (pieces.length >> 3));
    if (length > LONGEST) throw new MakeBound();
  };
  let from = 0;
  for (let at = flat.chars.indexOf('$'); at >= 0; at = flat.chars.indexOf('$', from)) {
    add(flat.cut(from, at));
    from = Math.max(at + 1, afterReference(flat.chars, at));
    add(expandReference(make, flat.cut(at, from), flat.chars.slice(at, from)));
  }
  add(flat.cut(from, flat.chars.length));
  make.depth -= 1;
  return out;
}

function expandReference(make: Make, text: Text, chars: string): Text {
  const range = rangeOf(text);
  if (chars === '$' || chars === '$$') return [{ kind: 'text', text: '$', range, exact: false }];
  const enclosed = /^\$[({]/.test(chars);
  const inner = flatten(text).cut(enclosed ? 2 : 1, /[)}]$/.test(chars) && enclosed ? chars.length - 1 : chars.length);
  const name = enclosed ? /^([a-z-]+)[ \t]/.exec(chars.slice(2))?.[1] : undefined;
  if (name !== undefined && isFunction(name)) {
    const args = trim(flatten(inner).cut(name.length, chars.length), 'left');
    return callFunction({ make, expand, expandName }, name, args, asWritten(text), range);
  }
  return expandVariable(make, expand(make, inner), asWritten(text), range);
}

/** `X`, or `X:a=b` and `X:%.a=%.b`. */
function expandVariable(make: Make, inner: Text, written: string, range: ReturnType<typeof rangeOf>): Text {
  const name = known(inner);
  if (name === null) return hole(written, range);
  const substitution = /^([^:]+):([^=]*)=([\s\S]*)$/.exec(name);
  if (substitution) {
    const [, base = '', left = '', right = ''] = substitution;
    return replaceSuffix(expandName(make, base.trim(), written, range), left, right) ?? hole(written, range);
  }
  return expandName(make, name.trim(), written, range);
}

/** What a variable holds; one that nothing sets is a hole that the environment or the caller fills. */
function expandName(make: Make, name: string, written: string, range: ReturnType<typeof rangeOf>): Text {
  const variable = findMakeVariable(make, name);
  if (variable) return variable.recursive ? expand(make, variable.value) : variable.value;
  const told = make.told.get(name);
  if (told) return told;
  if (/^[1-9]$/.test(name) || name === '' || make.assigned.has(name)) return [];
  return hole(written, range, name);
}
