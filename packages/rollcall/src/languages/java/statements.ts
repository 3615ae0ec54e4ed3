import type { Expression, Handler, Statement } from '../../program/program.ts';
import { partOf, partsOf, type Syntax } from '../syntax.ts';
import { lowerClass } from './classes.ts';
import {
  at,
  declare,
  deepest,
  inScope,
  type Lowering,
  lowerExpression,
  lowerOptional,
  nothing,
  textOf,
} from './lowering.ts';

export function lowerStatements(x: Lowering, nodes: readonly Syntax[]): Statement[] {
  return inScope(x, new Map(), () => lowerInto(x, nodes));
}

function lowerInto(x: Lowering, nodes: readonly Syntax[]): Statement[] {
  const out: Statement[] = [];
  if (x.depth >= deepest) return out;
  x.depth++;
  for (const node of nodes) lowerStatement(x, node, out);
  x.depth--;
  return out;
}

const classes = /^(class|interface|enum|record|annotation_type)_declaration$/;

function lowerStatement(x: Lowering, node: Syntax, out: Statement[]): void {
  const inner = partsOf(node);
  const [first] = inner;
  if (classes.test(node.type))
    return void out.push({ kind: 'class', definition: lowerClass(x, node), exported: true, ...at(node) });
  switch (node.type) {
    case 'local_variable_declaration':
      return void out.push(...lowerVariables(x, node));
    case 'expression_statement':
      return void (first && out.push({ kind: 'expression', value: lowerExpression(x, first), ...at(node) }));
    case 'if_statement':
      return void out.push(lowerIf(x, node));
    case 'block':
    case 'constructor_body':
      return void out.push({ kind: 'block', body: lowerStatements(x, inner), ...at(node) });
    case 'enhanced_for_statement':
      return void out.push(lowerForEach(x, node));
    case 'for_statement':
    case 'while_statement':
    case 'do_statement':
      return void out.push(...lowerLoop(x, node));
    case 'try_statement':
    case 'try_with_resources_statement':
      return void out.push(...lowerTry(x, node));
    case 'switch_expression':
      return void out.push(...lowerSwitch(x, node, false));
    case 'return_statement':
    case 'yield_statement':
      return void out.push({ kind: 'return', value: first ? lowerExpression(x, first) : null, ...at(node) });
    case 'throw_statement':
      return void out.push({ kind: 'raise', value: lowerOptional(x, first, node), ...at(node) });
    case 'break_statement':
    case 'continue_statement':
      return void out.push({ kind: node.type === 'break_statement' ? 'break' : 'continue', ...at(node) });
    case 'labeled_statement':
    case 'synchronized_statement':
      return void out.push(...lowerInto(x, inner.slice(1)));
    case 'assert_statement':
    case 'explicit_constructor_invocation':
      return void out.push({
        kind: 'expression',
        value: {
          kind: 'other',
          operands: inner
            .filter(({ type }) => type !== 'this' && type !== 'super')
            .map((one) => lowerExpression(x, one)),
          ...at(node),
        },
        ...at(node),
      });
    case 'package_declaration':
    case 'import_declaration':
      return;
    default:
      out.push({ kind: 'expression', value: lowerExpression(x, node), ...at(node) });
  }
}

function lowerVariables(x: Lowering, node: Syntax): Statement[] {
  const type = partsOf(node).find((one) => one.type !== 'modifiers');
  return partsOf(node).flatMap((one): Statement[] => {
    if (one.type !== 'variable_declarator') return [];
    const [name, ...rest] = partsOf(one);
    if (!name) return [];
    const value = rest.find(({ type: kind }) => kind !== 'dimensions');
    const lowered = value ? lowerExpression(x, value) : null;
    declare(x, textOf(x, name), type ? textOf(x, type) : '');
    const target = { kind: 'name', name: textOf(x, name), ...at(name) } as const;
    return [{ kind: 'assign', target, operator: null, value: lowered, annotation: null, exported: false, ...at(node) }];
  });
}

function lowerIf(x: Lowering, node: Syntax): Statement {
  const [test, then, otherwise] = partsOf(node);
  return {
    kind: 'if',
    test: lowerOptional(x, test, node),
    then: then ? lowerStatements(x, [then]) : [],
    otherwise: otherwise ? lowerStatements(x, [otherwise]) : [],
    ...at(node),
  };
}

function lowerForEach(x: Lowering, node: Syntax): Statement {
  const inner = partsOf(node).filter(({ type }) => type !== 'modifiers');
  const [type, name, values, body] = inner;
  const lowered = lowerOptional(x, values, node);
  const names = new Map(name ? [[textOf(x, name), type ? textOf(x, type) : '']] : []);
  return {
    kind: 'for',
    target: name ? { kind: 'name', name: textOf(x, name), ...at(name) } : { kind: 'other', ...at(node) },
    iterable: lowered,
    over: 'values',
    body: inScope(x, names, () => (body ? lowerStatements(x, [body]) : [])),
    otherwise: [],
    ...at(node),
  };
}

/** Loops by a condition; how often they run is not known. */
function lowerLoop(x: Lowering, node: Syntax): Statement[] {
  return inScope(x, new Map(), () => {
    const inner = partsOf(node);
    const init = inner.filter(({ type }) => type === 'local_variable_declaration');
    const before = node.type === 'for_statement' ? lowerInto(x, init) : [];
    const body = node.type === 'do_statement' ? inner[0] : inner.at(-1);
    const condition =
      partOf(node, 'parenthesized_expression', 'binary_expression') ??
      inner.find((one) => one !== body && !init.includes(one));
    const test = condition && condition !== body ? lowerExpression(x, condition) : nothing(node);
    return [...before, { kind: 'while', test, body: body ? lowerStatements(x, [body]) : [], ...at(node) }];
  });
}

/** Java's classes of exceptions as those that the evaluation raises. */
const exceptions: Readonly<Record<string, string>> = {
  Throwable: 'BaseException',
  RuntimeException: 'Exception',
  NullPointerException: 'TypeError',
  NumberFormatException: 'ValueError',
  IllegalArgumentException: 'ValueError',
  NoSuchElementException: 'LookupError',
};

function lowerTry(x: Lowering, node: Syntax): Statement[] {
  return inScope(x, new Map(), () => {
    const resources = partOf(node, 'resource_specification');
    const opened = resources ? partsOf(resources).flatMap((one) => lowerResource(x, one)) : [];
    const block = partOf(node, 'block');
    const last = partOf(node, 'finally_clause');
    const closing = last ? partOf(last, 'block') : undefined;
    const handlers = partsOf(node).filter(({ type }) => type === 'catch_clause');
    return [
      {
        kind: 'try',
        body: [...opened, ...(block ? lowerStatements(x, partsOf(block)) : [])],
        handlers: handlers.map((one) => lowerHandler(x, one)),
        otherwise: [],
        finally: closing ? lowerStatements(x, partsOf(closing)) : [],
        ...at(node),
      },
    ];
  });
}

function lowerResource(x: Lowering, node: Syntax): Statement[] {
  const inner = partsOf(node);
  const name = inner.find(({ type }) => type === 'identifier');
  const value = inner.at(-1);
  if (!name || !value || name === value) return [];
  const lowered = lowerExpression(x, value);
  declare(x, textOf(x, name), '');
  const target = { kind: 'name', name: textOf(x, name), ...at(name) } as const;
  return [{ kind: 'assign', target, operator: null, value: lowered, annotation: null, exported: false, ...at(node) }];
}

function lowerHandler(x: Lowering, node: Syntax): Handler {
  const parameter = partOf(node, 'catch_formal_parameter');
  const types = parameter ? partOf(parameter, 'catch_type') : undefined;
  const name = parameter ? partOf(parameter, 'identifier') : undefined;
  const block = partOf(node, 'block');
  const catches = (types ? partsOf(types) : []).map((one) => {
    const written = textOf(x, one).split('.').at(-1) ?? '';
    return (Object.hasOwn(exceptions, written) ? exceptions[written] : undefined) ?? written;
  });
  const bind = name ? textOf(x, name) : null;
  const body = inScope(x, new Map(bind === null ? [] : [[bind, '']]), () =>
    block ? lowerStatements(x, partsOf(block)) : [],
  );
  return { catches, bind, body, ...at(node) };
}

/** Cases one after the other, as tests of equality; a group of labels without statements shares those of the next. */
export function lowerSwitch(x: Lowering, node: Syntax, gives: boolean): Statement[] {
  const [subject] = partsOf(node);
  const block = partOf(node, 'switch_block');
  if (!subject || !block) return [];
  const arms: { tests: Expression[]; otherwise: boolean; body: Statement[]; place: Syntax }[] = [];
  let tests: Expression[] = [];
  let otherwise = false;
  for (const group of partsOf(block)) {
    for (const label of partsOf(group).filter(({ type }) => type === 'switch_label')) {
      const values = partsOf(label);
      otherwise ||= values.length === 0;
      for (const value of values) tests.push(testOf(x, subject, value));
    }
    const statements = partsOf(group).filter(({ type }) => type !== 'switch_label');
    if (statements.length === 0) continue;
    const body = bodyOf(x, statements, gives && group.type === 'switch_rule');
    arms.push({ tests, otherwise, body, place: group });
    tests = [];
    otherwise = false;
  }
  let rest: Statement[] = arms.find((arm) => arm.otherwise)?.body ?? [];
  for (const arm of arms
    .filter((one) => !one.otherwise)
    .slice(0, deepest)
    .reverse()) {
    const [first, ...others] = arm.tests;
    if (!first) continue;
    const test = others.reduce<Expression>(
      (left, right) => ({ kind: 'logic', operator: 'or', left, right, start: left.start, end: right.end }),
      first,
    );
    rest = [{ kind: 'if', test, then: arm.body, otherwise: rest, ...at(arm.place) }];
  }
  return rest;
}

function testOf(x: Lowering, subject: Syntax, label: Syntax): Expression {
  const value = label.type === 'pattern' ? (partsOf(label)[0] ?? label) : label;
  return {
    kind: 'compare',
    operator: '==',
    left: lowerExpression(x, subject),
    right: lowerExpression(x, value),
    ...at(label),
  };
}

/** The `break` at the end of a case leaves the switch, which ends there anyway. */
function bodyOf(x: Lowering, nodes: readonly Syntax[], gives: boolean): Statement[] {
  const body = lowerStatements(x, nodes);
  const [only] = body;
  if (gives && only?.kind === 'expression' && body.length === 1)
    return [{ kind: 'return', value: only.value, ...at(only) }];
  return body.filter(({ kind }) => kind !== 'break');
}
