import type { DeploymentFact } from '../../model/deployment.ts';
import type { Range } from '../../model/span.ts';
import type { Gap } from '../../model/unresolved.ts';
import type { Block, ParsedFile } from './hcl/syntax.ts';
import { hiddenPlaces } from './hidden.ts';
import { instancesOf } from './module/instances.ts';
import { Module, World } from './module/module.ts';
import type { ModuleFiles } from './module/source.ts';
import { type Stores, storesOf } from './resources/kubernetes-stores.ts';
import { readerOf } from './resources/readers.ts';
import { readForeignModule, readRegistryModule } from './resources/registry-modules.ts';

/** One deployment, and the file of the started module that leads to it. */
interface TerraformDeployment {
  readonly fact: DeploymentFact;
  readonly entry: string;
}

/** What one module deploys when Terraform is started in its folder. */
interface TerraformFacts {
  readonly deployments: readonly TerraformDeployment[];
  /** What no deployment holds. */
  readonly gaps: readonly Gap[];
  /** The folders of the modules that it calls. */
  readonly called: ReadonlySet<string>;
}

/** Deployments of one start: more are told by a gap. */
const MOST = 500;

/**
 * Reads the module in a folder as it is when Terraform or OpenTofu is started there, with the modules of the same tree that it calls.
 * Source: https://developer.hashicorp.com/terraform/language
 */
export function extractTerraform(files: ModuleFiles, folder: string): TerraformFacts {
  const world = new World(files);
  const deployments: TerraformDeployment[] = [];
  const gaps: Gap[] = [];
  const read = new Set<string>();
  const root = new Module(world, folder, null);
  let known: Stores | null = null;
  const stores = (): Stores => (known ??= storesOf(root));
  visit(root, null, { deployments, gaps, read, stores });
  if (world.steps <= 0)
    gaps.push({
      reason: 'evaluation-bound',
      text: `${folder || '.'} takes more steps than are followed`,
      range: placeOf(files, folder),
      names: 'all',
    });
  const parsed = [...read].sort().flatMap((one) => files.files(one));
  const values = files.values(folder).map(({ file }) => file);
  return { deployments: withHidden(deployments, [...parsed, ...values]), gaps, called: world.called };
}

function placeOf(files: ModuleFiles, folder: string): Range | null {
  const [first] = files.files(folder);
  return first ? { path: first.path, start: 0, end: 0 } : null;
}

/** What may be a value in these files is covered wherever a frame of one is shown. */
function withHidden(deployments: readonly TerraformDeployment[], files: readonly ParsedFile[]): TerraformDeployment[] {
  const [first, ...rest] = deployments;
  if (!first) return [];
  const hidden = hiddenPlaces(
    files,
    deployments.map(({ fact }) => fact),
  );
  return [{ ...first, fact: { ...first.fact, hidden: [...(first.fact.hidden ?? []), ...hidden] } }, ...rest];
}

interface Collected {
  readonly deployments: TerraformDeployment[];
  readonly gaps: Gap[];
  readonly read: Set<string>;
  readonly stores: () => Stores;
}

function visit(module: Module, entry: string | null, into: Collected): void {
  into.read.add(module.folder);
  for (const block of module.definitions.resources.values())
    if (block.type === 'resource') readResource(block, module, entry, into);
  for (const [name, block] of module.definitions.modules) {
    const at = entry ?? block.range.path;
    const calls = module.calls(name);
    for (const call of calls) visit(call.module, at, into);
    if (calls.length === 0) readCall(block, module, at, into);
  }
}

function readResource(block: Block, module: Module, entry: string | null, into: Collected): void {
  const [type = ''] = block.labels;
  const reader = readerOf(type);
  if (!reader) return;
  for (const { scope } of instancesOf(block, module.scope)) {
    const facts = reader({ block, scope, stores: into.stores });
    for (const fact of facts)
      if (into.deployments.length < MOST) into.deployments.push({ fact, entry: entry ?? block.range.path });
  }
}

/** A call of a module that is not of this tree. */
function readCall(block: Block, module: Module, entry: string, into: Collected): void {
  for (const { scope } of instancesOf(block, module.scope)) {
    const resource = { block, scope, stores: into.stores };
    const foreign = readRegistryModule(resource) ?? [readForeignModule(resource)];
    for (const fact of foreign) if (fact) into.deployments.push({ fact, entry });
  }
}
