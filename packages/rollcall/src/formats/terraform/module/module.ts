import type { Range } from '../../../model/span.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { Scope, Surroundings } from '../evaluate/scope.ts';
import { plainText, unknown, type Value } from '../evaluate/value.ts';
import type { Block } from '../hcl/syntax.ts';
import { calledFolder } from './calls.ts';
import { attributeIn, type Definitions, definitionsOf, literalIn } from './definitions.ts';
import { type Instance, instancesOf, valueOfInstances } from './instances.ts';
import { resourceAttribute } from './resource-attributes.ts';
import { type ModuleFiles, pathFrom } from './source.ts';
import { argumentOrDefault, rootVariable } from './variables.ts';

/** Steps of one root module with all that it calls. */
const MOST_STEPS = 120_000;
/** Modules that one root calls, and how deep. */
const MOST_MODULES = 300;
const DEEPEST = 8;

/** What all modules of one start share. */
export class World {
  readonly files: ModuleFiles;
  /** Folders of modules that were called. */
  readonly called = new Set<string>();
  steps = MOST_STEPS;
  modules = 0;

  constructor(files: ModuleFiles) {
    this.files = files;
  }
}

interface CalledBy {
  readonly parent: Module;
  readonly block: Block;
  readonly scope: Scope;
}

/** One module as it is started or called, with what its names lead to. */
export class Module {
  readonly world: World;
  readonly folder: string;
  readonly by: CalledBy | null;
  readonly definitions: Definitions;
  readonly scope: Scope;
  private readonly depth: number;
  private readonly memo = new Map<string, Value>();
  private readonly children = new Map<string, readonly { instance: Instance; module: Module }[]>();

  constructor(world: World, folder: string, by: CalledBy | null) {
    this.world = world;
    this.folder = folder;
    this.by = by;
    this.depth = by ? by.parent.depth + 1 : 0;
    this.definitions = definitionsOf(world.files.files(folder));
    const around: Surroundings = {
      refer: (steps, written, range) => this.refer(steps, written, range),
      written: (range) => this.world.files.text(range.path)?.slice(range.start, range.end) ?? '…',
      file: (path) => this.file(path),
      step: () => --this.world.steps > 0,
    };
    this.scope = { around, names: new Map() };
  }

  /** The modules of this tree that a `module` block calls, one for each instance. */
  calls(name: string): readonly { instance: Instance; module: Module }[] {
    const found = this.children.get(name);
    if (found) return found;
    // What leads back to itself calls nothing.
    this.children.set(name, []);
    const block = this.definitions.modules.get(name);
    const folder = block ? this.folderOf(block) : null;
    const made =
      block && folder !== null && !this.isWithin(folder) && this.depth < DEEPEST
        ? instancesOf(block, this.scope).flatMap((instance) => {
            if (++this.world.modules > MOST_MODULES) return [];
            return [
              { instance, module: new Module(this.world, folder, { parent: this, block, scope: instance.scope }) },
            ];
          })
        : [];
    if (folder !== null && made.length > 0) this.world.called.add(folder);
    this.children.set(name, made);
    return made;
  }

  /** The folder that a relative `source` names, where a module lies in it. */
  folderOf(block: Block): string | null {
    const folder = calledFolder(this.folder, literalIn(block.body, 'source'));
    return folder !== null && this.world.files.files(folder).length > 0 ? folder : null;
  }

  private isWithin(folder: string): boolean {
    return this.folder === folder || (this.by?.parent.isWithin(folder) ?? false);
  }

  /** Where a path of a function leads: from this module's folder as `path.module` writes it, or from where Terraform is started. */
  private file(path: string) {
    let root: Module = this;
    while (root.by) root = root.by.parent;
    const found = path.startsWith('tree:') ? pathFrom('', path.slice('tree:'.length)) : pathFrom(root.folder, path);
    const text = found === null ? null : this.world.files.text(found);
    return found === null || text === null ? null : { path: found, text };
  }

  private refer(steps: readonly string[], written: string, range: Range): { value: Value; taken: number } {
    const [first = '', second = '', third = ''] = steps;
    const none = unknown(written, range);
    switch (first) {
      case 'var':
        return { value: this.once(`var.${second}`, () => this.variable(second, none), none), taken: 2 };
      case 'local': {
        const local = this.definitions.locals.get(second);
        return {
          value: local ? this.once(`local.${second}`, () => evaluate(local, this.scope), none) : none,
          taken: local ? 2 : steps.length,
        };
      }
      case 'module':
        return { value: this.moduleValue(second, none), taken: 2 };
      case 'data':
        return this.resource(`data.${second}.${third}`, 3, none, steps.length);
      case 'path':
        if (second === 'module') return { value: plainText(`tree:${this.folder}`), taken: 2 };
        return { value: second === 'root' || second === 'cwd' ? plainText('.') : none, taken: 2 };
      default:
        return this.resource(`${first}.${second}`, 2, none, steps.length);
    }
  }

  /** Worked out once; what leads back to itself is not known. */
  private once(key: string, make: () => Value, none: Value): Value {
    const found = this.memo.get(key);
    if (found) return found;
    this.memo.set(key, none);
    const value = make();
    this.memo.set(key, value);
    return value;
  }

  private variable(name: string, none: Value): Value {
    const variable = this.definitions.variables.get(name);
    if (this.by) {
      const { parent, block, scope } = this.by;
      const argument = attributeIn(block.body, name);
      const given = argument ? evaluate(argument.value, scope) : null;
      return parent ? argumentOrDefault(variable, given, this.scope, none) : none;
    }
    return variable ? rootVariable(variable, name, this.world.files.values(this.folder), this.scope) : none;
  }

  private moduleValue(name: string, none: Value): Value {
    const calls = this.calls(name);
    const block = this.definitions.modules.get(name);
    if (!block || calls.length === 0) return none;
    return valueOfInstances(
      block,
      calls.map(({ instance }) => instance),
      (at) => {
        const module = calls[at]?.module;
        return {
          kind: 'instance',
          attribute: (output, written, range) => module?.output(output) ?? unknown(written, range),
        };
      },
    );
  }

  private output(name: string): Value | null {
    const value = attributeIn(this.definitions.outputs.get(name)?.body ?? EMPTY, 'value')?.value;
    if (!value) return null;
    const none = unknown(this.scope.around.written(value.range), value.range);
    return this.once(`output.${name}`, () => evaluate(value, this.scope), none);
  }

  private resource(key: string, taken: number, none: Value, all: number): { value: Value; taken: number } {
    const block = this.definitions.resources.get(key);
    if (!block) return { value: none, taken: all };
    const value = this.once(
      `resource.${key}`,
      () => {
        const instances = instancesOf(block, this.scope);
        return valueOfInstances(block, instances, (at) => ({
          kind: 'instance',
          attribute: (name, written, range) =>
            resourceAttribute(block, name, instances[at]?.scope ?? this.scope, written, range),
        }));
      },
      none,
    );
    return { value, taken };
  }
}

const EMPTY = { attributes: [], blocks: [] };
