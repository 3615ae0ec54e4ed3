import { known } from '../../model/text.ts';
import type { Builtin, BuiltinCall } from '../builtins.ts';
import { callValue } from '../calls.ts';
import { truthOf } from '../conditions.ts';
import { isSet, readEnvironment } from '../environment.ts';
import { iterate } from '../iterate.ts';
import { markFallback, markTested } from '../read-defaults.ts';
import { branch, frame, noteDeciding, Raised, raise, rangeAt, written } from '../run.ts';
import {
  alternatives,
  bool,
  dict,
  type Item,
  isOpen,
  keyOf,
  list,
  NULL,
  text,
  union,
  unknown,
  type Value,
} from '../value.ts';

const NONE = { positional: [], named: new Map(), open: false } as const;

/** `ENV.fetch("X")` raises a KeyError; a default, or what a block gives, stands in. https://docs.ruby-lang.org/en/3.3/ENV.html */
const fetch: Builtin = (call) => {
  const { run, args, at } = call;
  const [name, second] = args.positional;
  const block = args.named.get('&');
  if (!name) return undefined;
  if (!block)
    return readEnvironment(run, name, at, {
      idiom: 'ENV.fetch',
      missing: second ? 'null' : 'raise',
      otherwise: second,
    });
  const value = readEnvironment(run, name, at, { idiom: 'ENV.fetch', missing: 'null' });
  const there = alternatives(value).filter((one) => one.kind !== 'null');
  if (there.length === alternatives(value).length) return value;
  noteDeciding(run, value);
  let other: Value = NULL;
  const stand = (): void => {
    other = callValue(run, block, { ...NONE, positional: [name] }, at);
  };
  if (there.length === 0) stand();
  else if (!branch(run, [stand, () => {}])) throw new Raised();
  return union([...there, ...alternatives(markFallback(run, value, other, true))]);
};

const read: Builtin = ({ run, args, at }) => {
  const [name] = args.positional;
  return name && readEnvironment(run, name, at, { idiom: 'ENV[]', missing: 'null' });
};

/** `ENV.values_at("A", "B")`, `ENV.slice("A", "B")`. */
const several: Builtin = ({ run, args, at }) =>
  list(args.positional.map((name) => readEnvironment(run, name, at, { idiom: 'ENV.values_at', missing: 'null' })));

const slice: Builtin = ({ run, args, at }) =>
  dict(
    args.positional.map((name) => [name, readEnvironment(run, name, at, { idiom: 'ENV.slice', missing: 'null' })]),
    true,
  );

const whole: Builtin = () => ({ kind: 'environment' });

const everything: Builtin = ({ run, at }) => {
  run.dynamicReads.push(rangeAt(run, at));
  return unknown('ENV');
};

/** `Rails.env`: `RAILS_ENV`, `RACK_ENV`, or development. https://api.rubyonrails.org/classes/Rails.html#method-c-env */
const railsEnvironment: Builtin = ({ run, at }) =>
  readEnvironment(run, text('RAILS_ENV'), at, {
    idiom: 'Rails.env',
    missing: 'null',
    otherwise: text('development'),
  });

/** `Dotenv.require_keys("A", "B")`, `Figaro.require_keys("A")`. https://github.com/bkeepers/dotenv#required-keys */
const requireKeys: Builtin = ({ run, args, at }) => {
  const names = args.positional.flatMap((one) =>
    one.kind === 'list' ? one.items.value.flatMap((item) => (isOpen(item) ? [] : [item.value])) : [one],
  );
  for (const name of names) readEnvironment(run, name, at, { idiom: 'require_keys', missing: 'raise' });
  return NULL;
};

/** What a library gives, by which its members are told. */
function asModule(name: string): Builtin {
  return () => ({ kind: 'builtin', name, receiver: null });
}

/** `Figaro.env.name`, `Figaro.env.name!`. https://github.com/laserlemon/figaro#figaroenv */
export function figaroMember(name: string): Builtin | undefined {
  const method = /^Figaro\.env\.(\w+)([!?]?)$/.exec(name);
  if (!method) return undefined;
  const [, word = '', mark] = method;
  return ({ run, at }) => {
    const key = text(word.toUpperCase());
    if (mark !== '?')
      return readEnvironment(run, key, at, { idiom: 'Figaro.env', missing: mark === '!' ? 'raise' : 'null' });
    const there = isSet(run, key, at);
    return there === null ? unknown(written(run, at), rangeAt(run, at)) : bool(there);
  };
}

const stop: Builtin = ({ run, at }) => raise(run, at, ['RuntimeError', 'Exception']);
const abort: Builtin = ({ run, at }) => raise(run, at, ['SystemExit']);
const exit: Builtin = (call) => {
  const [code] = call.args.positional;
  const clean =
    code === undefined || (code.kind === 'number' && code.value === 0) || (code.kind === 'boolean' && code.value);
  return clean ? raise(call.run, call.at, ['SystemExit', 'clean']) : abort(call);
};

/** Whether something is blank to Rails: nothing, false, or empty. https://api.rubyonrails.org/classes/Object.html#method-i-blank-3F */
function isBlank({ run }: BuiltinCall, value: Value): boolean | null {
  if (value.kind === 'text') {
    const whole = known(value.text);
    return whole === null ? (truthOf(run, value, '') === true ? false : null) : whole.trim() === '';
  }
  if (value.kind === 'list') return isEmptyList(value.items.value);
  if (value.kind === 'dict')
    return value.content.value.entries.size > 0 ? false : value.content.value.open ? null : true;
  if (value.kind === 'number') return false;
  const truth = truthOf(run, value, frame(run).path);
  return truth === null ? null : !truth;
}

function isEmptyList(items: readonly Item[]): boolean | null {
  if (items.some((item) => !isOpen(item) && !item.conditional)) return false;
  return items.length === 0 ? true : null;
}

function blankness(wanted: boolean): Builtin {
  return (call) => {
    const value = call.args.positional[0] ?? NULL;
    markTested(value);
    noteDeciding(call.run, value);
    const told = new Set(alternatives(value).map((one) => isBlank(call, one)));
    const [only] = told;
    if (told.size > 1) call.run.risky = true;
    return told.size === 1 && typeof only === 'boolean' ? bool(only === wanted) : undefined;
  };
}

/** What has no such method is refused: `nil.empty?`. */
function refusingNil(then: Builtin): Builtin {
  return (call) => {
    const value = call.args.positional[0] ?? NULL;
    const missing = alternatives(value).filter((one) => one.kind === 'null' && one.of !== undefined && !one.soft);
    if (missing.length > 0) call.run.risky = true;
    if (missing.length === alternatives(value).length) {
      noteDeciding(call.run, value);
      raise(call.run, call.at, ['AttributeError', 'Exception']);
    }
    return then(call);
  };
}

const presence: Builtin = (call) => {
  const value = call.args.positional[0] ?? NULL;
  markTested(value);
  return union(
    alternatives(value).map((one) => {
      const blank = isBlank(call, one);
      if (blank !== true) return one;
      const of = one.kind === 'null' || one.kind === 'text' ? one.of : undefined;
      return of === undefined ? NULL : ({ kind: 'null', of } as const);
    }),
  );
};

/** What is there stays what it is, in another form: a text without white space, a copy. */
const itself: Builtin = ({ args }) => args.positional[0];

function folding(change: (whole: string) => string): Builtin {
  return ({ args }) =>
    union(
      alternatives(args.positional[0] ?? NULL).map((one): Value => {
        if (one.kind === 'read') return { ...one, folded: true };
        const whole = one.kind === 'text' ? known(one.text) : null;
        return whole !== null && one.kind === 'text' ? { ...one, text: text(change(whole)).text } : one;
      }),
    );
}

/** `x.to_s`: nothing becomes the empty text. */
const toText: Builtin = ({ args }) =>
  union(
    alternatives(args.positional[0] ?? NULL).map((one): Value => {
      if (one.kind === 'null') return one.of === undefined ? text('') : { ...text(''), of: one.of };
      return one.kind === 'number' || one.kind === 'boolean' ? text(String(one.value)) : one;
    }),
  );

/** `x.to_i`: nothing becomes 0. */
const toNumber: Builtin = ({ run, args, at }) =>
  union(
    alternatives(args.positional[0] ?? NULL).map((one): Value => {
      if (one.kind === 'read') return { ...one, derived: true };
      if (one.kind === 'null') return { kind: 'number', value: 0 };
      const word = keyOf(one);
      const number = word === null ? Number.NaN : Number.parseFloat(word);
      return Number.isNaN(number) ? unknown(written(run, at), rangeAt(run, at)) : { kind: 'number', value: number };
    }),
  );

/** `Integer(x)`, `URI(x)`, `JSON.parse(x)`: what is not there is refused. */
const strict: Builtin = (call) => {
  const value = call.args.positional[0] ?? NULL;
  const refused = (one: Value): boolean =>
    (one.kind === 'null' && one.of !== undefined && !one.soft) ||
    (one.kind === 'text' && one.of !== undefined && known(one.text) === '');
  const given = alternatives(value);
  if (call.args.named.has('exception') || !given.some(refused)) return undefined;
  call.run.risky = true;
  if (!given.every(refused)) return undefined;
  noteDeciding(call.run, value);
  return raise(call.run, call.at, ['TypeError', 'ValueError', 'Exception']);
};

function items(call: BuiltinCall): readonly Item[] {
  return iterate(call.run, call.args.positional[0] ?? NULL, 'values', call.at);
}

function listOf(found: readonly Item[]): Value {
  return { kind: 'list', sort: 'list', items: { value: found } };
}

/** Pairs of a hash, or the items of what is none. */
const pairs: Builtin = (call) => {
  const [value] = call.args.positional;
  if (value?.kind !== 'dict') return value;
  const { entries, open } = value.content.value;
  const found: Item[] = [...entries.values()].map(({ key, value: held, conditional }) => ({
    value: list([key, held], 'tuple'),
    conditional,
  }));
  return listOf(open ? [...found, { open: true, written: written(call.run, call.at), range: null }] : found);
};

const withIndex: Builtin = (call) =>
  listOf(
    items(call).map((item, i) =>
      isOpen(item) ? item : { ...item, value: list([item.value, { kind: 'number', value: i }], 'tuple') },
    ),
  );

const compact: Builtin = (call) => {
  const [value] = call.args.positional;
  if (value?.kind !== 'list') return value;
  return listOf(
    items(call).flatMap((item): readonly Item[] => {
      if (isOpen(item)) return [item];
      const there = alternatives(item.value).filter((one) => one.kind !== 'null');
      if (there.length < alternatives(item.value).length) noteDeciding(call.run, item.value);
      if (there.length === 0) return [];
      return [{ value: union(there), conditional: item.conditional || there.length < alternatives(item.value).length }];
    }),
  );
};

const first: Builtin = (call) => {
  const [value] = call.args.positional;
  if (value?.kind !== 'list') return undefined;
  const found: Value[] = [];
  for (const item of value.items.value) {
    if (isOpen(item)) return undefined;
    found.push(item.value);
    if (!item.conditional) return union(found);
  }
  return union([...found, NULL]);
};

const keysOf: Builtin = ({ args }) => {
  const [value] = args.positional;
  if (value?.kind !== 'dict' || value.content.value.open) return undefined;
  return listOf([...value.content.value.entries.values()].map(({ key, conditional }) => ({ value: key, conditional })));
};

const valuesOf: Builtin = ({ args }) => {
  const [value] = args.positional;
  if (value?.kind !== 'dict' || value.content.value.open) return undefined;
  return listOf(
    [...value.content.value.entries.values()].map((one) => ({ value: one.value, conditional: one.conditional })),
  );
};

/** An empty text has no part, so nothing takes it for a value. https://docs.ruby-lang.org/en/master/String.html#method-i-split */
const splitParts: Builtin = ({ args }) => {
  const [whole] = args.positional;
  if (whole) markTested(whole);
  return undefined;
};

/** Methods as functions of what they are called on; those that `nil` lacks refuse it. */
const METHODS: readonly (readonly [string, Builtin, 'nil' | 'no nil'])[] = [
  ['blank?', blankness(true), 'nil'],
  ['present?', blankness(false), 'nil'],
  ['empty?', blankness(true), 'no nil'],
  ['any?', blankness(false), 'no nil'],
  ['none?', blankness(true), 'no nil'],
  ['presence', presence, 'nil'],
  ['to_s', toText, 'nil'],
  ['to_i', toNumber, 'nil'],
  ['to_f', toNumber, 'nil'],
  ['to_sym', itself, 'no nil'],
  ['strip', itself, 'no nil'],
  ['chomp', itself, 'no nil'],
  ['squish', itself, 'no nil'],
  ['downcase', folding((whole_) => whole_.toLowerCase()), 'no nil'],
  ['upcase', folding((whole_) => whole_.toUpperCase()), 'no nil'],
  ['freeze', itself, 'nil'],
  ['dup', itself, 'nil'],
  ['itself', itself, 'nil'],
  ['html_safe', itself, 'no nil'],
  ['symbolize_keys', itself, 'no nil'],
  ['deep_symbolize_keys', itself, 'no nil'],
  ['with_indifferent_access', itself, 'no nil'],
  ['compact', compact, 'no nil'],
  ['uniq', itself, 'no nil'],
  ['flatten', itself, 'no nil'],
  ['sort', itself, 'no nil'],
  ['first', first, 'no nil'],
  ['keys', keysOf, 'no nil'],
  ['values', valuesOf, 'no nil'],
  ['split', splitParts, 'no nil'],
  ['size', () => undefined, 'no nil'],
  ['length', () => undefined, 'no nil'],
];

/** `x&.strip`: nothing stays nothing. */
function safe(method: Builtin): Builtin {
  return (call) => {
    const value = call.args.positional[0] ?? NULL;
    const missing = alternatives(value).filter((one) => one.kind === 'null');
    const there = alternatives(value).filter((one) => one.kind !== 'null');
    if (there.length === 0) return union(missing);
    const made = method({
      ...call,
      args: { ...call.args, positional: [union(there), ...call.args.positional.slice(1)] },
    });
    return union([...missing, made ?? unknown(written(call.run, call.at), rangeAt(call.run, call.at))]);
  };
}

export const RUBY: readonly (readonly [string, Builtin])[] = [
  ['ENV.fetch', fetch],
  ['ENV.[]', read],
  ['ENV.delete', read],
  ['ENV.values_at', several],
  ['ENV.slice', slice],
  ['ENV.to_h', whole],
  ['ENV.to_hash', whole],
  ['ENV.dup', whole],
  ['ENV.each', everything],
  ['ENV.each_pair', everything],
  ['ENV.keys', everything],
  ['ENV.values', everything],
  ['Rails.env', railsEnvironment],
  ['Dotenv.require_keys', requireKeys],
  ['Figaro.require_keys', requireKeys],
  ['Figaro.env', asModule('Figaro.env')],
  ['Integer', strict],
  ['Float', strict],
  ['URI', strict],
  ['URI.parse', strict],
  ['File.read', strict],
  ['Base64.decode64', strict],
  ['Base64.strict_decode64', strict],
  ['ruby.raise', stop],
  ['ruby.abort', abort],
  ['ruby.exit', exit],
  ['ruby.pairs', pairs],
  ['ruby.with_index', withIndex],
  ...METHODS.flatMap(([name, method, nil]) => {
    const own = nil === 'nil' ? method : refusingNil(method);
    return [[`ruby.${name}`, own] as const, [`ruby.&.${name}`, safe(method)] as const];
  }),
];

const BY_NAME = new Map<string, Builtin>(RUBY);

/** The model of a method that refuses to be called on nothing, for other languages that have one like it. */
export function methodOfNothing(name: string): Builtin {
  return (call) => BY_NAME.get(`ruby.${name}`)?.(call);
}
