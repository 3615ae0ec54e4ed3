import type * as estree from 'oxc-parser';
import type { Export, Statement } from '../../program/program.ts';
import { lowerDeclaration } from './declarations.ts';
import { lowerExpression } from './expressions.ts';
import { at, type Lowering } from './lowering.ts';

const kinds = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportDefaultDeclaration',
  'ExportAllDeclaration',
  'TSExportAssignment',
  'TSNamespaceExportDeclaration',
]);

export function isModuleNode(node: estree.Directive | estree.Statement): node is estree.ModuleDeclaration {
  return kinds.has(node.type);
}

/** `import` and `export` in all their forms; exports of types alone give nothing. */
export function lowerModuleNode(lowering: Lowering, node: estree.ModuleDeclaration): Statement[] {
  switch (node.type) {
    case 'ImportDeclaration':
      return [lowerImport(lowering, node)];
    case 'ExportNamedDeclaration':
      return lowerNamedExport(lowering, node);
    case 'ExportDefaultDeclaration':
      return lowerDefaultExport(lowering, node);
    case 'ExportAllDeclaration': {
      if (node.exportKind === 'type') return [];
      const as = node.exported ? nameOf(node.exported) : '*';
      return [exportOf(lowering, node, { names: [{ name: '*', as }], from: node.source.value })];
    }
    case 'TSExportAssignment':
      return [lowerExportAssignment(lowering, node)];
    default:
      return [];
  }
}

function lowerImport(lowering: Lowering, node: estree.ImportDeclaration): Statement {
  let namespace: string | null = null;
  const names: { name: string; as: string }[] = [];
  for (const item of node.specifiers) {
    if (item.type === 'ImportNamespaceSpecifier') namespace = item.local.name;
    else if (item.type === 'ImportDefaultSpecifier') names.push({ name: 'default', as: item.local.name });
    else if (item.importKind !== 'type') names.push({ name: nameOf(item.imported), as: item.local.name });
  }
  const bindsNothing = names.length === 0 && namespace === null;
  const typeOnly = node.importKind === 'type' || (node.specifiers.length > 0 && bindsNothing);
  const module = node.source.value;
  return { kind: 'import', module, namespace, bindsRoot: false, names, typeOnly, ...at(lowering, node) };
}

function lowerNamedExport(lowering: Lowering, node: estree.ExportNamedDeclaration): Statement[] {
  if (node.exportKind === 'type' && !node.declaration) return [];
  if (node.declaration) return lowerDeclaration(lowering, node.declaration, true);
  const names = node.specifiers
    .filter((item) => item.exportKind !== 'type')
    .map((item) => ({ name: nameOf(item.local), as: nameOf(item.exported) }));
  const from = node.source?.value ?? null;
  if (names.length === 0 && (from === null || node.specifiers.length > 0)) return [];
  return lowering.inNamespace ? [] : [exportOf(lowering, node, { names, from })];
}

/** A named function or class is declared under its name and exported as `default`. */
function lowerDefaultExport(lowering: Lowering, node: estree.ExportDefaultDeclaration): Statement[] {
  const { declaration } = node;
  if (declaration.type === 'TSInterfaceDeclaration' || declaration.type === 'TSDeclareFunction') return [];
  const isDeclaration = declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration';
  if (isDeclaration && declaration.id) {
    const names = [{ name: declaration.id.name, as: 'default' }];
    return [...lowerDeclaration(lowering, declaration, false), exportOf(lowering, node, { names, from: null })];
  }
  return [exportOf(lowering, node, { names: [], from: null, value: lowerExpression(lowering, declaration) })];
}

/** `export = x` is what compiles to `module.exports = x`. */
function lowerExportAssignment(lowering: Lowering, node: estree.TSExportAssignment): Statement {
  const range = at(lowering, node);
  return {
    kind: 'assign',
    target: { kind: 'attribute', object: { kind: 'name', name: 'module', ...range }, name: 'exports', ...range },
    operator: null,
    value: lowerExpression(lowering, node.expression),
    annotation: null,
    exported: false,
    ...range,
  };
}

function exportOf(
  lowering: Lowering,
  node: estree.Span,
  said: Pick<Export, 'names' | 'from'> & Partial<Pick<Export, 'value'>>,
): Statement {
  return { kind: 'export', value: null, ...said, ...at(lowering, node) };
}

function nameOf(node: estree.ModuleExportName): string {
  return node.type === 'Literal' ? node.value : node.name;
}
