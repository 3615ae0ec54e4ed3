import { CLOUD_RUN_NAMES } from '../../model/cloud-run-names.ts';
import type { BindingFact, DeploymentFact, MalformedItem } from '../../model/deployment.ts';
import type { Gap } from '../../model/unresolved.ts';
import { listName } from './flags.ts';

/**
 * A deployment with what Cloud Run refuses of some of its bindings: names that it sets itself. A container of several may be none that
 * takes requests, and only the one that does is told its port.
 * Source: https://cloud.google.com/run/docs/configuring/services/environment-variables ("Reserved names").
 */
export function refuseReserved(fact: DeploymentFact, bindings: readonly BindingFact[] = fact.bindings): DeploymentFact {
  const reserved = new Set(CLOUD_RUN_NAMES[fact.workload]);
  if (fact.container !== null) reserved.delete('PORT');
  const refused = bindings.filter(
    ({ name, target, operation, conditional }) =>
      reserved.has(name) && target === 'env' && (operation === 'set' || operation === 'update') && !conditional,
  );
  if (refused.length === 0) return fact;
  const items = refused.map(
    (binding): MalformedItem => ({
      flag: flagOf(binding),
      reason: `The following reserved env names were provided: ${binding.name}. These values are automatically set by the system.`,
      refused: true,
      name: binding.name,
      reserved: true,
      range: binding.range,
    }),
  );
  const gaps = items.map(
    ({ flag, reason, name, range }): Gap => ({
      reason: 'malformed-flag',
      text: `${flag}: ${reason}`,
      range,
      names: name === null ? 'all' : [name],
    }),
  );
  return { ...fact, malformed: [...(fact.malformed ?? []), ...items], gaps: [...fact.gaps, ...gaps] };
}

function flagOf({ via, operation, source }: BindingFact): string {
  if (via === 'manifest') return 'env';
  return via === 'file' ? '--env-vars-file' : `--${operation}-${listName(source.kind)}`;
}
