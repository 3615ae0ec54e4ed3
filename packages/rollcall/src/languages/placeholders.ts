import type { At, Expression, Statement } from '../program/program.ts';

/** The function of the evaluation that a placeholder is a call of. */
const PLACEHOLDER = 'spring.placeholder';

const deepest = 12;

/**
 * A text with `${name}` and `${name:otherwise}` in it, as a template whose placeholders are calls. A default may hold placeholders too.
 * https://docs.spring.io/spring-framework/reference/core/beans/environment.html#beans-placeholder-resolution-in-statements
 * https://smallrye.io/smallrye-config/Main/config/expressions/
 * @param offset where the text begins in its source
 */
export function placeholdersIn(text: string, offset: number): Expression {
  const parts = partsOf(text, offset, 0);
  const [only] = parts;
  const whole = { start: offset, end: offset + text.length };
  if (only && parts.length === 1) return only;
  return parts.length === 0 ? plain(text, offset) : { kind: 'template', parts, ...whole };
}

function plain(value: string, start: number): Expression {
  return { kind: 'string', value, contentStart: start, start, end: start + value.length };
}

function partsOf(text: string, offset: number, depth: number): Expression[] {
  const parts: Expression[] = [];
  let done = 0;
  while (done < text.length) {
    const open = depth < deepest ? text.indexOf('${', done) : -1;
    const close = open < 0 ? -1 : closingOf(text, open + 2);
    if (close < 0) break;
    if (open > done) parts.push(plain(text.slice(done, open), offset + done));
    parts.push(placeholder(text.slice(open + 2, close), offset + open + 2, depth));
    done = close + 1;
  }
  if (done < text.length) parts.push(plain(text.slice(done), offset + done));
  return parts;
}

/** Where the brace of a placeholder closes, past those within; -1 where it does not. */
function closingOf(text: string, from: number): number {
  let open = 0;
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 123) open++;
    else if (c === 125 && open-- === 0) return i;
  }
  return -1;
}

function placeholder(inner: string, offset: number, depth: number): Expression {
  const colon = inner.indexOf(':');
  const written = colon < 0 ? inner : inner.slice(0, colon);
  const name = written.trim();
  const start = offset + written.length - written.trimStart().length;
  const place = { start, end: start + name.length };
  const args: Expression[] = [{ kind: 'string', value: name, contentStart: start, ...place }];
  if (name.includes('${')) args[0] = { kind: 'template', parts: partsOf(name, start, depth + 1), ...place };
  if (colon >= 0) {
    const rest = partsOf(inner.slice(colon + 1), offset + colon + 1, depth + 1);
    const [only] = rest;
    const at = { start: offset + colon + 1, end: offset + inner.length };
    args.push(
      only && rest.length === 1
        ? only
        : rest.length === 0
          ? plain('', at.start)
          : { kind: 'template', parts: rest, ...at },
    );
  }
  return callOf(PLACEHOLDER, args, place);
}

/** A call of a function that the evaluation models. */
export function callOf(name: string, args: readonly Expression[], place: { start: number; end: number }): Expression {
  return {
    kind: 'call',
    callee: { kind: 'name', name, start: place.start, end: place.start },
    args: args.map((value) => ({ value, name: null, spread: null, start: value.start, end: value.end })),
    constructs: false,
    optional: false,
    start: place.start,
    end: place.end,
  };
}

/** Functions of the evaluation that ask whether a text is there. */
const ASKING = /^(java\.is(Empty|Blank)|ruby\.(blank|present)\?)$/;

/**
 * Tests of the fields of an object that some of its methods ask for emptiness, to be made where it is made: a framework puts an empty text
 * into a field, and methods that nobody is seen to call cope with it.
 */
export function testsOfFields(methods: readonly unknown[], place: At): readonly Statement[] {
  const names = new Set<string>();
  for (const one of methods) addAsked(one, names, 0);
  const start = { start: place.start, end: place.start };
  const object: Expression = { kind: 'name', name: 'this', ...start };
  return [...names].map((name) => {
    const field: Expression = { kind: 'attribute', object, name, optional: true, ...start };
    return { kind: 'expression', value: callOf('ruby.blank?', [field], start), ...start };
  });
}

function addAsked(node: unknown, names: Set<string>, depth: number): void {
  if (typeof node !== 'object' || node === null || depth > 400) return;
  const asked = askedField(node);
  if (asked !== null) names.add(asked);
  for (const inner of Object.values(node)) addAsked(inner, names, depth + 1);
}

/** The field that a call asks for: `this.key.isBlank()`. */
function askedField(node: object): string | null {
  const { kind, callee, args } = node as Partial<Extract<Expression, { kind: 'call' }>>;
  if (kind !== 'call' || callee?.kind !== 'name' || !ASKING.test(callee.name)) return null;
  const asked = args?.[0]?.value;
  const field = asked?.kind === 'call' && asked.bare ? asked.callee : asked;
  return field?.kind === 'attribute' && field.object.kind === 'name' && field.object.name === 'this'
    ? field.name
    : null;
}
