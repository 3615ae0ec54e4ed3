import { flatten } from '../../model/flat-text.ts';
import type { Range } from '../../model/span.ts';
import { hole, type Text } from '../../model/text.ts';
import type { Positional } from './arguments.ts';

/** What a command deploys, with the project and region that a full resource name holds. */
export interface DeployedName {
  readonly name: Text;
  readonly project: Text | null;
  readonly region: Text | null;
}

/**
 * The positional that names the service or job: one with known text before one that is a hole alone (which may hold flags), and one
 * that may be an unknown flag's value last.
 */
export function chooseName(positionals: readonly Positional[]): Positional | null {
  const sure = positionals.filter((one) => !one.doubtful);
  return sure.find((one) => !isHoleAlone(one.text)) ?? sure[0] ?? positionals[0] ?? null;
}

export function isHoleAlone(text: Text): boolean {
  return text.length === 1 && text[0]?.kind === 'hole';
}

/** Reads `NAME` or `projects/P/locations/R/services/NAME`; a hole where the command leaves the name to a prompt. */
export function readDeployedName(text: Text | null, command: Range): DeployedName {
  if (!text) return { name: hole('NAME', command), project: null, region: null };
  const { chars, cut } = flatten(text);
  const full =
    /^(projects|namespaces)\/([^/]+)\/(?:locations\/([^/]+)\/)?(?:services|jobs|functions|workerPools|workers)\/([^/]+)$/.exec(
      chars,
    );
  if (!full) return { name: text, project: null, region: null };
  const [, head = '', project = '', region, name = ''] = full;
  const projectAt = head.length + 1;
  const regionAt = projectAt + project.length + '/locations/'.length;
  return {
    name: cut(chars.length - name.length, chars.length),
    project: cut(projectAt, projectAt + project.length),
    region: region === undefined ? null : cut(regionAt, regionAt + region.length),
  };
}
