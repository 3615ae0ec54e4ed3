import type * as estree from 'oxc-parser';
import type { Expression, Statement } from '../../program/program.ts';
import { lowerExpression } from './expressions.ts';
import { at, type Lowering } from './lowering.ts';
import { lowerBody } from './statements.ts';

interface Case {
  readonly tests: readonly Expression[];
  readonly isDefault: boolean;
  readonly body: readonly Statement[];
}

/** Statements that falling through may repeat within one switch; beyond it a case keeps its own body only. */
const mostRepeated = 2_000;

/**
 * Cases are complete: one that does not end by leaving has the bodies after it appended, and a final `break` is dropped.
 * `default` (a case without tests) comes last, wherever it is written, for it is taken only when nothing else fits.
 */
export function lowerSwitch(lowering: Lowering, node: estree.SwitchStatement): Statement {
  const subject = lowerExpression(lowering, node.discriminant);
  const cases = fallThrough(gatherCases(lowering, node));
  const ordered = [...cases.filter((item) => !item.isDefault), ...cases.filter((item) => item.isDefault)];
  return { kind: 'switch', subject, cases: ordered.map(({ tests, body }) => ({ tests, body })), ...at(lowering, node) };
}

/** `case a: case b: body` is one case of two tests; a default among them stands for itself, with the same body. */
function gatherCases(lowering: Lowering, node: estree.SwitchStatement): Case[] {
  const cases: Case[] = [];
  let tests: Expression[] = [];
  let isDefault = false;
  for (const [i, item] of node.cases.entries()) {
    if (item.test) tests.push(lowerExpression(lowering, item.test));
    else isDefault = true;
    if (item.consequent.length === 0 && i < node.cases.length - 1) continue;
    const body = lowerBody(lowering, item.consequent);
    cases.push({ tests, isDefault, body });
    tests = [];
    isDefault = false;
  }
  return cases;
}

function fallThrough(cases: readonly Case[]): Case[] {
  let repeated = 0;
  const complete: Case[] = [];
  let following: readonly Statement[] = [];
  for (const item of [...cases].reverse()) {
    const falls = !leaves(item.body) && repeated + following.length <= mostRepeated;
    if (falls) repeated += following.length;
    following = falls ? [...item.body, ...following] : item.body;
    const body = withoutBreak(following);
    if (item.isDefault) complete.push({ tests: [], isDefault: true, body });
    if (item.tests.length > 0) complete.push({ tests: item.tests, isDefault: false, body });
  }
  return complete.reverse();
}

function leaves(body: readonly Statement[]): boolean {
  const last = body.at(-1);
  switch (last?.kind) {
    case 'break':
    case 'continue':
    case 'return':
    case 'raise':
      return true;
    case 'block':
      return leaves(last.body);
    case 'if':
      return leaves(last.then) && leaves(last.otherwise);
    case 'try':
      return leaves(last.finally) || (leaves(last.body) && last.handlers.every((handler) => leaves(handler.body)));
    default:
      return false;
  }
}

function withoutBreak(body: readonly Statement[]): readonly Statement[] {
  const last = body.at(-1);
  if (last?.kind === 'break') return body.slice(0, -1);
  if (last?.kind !== 'block' || !leaves(last.body)) return body;
  return [...body.slice(0, -1), { ...last, body: withoutBreak(last.body) }];
}
