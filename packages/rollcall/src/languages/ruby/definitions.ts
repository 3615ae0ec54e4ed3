import type {
  ClassDefinition,
  Expression,
  FunctionDefinition,
  Parameter,
  Statement,
  Target,
} from '../../program/program.ts';
import { partOf, partsOf, type Syntax } from '../syntax.ts';
import { namesIn } from './blocks.ts';
import { partsOfCall } from './calls.ts';
import { at, inScope, type Lowering, lowerExpression, lowerOptional, textOf } from './lowering.ts';
import { lowerBody, lowerReturning } from './statements.ts';
import { literalOf } from './strings.ts';
import { lowerTarget } from './targets.ts';

export function lowerParameters(x: Lowering, node: Syntax): Parameter[] {
  return partsOf(node).flatMap((one): Parameter[] => {
    const parameter = lowerParameter(x, one);
    return parameter ? [parameter] : [];
  });
}

function lowerParameter(x: Lowering, node: Syntax): Parameter | null {
  const [first, second] = partsOf(node);
  const own = (target: Target, sort: Parameter['sort'], otherwise: Syntax | undefined): Parameter => ({
    target,
    otherwise: otherwise ? lowerExpression(x, otherwise) : null,
    sort,
    annotation: null,
  });
  const named = (name: Syntax): Target => ({ kind: 'name', name: textOf(x, name), ...at(name) });
  switch (node.type) {
    case 'identifier':
      return own(named(node), 'positional', undefined);
    case 'destructured_parameter':
      return own(lowerTarget(x, node), 'positional', undefined);
    case 'optional_parameter':
      return first ? own(named(first), 'positional', second) : null;
    case 'keyword_parameter':
      return first ? own(named(first), 'keyword-only', second) : null;
    case 'splat_parameter':
      return first ? own(named(first), 'rest-list', undefined) : null;
    case 'hash_splat_parameter':
      return first ? own(named(first), 'rest-dict', undefined) : null;
    default:
      return null;
  }
}

/** The block that a method is given: it is called by `yield`, and by its name where it has one. */
function blockParameters(x: Lowering, listed: Syntax | undefined, place: Syntax): readonly Parameter[] {
  const written = listed ? partOf(listed, 'block_parameter') : undefined;
  const name = written ? partsOf(written)[0] : undefined;
  const block: Target = { kind: 'name', name: '&', start: place.start, end: place.start };
  const own: Parameter = { target: block, otherwise: null, sort: 'keyword-only', annotation: null };
  return name === undefined ? [own] : [own, { ...own, target: { kind: 'name', name: textOf(x, name), ...at(name) } }];
}

/** `def name(…) … end`, `def name = …`, `def self.name`. */
export function lowerMethod(x: Lowering, node: Syntax, inClass: boolean): FunctionDefinition {
  const singleton = node.type === 'singleton_method';
  const listed = partOf(node, 'method_parameters');
  const body = partOf(node, 'body_statement');
  const named = partsOf(node).filter((part) => part !== listed && part !== body);
  const name = named[singleton ? 1 : 0];
  const written = name ? textOf(x, name) : '';
  const parameters = listed ? lowerParameters(x, listed) : [];
  const value = body ? undefined : named[singleton ? 2 : 1];
  const outer = { inMethod: x.inMethod, ofClass: x.ofClass };
  const ownOfClass = singleton || outer.ofClass;
  x.inMethod = inClass || singleton;
  const statements = inScope(
    x,
    parameters.flatMap(({ target }) => namesIn(target)).concat(blockName(x, listed)),
    false,
    () => lowerReturning(x, body ? [body] : value ? [value] : []),
  );
  x.inMethod = outer.inMethod;
  const role =
    !inClass && !singleton
      ? 'function'
      : ownOfClass
        ? 'class-method'
        : written === 'initialize'
          ? 'constructor'
          : 'method';
  return {
    name: written,
    parameters: [...parameters, ...blockParameters(x, listed, node)],
    receiver: role === 'function' ? null : 'self',
    role,
    decorators: [],
    async: false,
    generator: false,
    body: statements,
    ...at(node),
  };
}

function blockName(x: Lowering, listed: Syntax | undefined): readonly string[] {
  const written = listed ? partOf(listed, 'block_parameter') : undefined;
  const name = written ? partsOf(written)[0] : undefined;
  return name ? [textOf(x, name)] : [];
}

/** A class, or a module: what is included counts as what it inherits from. */
export function lowerClass(x: Lowering, node: Syntax): ClassDefinition {
  const name = partsOf(node)[0];
  const superclass = partOf(node, 'superclass');
  const body = partOf(node, 'body_statement');
  const inner = body ? partsOf(body) : [];
  const bases: Expression[] = superclass ? [lowerOptional(x, partsOf(superclass)[0], superclass)] : [];
  for (const member of inner) bases.push(...includedBy(x, member));
  const { ofClass, inMethod } = x;
  x.ofClass = inner.some((member) => isOfItself(x, member));
  x.inMethod = false;
  const statements = inScope(x, [], false, () => inner.flatMap((member) => lowerMember(x, member)));
  x.ofClass = ofClass;
  x.inMethod = inMethod;
  return {
    name: name ? textOf(x, name) : null,
    bases,
    keywords: [],
    decorators: [],
    body: statements,
    fields: [],
    ...at(node),
  };
}

function includedBy(x: Lowering, member: Syntax): readonly Expression[] {
  const { method, args, receiver } =
    member.type === 'call' ? partsOfCall(member) : { method: undefined, args: [], receiver: undefined };
  if (!method || receiver || !/^(include|extend|prepend)$/.test(textOf(x, method))) return [];
  return args.flatMap((one) =>
    one.type === 'constant' || one.type === 'scope_resolution' ? [lowerExpression(x, one)] : [],
  );
}

/** `extend self` and a bare `module_function` make a module's methods its own. */
function isOfItself(x: Lowering, member: Syntax): boolean {
  if (member.type === 'identifier') return textOf(x, member) === 'module_function';
  if (member.type !== 'call') return false;
  const { method, args, receiver } = partsOfCall(member);
  return !receiver && method !== undefined && textOf(x, method) === 'extend' && args[0]?.type === 'self';
}

/** What a class body holds: methods, also behind `private`; accessors; the class's own methods in `class << self`. */
function lowerMember(x: Lowering, node: Syntax): Statement[] {
  if (node.type === 'method' || node.type === 'singleton_method')
    return [{ kind: 'function', definition: lowerMethod(x, node, true), exported: false, ...at(node) }];
  if (node.type === 'singleton_class') {
    const { ofClass } = x;
    x.ofClass = true;
    const body = partOf(node, 'body_statement');
    const members = body ? partsOf(body).flatMap((member) => lowerMember(x, member)) : [];
    x.ofClass = ofClass;
    return members;
  }
  if (node.type !== 'call') return lowerBody(x, [node]);
  const { method, args, receiver, block } = partsOfCall(node);
  const name = method && !receiver ? textOf(x, method) : '';
  if (/^(attr_reader|attr_accessor|mattr_reader|cattr_reader|mattr_accessor|cattr_accessor)$/.test(name))
    return args.flatMap((one) => accessorOf(x, one, node, /^[mc]/.test(name)));
  const defined = args.filter((one) => one.type === 'method' || one.type === 'singleton_method');
  if (defined.length > 0) return defined.flatMap((one) => lowerMember(x, one));
  if (name === 'class_methods' && block) {
    const { ofClass } = x;
    x.ofClass = true;
    const body = partOf(block, 'body_statement', 'block_body');
    const members = body ? partsOf(body).flatMap((member) => lowerMember(x, member)) : [];
    x.ofClass = ofClass;
    return members;
  }
  return lowerBody(x, [node]);
}

/** `attr_reader :name` gives what `@name` holds. */
function accessorOf(x: Lowering, node: Syntax, place: Syntax, ofClass: boolean): Statement[] {
  const name = literalOf(x, node);
  if (name === null) return [];
  const object: Expression = { kind: 'name', name: 'self', start: node.start, end: node.start };
  const value: Expression = { kind: 'attribute', object, name: `@${name}`, optional: false, ...at(node) };
  const definition: FunctionDefinition = {
    name,
    parameters: [],
    receiver: 'self',
    role: ofClass || x.ofClass ? 'class-method' : 'getter',
    decorators: [],
    async: false,
    generator: false,
    body: [{ kind: 'return', value, ...at(node) }],
    ...at(node),
  };
  return [{ kind: 'function', definition, exported: false, ...at(place) }];
}
