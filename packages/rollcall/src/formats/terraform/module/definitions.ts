import type { Attribute, Block, Body, Expression, ParsedFile } from '../hcl/syntax.ts';

/** What the files of one module define, by name. */
export interface Definitions {
  readonly locals: ReadonlyMap<string, Expression>;
  readonly variables: ReadonlyMap<string, Block>;
  readonly outputs: ReadonlyMap<string, Block>;
  readonly modules: ReadonlyMap<string, Block>;
  /** `TYPE.NAME`, and `data.TYPE.NAME`. */
  readonly resources: ReadonlyMap<string, Block>;
}

const known = new WeakMap<readonly ParsedFile[], Definitions>();

export function definitionsOf(files: readonly ParsedFile[]): Definitions {
  let found = known.get(files);
  if (!found) {
    found = collect(files);
    known.set(files, found);
  }
  return found;
}

function collect(files: readonly ParsedFile[]): Definitions {
  const locals = new Map<string, Expression>();
  const variables = new Map<string, Block>();
  const outputs = new Map<string, Block>();
  const modules = new Map<string, Block>();
  const resources = new Map<string, Block>();
  for (const { body } of files)
    for (const block of body.blocks) {
      const [first = '', second = ''] = block.labels;
      switch (block.type) {
        case 'locals':
          for (const { name, value } of block.body.attributes) locals.set(name, value);
          break;
        case 'variable':
          variables.set(first, block);
          break;
        case 'output':
          outputs.set(first, block);
          break;
        case 'module':
          modules.set(first, block);
          break;
        case 'resource':
          resources.set(`${first}.${second}`, block);
          break;
        case 'data':
          resources.set(`data.${first}.${second}`, block);
          break;
        default:
      }
    }
  return { locals, variables, outputs, modules, resources };
}

export function attributeIn(body: Body, name: string): Attribute | null {
  return body.attributes.find((one) => one.name === name) ?? null;
}

/** The text of an attribute that has no parts to evaluate. */
export function literalIn(body: Body, name: string): string | null {
  const value = attributeIn(body, name)?.value;
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : null;
}
