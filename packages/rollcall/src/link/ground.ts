import { isEager } from '../evaluate/imports.ts';
import type { Program } from '../evaluate/modules.ts';
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
import type { ImportGraph } from './reach.ts';

const versions = new WeakMap<readonly UnitText[], ReadonlyMap<Part, string>>();

function versionsIn(path: string, units: readonly UnitText[]): ReadonlyMap<Part, string> {
  let found = versions.get(units);
  if (!found) {
    found = versionsOf(path, units, isEager);
    versions.set(units, found);
  }
  return found;
}

/** What one tree answers to what results of other trees rest on. */
export class TreeGround implements Ground {
  private readonly known = new Map<number, Version>();
  private readonly tree: SourceTree;
  private readonly program: Program;
  private readonly graph: ImportGraph;
  /** Words that deployments give to the environment's name, and the names that tell it: the same for the whole tree. */
  private readonly setting: string;

  constructor(tree: SourceTree, program: Program, graph: ImportGraph, setting: string) {
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
      case 'main':
        return String(this.program.main.has(what));
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

  private find(part: Part): string {
    const { path, name } = splitPart(part);
    const own = versionsIn(path, this.program.units(path)).get(part) ?? '';
    return name === null ? `${own} ${this.graph.importsOf(path).join(' ')}` : own;
  }

  private blob(path: string): string {
    const text = this.program.source(path);
    return text === null ? '' : (this.tree.files.get(path)?.id ?? digest(text));
  }
}
