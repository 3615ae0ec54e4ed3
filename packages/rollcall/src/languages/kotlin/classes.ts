import type { ClassDefinition, Expression, FunctionDefinition, Parameter, Statement } from '../../program/program.ts';
import { testsOfFields } from '../placeholders.ts';
import { partOf, partsOf, type Syntax } from '../syntax.ts';
import { boundValue, injectedValue, managedBy, prefixOf } from './annotations.ts';
import { classNamed } from './expressions.ts';
import { injections, lowerFunction, readParameters, typesOf, type Written } from './functions.ts';
import {
  type Around,
  at,
  before,
  functionOf,
  inScope,
  type Lowering,
  lowerExpression,
  nameAt,
  nullAt,
  textOf,
} from './lowering.ts';
import { lowerMaker, lowerStatements, valueIn } from './statements.ts';

/** A class, interface, enumeration or object. What a companion or an object holds is of the class itself. */
export function lowerClass(x: Lowering, node: Syntax): ClassDefinition {
  const name = partOf(node, 'identifier');
  const isObject = node.type === 'object_declaration';
  const body = partOf(node, 'class_body', 'enum_class_body');
  const all = body ? partsOf(body) : [];
  const shared = all.flatMap((one) => (one.type === 'companion_object' ? membersOf(one) : []));
  const members = isObject ? [] : all;
  const own = isObject ? all : shared;
  const primary = partOf(node, 'primary_constructor');
  const listed = primary ? partOf(primary, 'class_parameters') : undefined;
  const { classes } = x;
  // Defaults of parameters are lowered without the class: they see no property of it.
  const parameters = readParameters(x, listed);
  x.classes = [...classes, aroundOf(x, name ? textOf(x, name) : '', [...members, ...own], parameters)];
  const lowered = inScope(x, new Map(), () => [
    ...own.flatMap((one) => sharedMember(x, one)),
    ...withConstructor(x, node, members, parameters),
  ]);
  x.classes = classes;
  return {
    name: name ? textOf(x, name) : '',
    bases: basesOf(x, node),
    keywords: [],
    decorators: [],
    body: lowered,
    fields: [],
    ...at(node),
  };
}

function membersOf(companion: Syntax): readonly Syntax[] {
  const body = partOf(companion, 'class_body');
  return body ? partsOf(body) : [];
}

function aroundOf(x: Lowering, name: string, members: readonly Syntax[], parameters: readonly Written[]): Around {
  const methods = members.flatMap((one) => {
    const own = one.type === 'function_declaration' ? partOf(one, 'identifier') : undefined;
    return own ? [textOf(x, own)] : [];
  });
  const fields = members.flatMap((one): [string, string][] => {
    const own = propertyName(one);
    const type = own && partsOf(own.declared).find((part) => part !== own.name);
    return own ? [[textOf(x, own.name), type ? textOf(x, type) : '']] : [];
  });
  const kept = parameters.flatMap(({ kept: isKept, name: own, type }): [string, string][] =>
    isKept ? [[textOf(x, own), type]] : [],
  );
  return { name, methods: new Set(methods), fields: new Map([...kept, ...fields]) };
}

function propertyName(node: Syntax): { readonly declared: Syntax; readonly name: Syntax } | null {
  const declared = node.type === 'property_declaration' ? partOf(node, 'variable_declaration') : undefined;
  const name = declared && partOf(declared, 'identifier');
  return declared && name ? { declared, name } : null;
}

function basesOf(x: Lowering, node: Syntax): readonly Expression[] {
  const specifiers = partOf(node, 'delegation_specifiers');
  return (specifiers ? partsOf(specifiers) : []).flatMap((one): Expression[] => {
    const made = partOf(one, 'constructor_invocation');
    const type = made && partOf(made, 'user_type');
    const name = type && partsOf(type).findLast(({ type: kind }) => kind === 'identifier');
    return name ? [nameAt(classNamed(x, textOf(x, name)), name)] : [];
  });
}

/** A member of an object or a companion. */
function sharedMember(x: Lowering, node: Syntax): readonly Statement[] {
  if (/^(class|object)_declaration$/.test(node.type)) return lowerStatements(x, [node]);
  if (node.type === 'anonymous_initializer') return blockOf(x, node);
  if (node.type === 'function_declaration') return [functionStatement(lowerFunction(x, node, 'object'))];
  const property = propertyName(node);
  if (!property) return [];
  const maker = valueIn(node) ? null : lowerMaker(x, node);
  if (maker) return [functionStatement(makerOf(x, property.name, maker, node, 'class-method'))];
  const target = { kind: 'name', name: textOf(x, property.name), ...at(property.name) } as const;
  const value = propertyValue(x, node);
  return [{ kind: 'assign', target, operator: null, value, annotation: null, exported: true, ...at(node) }];
}

function functionStatement(definition: FunctionDefinition): Statement {
  return { kind: 'function', definition, exported: true, ...at(definition) };
}

function makerOf(
  x: Lowering,
  name: Syntax,
  body: readonly Statement[],
  node: Syntax,
  role: 'method' | 'class-method',
): FunctionDefinition {
  return { ...functionOf(textOf(x, name), [], body, node), receiver: 'this', role };
}

function blockOf(x: Lowering, node: Syntax): readonly Statement[] {
  const block = partOf(node, 'block');
  return block ? lowerStatements(x, partsOf(block)) : [];
}

function propertyValue(x: Lowering, node: Syntax): Expression | null {
  const property = propertyName(node);
  const type = property && partsOf(property.declared).find((one) => one !== property.name);
  const injected = injectedValue(x, [node], type ? textOf(x, type) : '');
  const value = valueIn(node);
  return injected ?? (value ? lowerExpression(x, value) : null);
}

/** Functions of a class, classes in it, and properties that are made when they are asked for. */
function method(x: Lowering, node: Syntax): readonly Statement[] {
  if (/^(class|object)_declaration$/.test(node.type)) return lowerStatements(x, [node]);
  if (node.type === 'function_declaration') return [functionStatement(lowerFunction(x, node, 'class'))];
  const property = propertyName(node);
  const maker = property && !valueIn(node) ? lowerMaker(x, node) : null;
  return property && maker ? [functionStatement(makerOf(x, property.name, maker, node, 'method'))] : [];
}

function withConstructor(
  x: Lowering,
  node: Syntax,
  members: readonly Syntax[],
  parameters: readonly Written[],
): readonly Statement[] {
  const methods = members.flatMap((one) => method(x, one));
  return [...methods, ...constructorOf(x, node, members, parameters, testsOfFields(methods, node))];
}

/** What is done when an object is made: its parameters, its properties and its blocks in their order. */
function constructorOf(
  x: Lowering,
  node: Syntax,
  members: readonly Syntax[],
  parameters: readonly Written[],
  tests: readonly Statement[],
): readonly Statement[] {
  const prefix = prefixOf(x, node);
  const given = parameters.filter(({ kept }) => kept).map((one) => property(x, one.name, givenValue(x, one, prefix)));
  const own = inScope(x, typesOf(parameters), () => members.flatMap((one) => initial(x, one, prefix)));
  const body = [...injections(parameters), ...given, ...own, ...tests];
  if (body.length === tests.length) return [];
  return [
    functionStatement({
      ...functionOf(
        '<init>',
        parameters.map((one) => parameterOf(one, prefix)),
        body,
        node,
      ),
      receiver: 'this',
      role: 'constructor',
      decorators: managedBy(x, node),
    }),
  ];
}

/** What a framework puts in need not be given. */
function parameterOf({ parameter, injected }: Written, prefix: string | null): Parameter {
  if (parameter.otherwise !== null || (injected === null && prefix === null)) return parameter;
  return { ...parameter, otherwise: nullAt(parameter.target) };
}

function givenValue(x: Lowering, { parameter, name, type }: Written, prefix: string | null): Expression {
  if (prefix === null) return nameAt(textOf(x, name), name);
  return boundValue(x, prefix, name, parameter.otherwise, parameter.otherwise === null && !type.endsWith('?'));
}

function property(x: Lowering, name: Syntax, value: Expression | null): Statement {
  const place = value ? at(value) : at(name);
  const target = { kind: 'attribute', object: nameAt('this', before(place)), name: textOf(x, name), ...place } as const;
  const kept = value ?? nullAt(place);
  return { kind: 'assign', target, operator: null, value: kept, annotation: null, exported: false, ...place };
}

function initial(x: Lowering, node: Syntax, prefix: string | null): readonly Statement[] {
  if (node.type === 'anonymous_initializer') return blockOf(x, node);
  const own = propertyName(node);
  if (!own || (!valueIn(node) && partOf(node, 'getter', 'property_delegate'))) return [];
  const value = propertyValue(x, node);
  if (prefix === null || value?.kind === 'call') return value ? [property(x, own.name, value)] : [];
  return [property(x, own.name, boundValue(x, prefix, own.name, value, false))];
}
