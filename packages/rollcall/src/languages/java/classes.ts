import type { ClassDefinition, Expression, FunctionDefinition, Statement } from '../../program/program.ts';
import { testsOfFields } from '../placeholders.ts';
import { partOf, partsOf, type Syntax } from '../syntax.ts';
import { annotationsOf, boundValue, injectedValue, prefixOf } from './annotations.ts';
import { lowerMethod, mergeOverloads } from './functions.ts';
import { type Around, at, inScope, type Lowering, lowerExpression, textOf } from './lowering.ts';
import { lowerStatements } from './statements.ts';

type Field = ClassDefinition['fields'][number];

/** A class, interface, enumeration or record. */
export function lowerClass(x: Lowering, node: Syntax): ClassDefinition {
  const name = partOf(node, 'identifier');
  const body = partOf(node, 'class_body', 'interface_body', 'enum_body');
  const members = body ? membersOf(body) : [];
  const around: Around = {
    name: name ? textOf(x, name) : '',
    methods: new Set(members.flatMap((one) => (one.type === 'method_declaration' ? nameOf(x, one) : []))),
    fields: new Map(members.flatMap((one) => (isField(one) ? typedNames(x, one) : []))),
  };
  const { classes } = x;
  x.classes = [...classes, around];
  const lowered = inScope(x, new Map(), () => lowerMembers(x, node, members));
  x.classes = classes;
  const base = partOf(node, 'superclass');
  const extended = base ? partsOf(base)[0] : undefined;
  const plain = extended?.type === 'generic_type' ? partsOf(extended)[0] : extended;
  return {
    name: around.name,
    bases: plain ? [lowerExpression(x, plain)] : [],
    keywords: [],
    decorators: [],
    body: lowered,
    fields: [],
    ...at(node),
  };
}

function membersOf(body: Syntax): readonly Syntax[] {
  return partsOf(body).flatMap((one) => (one.type === 'enum_body_declarations' ? partsOf(one) : [one]));
}

function isField({ type }: Syntax): boolean {
  return type === 'field_declaration' || type === 'constant_declaration';
}

function declarators(field: Syntax): readonly Syntax[] {
  return partsOf(field).filter(({ type }) => type === 'variable_declarator');
}

function nameOf(x: Lowering, node: Syntax): string[] {
  const name = partsOf(node).findLast(({ type }) => type === 'identifier');
  const first = node.type === 'variable_declarator' ? partsOf(node)[0] : name;
  return first ? [textOf(x, first)] : [];
}

function typedNames(x: Lowering, field: Syntax): [string, string][] {
  const type = partsOf(field).find((one) => one.type !== 'modifiers');
  return declarators(field).flatMap((one) =>
    nameOf(x, one).map((name): [string, string] => [name, type ? textOf(x, type) : '']),
  );
}

function lowerMembers(x: Lowering, node: Syntax, members: readonly Syntax[]): Statement[] {
  const body: Statement[] = [];
  const fields: Field[] = [];
  const methods = new Map<string, FunctionDefinition[]>();
  const prefix = prefixOf(x, node);
  const validated = annotationsOf(x, node).has('Validated');
  const bind = (place: Syntax, name: Syntax, otherwise: Expression | null): Expression | null =>
    prefix === null || isMade(otherwise) ? null : boundValue(x, place, prefix, validated, name, otherwise);
  for (const member of members) {
    if (isField(member)) lowerField(x, member, bind, body, fields);
    else if (/^(method|constructor|compact_constructor)_declaration$/.test(member.type)) {
      const definition = lowerMethod(x, member);
      const key = `${definition.role} ${definition.name}`;
      methods.set(key, [...(methods.get(key) ?? []), definition]);
    } else if (member.type === 'static_initializer') body.push(...lowerStatements(x, partsOf(member)));
    else if (/_declaration$/.test(member.type)) body.push(...lowerStatements(x, [member]));
  }
  for (const parameter of node.type === 'record_declaration' ? componentsOf(node) : []) {
    const name = partsOf(parameter).findLast(({ type }) => type === 'identifier');
    const value = name ? bind(parameter, name, null) : null;
    if (name && value) fields.push({ name: textOf(x, name), value, decorators: [], ...at(name) });
  }
  const prepared = withFields(x, node, fields, methods);
  for (const overloads of prepared) {
    const merged = mergeOverloads(overloads);
    if (merged) body.push({ kind: 'function', definition: merged, exported: true, ...at(merged) });
  }
  return body;
}

/** A field that holds an object of its own is bound field by field, under a longer prefix. */
function isMade(value: Expression | null): boolean {
  return value?.kind === 'call' && value.constructs;
}

/** Classes whose instances a framework makes when it starts. */
const MANAGED =
  /^(Component|Service|Repository|Controller|RestController|RestControllerAdvice|ControllerAdvice|Configuration|AutoConfiguration|SpringBootApplication|ConfigurationProperties|ApplicationScoped|Singleton|Startup|Factory|Context|Path)$/;

/** Fields are set where a constructor begins, in one that is written or in the one that is not. */
function withFields(
  x: Lowering,
  node: Syntax,
  fields: readonly Field[],
  methods: ReadonlyMap<string, readonly FunctionDefinition[]>,
): readonly (readonly FunctionDefinition[])[] {
  const managed = [...annotationsOf(x, node)].find(([name]) => MANAGED.test(name));
  const decorators: Expression[] = managed ? [{ kind: 'name', name: 'Bean', ...at(managed[1]) }] : [];
  const first = fields.map((field) => assignment(field));
  const written = methods.get('constructor <init>') ?? [];
  const others = [...methods].flatMap(([key, definitions]) => (key === 'constructor <init>' ? [] : [definitions]));
  if (written.length === 0 && first.length === 0) return others;
  const tests = testsOfFields(others, node);
  const own = written.map((one) => ({
    ...one,
    decorators: [...one.decorators, ...decorators],
    body: [...first, ...one.body, ...tests],
  }));
  return [own.length > 0 ? own : [implicitConstructor(node, [...first, ...tests], decorators)], ...others];
}

function assignment({ name, value }: Field): Statement {
  const place = value ? at(value) : { start: 0, end: 0 };
  const object: Expression = { kind: 'name', name: 'this', start: place.start, end: place.start };
  const target = { kind: 'attribute', object, name, ...place } as const;
  return {
    kind: 'assign',
    target,
    operator: null,
    value: value ?? { kind: 'null', ...place },
    annotation: null,
    exported: false,
    ...place,
  };
}

function implicitConstructor(
  node: Syntax,
  body: readonly Statement[],
  decorators: readonly Expression[],
): FunctionDefinition {
  return {
    name: '<init>',
    parameters: [],
    receiver: 'this',
    role: 'constructor',
    decorators,
    async: false,
    generator: false,
    body,
    ...at(node),
  };
}

function componentsOf(node: Syntax): readonly Syntax[] {
  const list = partOf(node, 'formal_parameters');
  return list ? partsOf(list) : [];
}

function lowerField(
  x: Lowering,
  node: Syntax,
  bind: (place: Syntax, name: Syntax, otherwise: Expression | null) => Expression | null,
  body: Statement[],
  fields: Field[],
): void {
  const modifiers = partOf(node, 'modifiers');
  const isStatic =
    node.type === 'constant_declaration' ||
    (modifiers?.children.some((one) => !one.named && one.type === 'static') ?? false);
  const type = partsOf(node).find((one) => one.type !== 'modifiers');
  const injected = injectedValue(x, node, type ? textOf(x, type) : '');
  for (const one of declarators(node)) {
    const [name, ...rest] = partsOf(one);
    if (!name) continue;
    const written = rest.find(({ type: kind }) => kind !== 'dimensions');
    const initial = written ? lowerExpression(x, written) : null;
    const value = injected ?? (isStatic ? null : bind(node, name, initial)) ?? initial;
    const target = { kind: 'name', name: textOf(x, name), ...at(name) } as const;
    if (isStatic)
      body.push({ kind: 'assign', target, operator: null, value, annotation: null, exported: true, ...at(node) });
    else fields.push({ name: textOf(x, name), value, decorators: [], ...at(name) });
  }
}
