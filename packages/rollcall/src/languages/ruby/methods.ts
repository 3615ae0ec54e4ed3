import type { At, CallArgument, Expression } from '../../program/program.ts';
import { at, callOf } from './lowering.ts';

/** Methods that every object has, `nil` too, or that Rails gives to every object: functions of what they are called on. */
const universal: ReadonlySet<string> = new Set(
  `blank? present? presence empty? any? none? to_s to_i to_f to_sym to_a to_h strip chomp squish downcase upcase freeze dup itself split
  first last compact uniq flatten sort keys values tap then try inspect to_json is_a? kind_of? respond_to? instance_of? hash frozen? to_r
  to_c size length count to_proc symbolize_keys deep_symbolize_keys with_indifferent_access html_safe`.split(/\s+/),
);

/** Methods whose block is called when something happens later: a request, a job, a callback. */
export const RUN_LATER: ReadonlySet<string> = new Set(
  `get post put patch delete options head before after not_found error helpers before_action after_action around_action rescue_from
  scope validate before_save after_save after_create after_commit before_create throttle blocklist safelist track define_method
  subscribe every schedule on helper_method trap at_exit before_send lambda proc task desc namespace`.split(/\s+/),
);

const contained: ReadonlySet<string> = new Set(['key?', 'has_key?', 'include?', 'member?', 'exclude?']);

/** A method of something. What its name alone tells becomes an operator or a function, whatever the receiver is. */
export function applyMethod(
  object: Expression,
  name: string,
  args: readonly CallArgument[],
  safe: boolean,
  place: At,
  method: At,
): Expression {
  const positional = args.filter((one) => one.name === null && one.spread === null).map(({ value }) => value);
  const [first] = positional;
  if (name === 'nil?' && args.length === 0)
    return { kind: 'compare', operator: 'is', left: object, right: { kind: 'null', ...at(method) }, ...at(place) };
  if (contained.has(name) && first && positional.length === 1)
    return {
      kind: 'compare',
      operator: name === 'exclude?' ? 'not in' : 'in',
      left: first,
      right: object,
      ...at(place),
    };
  if (name === 'in?' && first) return { kind: 'compare', operator: 'in', left: object, right: first, ...at(place) };
  if ((name === 'eql?' || name === 'equal?') && first)
    return { kind: 'compare', operator: '==', left: object, right: first, ...at(place) };
  const environment = isRailsEnvironment(object) ? environmentTest(object, name, place, method) : null;
  if (environment) return environment;
  if (universal.has(name) && args.every((one) => one.name === null))
    return callOf(`ruby.${safe ? '&.' : ''}${name}`, [object, ...positional], place);
  if (name === 'new' && !safe)
    return { kind: 'call', callee: object, args, constructs: true, optional: false, ...at(place) };
  const callee: Expression = { kind: 'attribute', object, name, optional: safe, start: object.start, end: method.end };
  const call: Expression = { kind: 'call', callee, args, constructs: false, optional: safe, ...at(place) };
  return args.length === 0 ? { ...call, bare: true } : call;
}

function isRailsEnvironment(object: Expression): boolean {
  if (object.kind !== 'call' || object.callee.kind !== 'attribute') return false;
  const { object: module, name } = object.callee;
  return name === 'env' && module.kind === 'name' && module.name === 'Rails';
}

/** `Rails.env.staging?` compares the environment's name. https://api.rubyonrails.org/classes/ActiveSupport/EnvironmentInquirer.html */
function environmentTest(object: Expression, name: string, place: At, method: At): Expression | null {
  if (!name.endsWith('?') || name === 'nil?' || universal.has(name)) return null;
  const equals = (word: string): Expression => ({
    kind: 'compare',
    operator: '==',
    left: object,
    right: { kind: 'string', value: word, contentStart: name === 'local?' ? -1 : method.start, ...at(method) },
    ...at(place),
  });
  if (name !== 'local?') return equals(name.slice(0, -1));
  return { kind: 'logic', operator: 'or', left: equals('development'), right: equals('test'), ...at(place) };
}
