import type * as estree from 'oxc-parser';
import type { DictEntry, Expression, Statement } from '../../program/program.ts';
import { lowerClass } from './classes.ts';
import { lowerExpression } from './expressions.ts';
import { lowerFunction } from './functions.ts';
import { lowerText } from './literals.ts';
import { at, type Lowering } from './lowering.ts';
import { lowerBody } from './statements.ts';
import { lowerTarget } from './targets.ts';

/** Declarations; those that only say types (`declare`, overloads, interfaces, aliases) give nothing. */
export function lowerDeclaration(lowering: Lowering, node: estree.Declaration, exported: boolean): Statement[] {
  const range = at(lowering, node);
  const isExported = exported && !lowering.inNamespace;
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declare ? [] : node.declarations.map((item) => lowerVariable(lowering, item, isExported));
    case 'FunctionDeclaration': {
      if (!node.body || node.declare) return [];
      const definition = lowerFunction(lowering, node, { role: 'function', name: node.id?.name ?? null, range });
      return [{ kind: 'function', definition, exported: isExported, ...range }];
    }
    case 'ClassDeclaration':
      if (node.declare) return [];
      return [{ kind: 'class', definition: lowerClass(lowering, node), exported: isExported, ...range }];
    case 'TSEnumDeclaration':
      return node.declare ? [] : [lowerEnum(lowering, node, isExported)];
    case 'TSModuleDeclaration':
      return lowerNamespace(lowering, node);
    case 'TSImportEqualsDeclaration':
      return lowerImportEquals(lowering, node, isExported);
    default:
      return [];
  }
}

function lowerVariable(lowering: Lowering, node: estree.VariableDeclarator, exported: boolean): Statement {
  return {
    kind: 'assign',
    target: lowerTarget(lowering, node.id),
    operator: null,
    value: node.init && lowerExpression(lowering, node.init),
    annotation: null,
    exported,
    ...at(lowering, node),
  };
}

/** An enum is a record of its members; a member without a value counts on from the one before. */
function lowerEnum(lowering: Lowering, node: estree.TSEnumDeclaration, exported: boolean): Statement {
  const entries: DictEntry[] = [];
  let next: number | null = 0;
  for (const member of node.body.members) {
    const place = at(lowering, member);
    const key = lowerMemberKey(lowering, member);
    let value: Expression =
      next === null ? { kind: 'other', operands: [], ...place } : { kind: 'number', value: next, ...place };
    if (member.initializer) value = lowerExpression(lowering, member.initializer);
    next = value.kind === 'number' ? value.value + 1 : null;
    entries.push({ key, value });
  }
  return {
    kind: 'assign',
    target: lowerTarget(lowering, node.id),
    operator: null,
    value: { kind: 'dict', entries, ...at(lowering, node.body) },
    annotation: null,
    exported,
    ...at(lowering, node),
  };
}

function lowerMemberKey(lowering: Lowering, member: estree.TSEnumMember): Expression {
  const { id } = member;
  if (id.type !== 'Identifier') return lowerExpression(lowering, id);
  const range = at(lowering, id);
  return lowerText(lowering, range, range.start, range.end, id.name);
}

function lowerNamespace(
  lowering: Lowering,
  node: estree.TSModuleDeclaration | estree.TSGlobalDeclaration,
): Statement[] {
  if (node.declare || !node.body || node.kind === 'global' || node.id.type === 'Literal') return [];
  const { inNamespace } = lowering;
  lowering.inNamespace = true;
  const body = lowerBody(lowering, node.body.body);
  lowering.inNamespace = inNamespace;
  return [{ kind: 'block', body, ...at(lowering, node) }];
}

/** `import x = require("y")` binds the module, `import x = A.B` a name. */
function lowerImportEquals(lowering: Lowering, node: estree.TSImportEqualsDeclaration, exported: boolean): Statement[] {
  const range = at(lowering, node);
  const { moduleReference: reference } = node;
  const typeOnly = node.importKind === 'type';
  if (reference.type === 'TSExternalModuleReference') {
    const module = reference.expression.value;
    return [{ kind: 'import', module, namespace: node.id.name, bindsRoot: false, names: [], typeOnly, ...range }];
  }
  if (typeOnly) return [];
  const value = lowerQualified(lowering, reference);
  const target = lowerTarget(lowering, node.id);
  return [{ kind: 'assign', target, operator: null, value, annotation: null, exported, ...range }];
}

function lowerQualified(lowering: Lowering, node: estree.TSTypeName): Expression {
  const range = at(lowering, node);
  if (node.type === 'Identifier') return { kind: 'name', name: node.name, ...range };
  if (node.type === 'ThisExpression') return { kind: 'name', name: 'this', ...range };
  return {
    kind: 'attribute',
    object: lowerQualified(lowering, node.left),
    name: node.right.name,
    optional: false,
    ...range,
  };
}
