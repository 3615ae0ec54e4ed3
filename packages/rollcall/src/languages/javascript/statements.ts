import type * as estree from 'oxc-parser';
import type { Handler, Statement } from '../../program/program.ts';
import { lowerClass } from './classes.ts';
import { lowerDeclaration } from './declarations.ts';
import { lowerExpression } from './expressions.ts';
import { lowerFor, lowerForEach } from './loops.ts';
import { at, descend, type Lowering, NestsTooDeep } from './lowering.ts';
import { isModuleNode, lowerModuleNode } from './modules.ts';
import { lowerAssigned, lowerUpdated } from './operators.ts';
import { lowerSwitch } from './switches.ts';
import { lowerTarget } from './targets.ts';

/** A list of statements; directives, empty statements and what only declares types are left out. */
export function lowerBody(lowering: Lowering, nodes: readonly (estree.Directive | estree.Statement)[]): Statement[] {
  return nodes.flatMap((node) => lowerStatement(lowering, node));
}

/** The body of a loop or branch: a block's statements, or the one statement. */
export function lowerBranch(lowering: Lowering, node: estree.Statement): Statement[] {
  return node.type === 'BlockStatement' ? lowerBody(lowering, node.body) : lowerStatement(lowering, node);
}

/** What nests too deep to be lowered becomes `broken`, as small a part of the text as holds it. */
function lowerStatement(lowering: Lowering, node: estree.Directive | estree.Statement): Statement[] {
  const { depth, inNamespace } = lowering;
  try {
    descend(lowering);
    return isModuleNode(node) ? lowerModuleNode(lowering, node) : lowerSimple(lowering, node);
  } catch (error) {
    if (!(error instanceof NestsTooDeep)) throw error;
    return [{ kind: 'broken', ...at(lowering, node) }];
  } finally {
    lowering.depth = depth;
    lowering.inNamespace = inNamespace;
  }
}

type Simple = Exclude<estree.Directive | estree.Statement, estree.ModuleDeclaration>;

function lowerSimple(lowering: Lowering, node: Simple): Statement[] {
  const range = at(lowering, node);
  switch (node.type) {
    case 'ExpressionStatement':
      return 'directive' in node && typeof node.directive === 'string'
        ? []
        : lowerEffect(lowering, node.expression, node);
    case 'ReturnStatement':
      return [{ kind: 'return', value: node.argument && lowerExpression(lowering, node.argument), ...range }];
    case 'ThrowStatement':
      return [{ kind: 'raise', value: lowerExpression(lowering, node.argument), ...range }];
    case 'BreakStatement':
      return [{ kind: 'break', ...range }];
    case 'ContinueStatement':
      return [{ kind: 'continue', ...range }];
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'VariableDeclaration':
    case 'TSEnumDeclaration':
    case 'TSModuleDeclaration':
    case 'TSImportEqualsDeclaration':
      return lowerDeclaration(lowering, node, false);
    case 'ClassExpression':
      return [{ kind: 'class', definition: lowerClass(lowering, node), exported: false, ...range }];
    default:
      return lowerControl(lowering, node);
  }
}

function lowerControl(lowering: Lowering, node: Simple): Statement[] {
  const range = at(lowering, node);
  switch (node.type) {
    case 'IfStatement':
      return [lowerIf(lowering, node)];
    case 'ForStatement':
      return [lowerFor(lowering, node)];
    case 'ForOfStatement':
    case 'ForInStatement':
      return [lowerForEach(lowering, node)];
    case 'WhileStatement':
    case 'DoWhileStatement': {
      const test = lowerExpression(lowering, node.test);
      return [{ kind: 'while', test, body: lowerBranch(lowering, node.body), ...range }];
    }
    case 'SwitchStatement':
      return [lowerSwitch(lowering, node)];
    case 'TryStatement':
      return [lowerTry(lowering, node)];
    case 'BlockStatement':
      return [{ kind: 'block', body: lowerBody(lowering, node.body), ...range }];
    case 'LabeledStatement':
      return [{ kind: 'block', body: lowerBranch(lowering, node.body), ...range }];
    case 'WithStatement':
      return [
        ...lowerEffect(lowering, node.object, node.object),
        { kind: 'block', body: lowerBranch(lowering, node.body), ...range },
      ];
    default:
      return [];
  }
}

/** An expression run for what it does: assignments become statements, a sequence one statement for each part. */
export function lowerEffect(
  lowering: Lowering,
  node: estree.Expression,
  place: Pick<estree.Span, 'start' | 'end'>,
): Statement[] {
  const range = at(lowering, place);
  const assigned = { kind: 'assign', annotation: null, exported: false } as const;
  switch (node.type) {
    case 'SequenceExpression':
      return node.expressions.flatMap((item) => lowerEffect(lowering, item, item));
    case 'AssignmentExpression':
      return [{ ...assigned, ...lowerAssigned(lowering, node), ...range }];
    case 'UpdateExpression':
      return [{ ...assigned, ...lowerUpdated(lowering, node), ...range }];
    case 'UnaryExpression':
      if (node.operator === 'delete')
        return [{ kind: 'delete', target: lowerTarget(lowering, unchained(node.argument)), ...range }];
      return [{ kind: 'expression', value: lowerExpression(lowering, node), ...range }];
    default:
      return [{ kind: 'expression', value: lowerExpression(lowering, node), ...range }];
  }
}

function unchained(node: estree.Expression): estree.Expression {
  return node.type === 'ChainExpression' ? node.expression : node;
}

function lowerIf(lowering: Lowering, node: estree.IfStatement): Statement {
  return {
    kind: 'if',
    test: lowerExpression(lowering, node.test),
    then: lowerBranch(lowering, node.consequent),
    otherwise: node.alternate ? lowerBranch(lowering, node.alternate) : [],
    ...at(lowering, node),
  };
}

function lowerTry(lowering: Lowering, node: estree.TryStatement): Statement {
  return {
    kind: 'try',
    body: lowerBody(lowering, node.block.body),
    handlers: node.handler ? [lowerHandler(lowering, node.handler)] : [],
    otherwise: [],
    finally: node.finalizer ? lowerBody(lowering, node.finalizer.body) : [],
    ...at(lowering, node),
  };
}

function lowerHandler(lowering: Lowering, node: estree.CatchClause): Handler {
  const bind = node.param?.type === 'Identifier' ? node.param.name : null;
  return { catches: null, bind, body: lowerBody(lowering, node.body.body), ...at(lowering, node) };
}
