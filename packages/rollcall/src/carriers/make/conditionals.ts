import { flatten } from '../../model/flat-text.ts';
import { asWritten, known, type Text, trim } from '../../model/text.ts';
import { expand } from './expand.ts';
import { findMakeVariable, type Make } from './state.ts';
import { parseSides } from './statements.ts';
import { holdsText } from './word-functions.ts';

/** A conditional that is open: whether its branch is read, and whether one of it was. */
export interface Branch {
  reads: boolean;
  taken: boolean;
}

export function isOpenBranch(branches: readonly Branch[]): boolean {
  return branches.every(({ reads }) => reads);
}

const TESTS = /^if(?:n?eq|n?def)$/;

/** `ifeq`, `ifdef`, `else`, `endif`; false: the line is none of them. https://www.gnu.org/software/make/manual/html_node/Conditional-Syntax.html */
export function readConditional(make: Make, branches: Branch[], word: string, rest: Text): boolean {
  const glued = /^(ifn?eq)[("']/.exec(word)?.[1];
  if (glued) return false;
  if (TESTS.test(word)) {
    const holds = isOpenBranch(branches) ? test(make, word, rest) : false;
    branches.push({ reads: holds, taken: holds });
    return true;
  }
  if (word === 'endif') {
    branches.pop();
    return true;
  }
  if (word !== 'else') return false;
  const branch = branches.at(-1);
  if (!branch) return true;
  const chars = flatten(rest).chars;
  const next = /^\S+/.exec(chars)?.[0] ?? '';
  if (!TESTS.test(next)) branch.reads = !branch.taken;
  else {
    const outer = isOpenBranch(branches.slice(0, -1));
    branch.reads =
      outer && !branch.taken && test(make, next, trim(flatten(rest).cut(next.length, chars.length), 'left'));
  }
  branch.taken ||= branch.reads;
  return true;
}

function test(make: Make, word: string, rest: Text): boolean {
  const isNegated = word.startsWith('ifn');
  const holds = word.endsWith('def') ? isDefined(make, rest) : areEqual(make, rest);
  return isNegated ? !holds : holds;
}

function isDefined(make: Make, rest: Text): boolean {
  const name = known(expand(make, rest));
  if (name === null) return make.choices.decide(`${asWritten(rest)} is defined`);
  const variable = findMakeVariable(make, name);
  if (variable) return holdsText(variable.value) ?? true;
  const told = make.told.get(name);
  if (told) return told.length > 0;
  const holds = make.choices.decide(`$(${name}) is set`);
  if (!holds) make.told.set(name, []);
  return holds;
}

function areEqual(make: Make, rest: Text): boolean {
  const sides = parseSides(rest);
  if (!sides) return make.choices.decide(asWritten(rest));
  const left = expand(make, sides[0]);
  const right = expand(make, sides[1]);
  const [a, b] = [known(left), known(right)];
  if (a !== null && b !== null) return a === b;
  return compare(make, ...(b === null ? ([right, a] as const) : ([left, b] as const)));
}

/** A hole beside a word: on the way on which they are equal, the hole is the word. */
function compare(make: Make, text: Text, word: string | null): boolean {
  const [only, ...more] = text;
  const isAlone = only?.kind === 'hole' && more.length === 0;
  const written = asWritten(text);
  if (word === '' && holdsText(text) === true) return false;
  const holds =
    word === '' ? !make.choices.decide(`${written} is set`) : make.choices.decide(`${written} = ${word ?? ''}`);
  if (!holds || word === null || !isAlone || only.kind !== 'hole') return holds;
  if (only.input !== undefined)
    make.told.set(only.input, word === '' ? [] : [{ kind: 'text', text: word, range: null, exact: false }]);
  if (/^[\w./-]{1,64}$/.test(word)) make.choices.conditions.push({ subject: written, equals: word });
  return holds;
}
