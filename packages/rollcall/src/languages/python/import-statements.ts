import type { Statement } from '../../program/program.ts';
import { at, children, isType, type Lowering, textOf } from './lowering.ts';

/** `import a.b, c as d`: one statement for each module. */
export function lowerImport(x: Lowering, node: number, out: Statement[]): void {
  for (const child of children(x, node)) {
    const { name, as } = importedName(x, child);
    out.push({
      kind: 'import',
      module: name,
      namespace: as ?? firstSegment(name),
      bindsRoot: as === null && name.includes('.'),
      names: [],
      typeOnly: x.typeOnly,
      ...at(x, node),
    });
  }
}

export function lowerFromImport(x: Lowering, node: number, out: Statement[]): void {
  const [module, ...names] = children(x, node);
  if (module !== undefined) out.push(importNames(x, node, withoutBlanks(textOf(x, module)), names));
}

export function lowerFutureImport(x: Lowering, node: number, out: Statement[]): void {
  out.push(importNames(x, node, '__future__', children(x, node)));
}

function importNames(x: Lowering, node: number, module: string, names: readonly number[]): Statement {
  return {
    kind: 'import',
    module,
    namespace: null,
    bindsRoot: false,
    names: names.map((child) => {
      if (isType(x, child, 'wildcard_import')) return { name: '*', as: '*' };
      const { name, as } = importedName(x, child);
      return { name, as: as ?? name };
    }),
    typeOnly: x.typeOnly,
    ...at(x, node),
  };
}

function importedName(x: Lowering, node: number): { name: string; as: string | null } {
  if (!isType(x, node, 'aliased_import')) return { name: withoutBlanks(textOf(x, node)), as: null };
  const [name, alias] = children(x, node);
  return {
    name: name === undefined ? '' : withoutBlanks(textOf(x, name)),
    as: alias === undefined ? null : textOf(x, alias),
  };
}

function firstSegment(module: string): string {
  const dot = module.indexOf('.');
  return dot < 0 ? module : module.slice(0, dot);
}

function withoutBlanks(written: string): string {
  return /[^\w.]/.test(written) ? written.replace(/#.*|[\s\\]/g, '') : written;
}
