import { isEager } from '../evaluate/imports.ts';
import { type Part, splitPart } from '../evaluate/touched.ts';
import type { UnitText } from '../program/program.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import {
  digest,
  type Ground,
  type Grounds,
  PartVersions,
  partNumbered,
  type Version,
  versionOf,
  versionsOf,
} from './memory.ts';
import type { LinkedProgram } from './program.ts';
import type { ImportGraph } from './reach.ts';

const versions = new WeakMap<readonly UnitText[], ReadonlyMap<Part, string>>();

function versionsIn(path: string, units: readonly UnitText[]): ReadonlyMap<Part, string> {
  let found = versions.get(units);
  if (!found) {
    found = versionsOf(path, units, isEager, ({ start }) => String(start));
    versions.set(units, found);
  }
  return found;
}

/** What one tree answers to what results of other trees rest on. */
export class TreeGround implements Ground {
  private readonly known = new Map<number, Version>();
  private readonly tree: SourceTree;
  private readonly program: LinkedProgram;
  private readonly stated = new Map<string, ReadonlyMap<Part, string>>();
  private readonly graph: ImportGraph;
  /** Words that deployments give to the environment's name, and the names that tell it: the same for the whole tree. */
  private readonly setting: string;

  constructor(tree: SourceTree, program: LinkedProgram, graph: ImportGraph, setting: string) {
    this.tree = tree;
    this.program = program;
    this.graph = graph;
    this.setting = setting;
  }

  version(part: number): Version {
    let version = this.known.get(part);
    if (version === undefined) {
      version = versionOf(this.find(partNumbered(part)));
      this.known.set(part, version);
    }
    return version;
  }

  answer(question: string): string {
    const at = question.indexOf(' ');
    const what = question.slice(at + 1);
    switch (question.slice(0, at)) {
      case 'text':
        return this.blob(what);
      case 'paths':
        return this.paths(what);
      case 'main':
        return `${this.program.main.has(what)} ${this.program.imported.has(what)}`;
      case 'refused':
        return [...(this.program.refusals.get(what) ?? [])].join(' ');
      default:
        return this.setting;
    }
  }

  /** The grounds of something that looked at these parts and asked these questions. */
  groundsOf(parts: Iterable<Part>, answers: Iterable<readonly [string, string]>): Grounds {
    return { parts: new PartVersions(parts, this), answers: new Map(answers) };
  }

  /** What a part's contents are told by, in this process and in any other. */
  statedVersion(part: Part): string {
    const { path } = splitPart(part);
    let versions = this.stated.get(path);
    if (!versions) {
      versions = versionsOf(path, this.program.units(path), isEager, (unit) => this.program.idOfUnit(path, unit));
      this.stated.set(path, versions);
    }
    return this.with(part, versions);
  }

  private find(part: Part): string {
    const { path } = splitPart(part);
    return this.with(part, versionsIn(path, this.program.units(path)));
  }

  /** What a module's loading runs depends on what its imports lead to as well. */
  private with(part: Part, versions: ReadonlyMap<Part, string>): string {
    const { path, name } = splitPart(part);
    const own = versions.get(part) ?? '';
    return name === null ? `${own} ${this.graph.importsOf(path).join(' ')}` : own;
  }

  /** @param ends how they begin and how they end, a line each */
  private paths(ends: string): string {
    const [before = '', after = ''] = ends.split('\n');
    const isMeant = (path: string): boolean => path.startsWith(before) && path.endsWith(after);
    return [...this.tree.files.keys()].filter(isMeant).sort().join('\n');
  }

  private blob(path: string): string {
    const text = this.program.source(path);
    return text === null ? '' : (this.tree.files.get(path)?.id ?? digest(text));
  }
}
