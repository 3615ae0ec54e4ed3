import type * as estree from 'oxc-parser';
import type { Expression, Statement, Target } from '../../program/program.ts';
import { lowerDeclaration } from './declarations.ts';
import { lowerExpression } from './expressions.ts';
import { at, emptyAt, type Lowering } from './lowering.ts';
import { lowerBranch, lowerEffect } from './statements.ts';
import { lowerTarget } from './targets.ts';

/** `for (a; b; c) d` is a block of a and `while (b) { d; c }`; without a test it runs for ever. */
export function lowerFor(lowering: Lowering, node: estree.ForStatement): Statement {
  const range = at(lowering, node);
  const forever: Expression = { kind: 'boolean', value: true, ...emptyAt(range.start) };
  const first = node.init ? lowerFirst(lowering, node.init) : [];
  const test = node.test ? lowerExpression(lowering, node.test) : forever;
  const body = lowerBranch(lowering, node.body);
  if (node.update) body.push(...lowerEffect(lowering, node.update, node.update));
  return { kind: 'block', body: [...first, { kind: 'while', test, body, ...range }], ...range };
}

function lowerFirst(lowering: Lowering, node: estree.ForStatementInit): Statement[] {
  if (node.type === 'VariableDeclaration') return lowerDeclaration(lowering, node, false);
  return lowerEffect(lowering, node, node);
}

export function lowerForEach(lowering: Lowering, node: estree.ForOfStatement | estree.ForInStatement): Statement {
  return {
    kind: 'for',
    target: lowerLeft(lowering, node.left),
    iterable: lowerExpression(lowering, node.right),
    over: node.type === 'ForOfStatement' ? 'values' : 'keys',
    body: lowerBranch(lowering, node.body),
    otherwise: [],
    ...at(lowering, node),
  };
}

function lowerLeft(lowering: Lowering, node: estree.ForStatementLeft): Target {
  if (node.type !== 'VariableDeclaration') return lowerTarget(lowering, node);
  const declared = node.declarations[0];
  return declared ? lowerTarget(lowering, declared.id) : { kind: 'other', ...at(lowering, node) };
}
