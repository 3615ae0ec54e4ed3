import type { Deployment } from '../model/deployment.ts';
import type { Finding } from '../model/finding.ts';
import type { Span } from '../model/span.ts';
import type { TreeFacts } from '../model/tree-facts.ts';

/** The last item of a whole deployment's list, where a missing name would be added. One command may deploy several services. */
export function listEnd(
  span: Span,
  { service, environment }: Pick<Finding, 'service' | 'environment'>,
  facts: TreeFacts,
): Span | null {
  const same = facts.deployments.filter(
    ({ range }) => range.path === span.path && range.start === span.start && range.end === span.end,
  );
  const own = same.filter((one) => one.service === service);
  const deployment = own.find((one) => one.environment === environment) ?? own[0];
  const last = deployment && lastBinding(deployment);
  return last ? facts.span(last) : null;
}

function lastBinding({ bindings, range }: Deployment): Deployment['range'] | null {
  const secrets = bindings.filter(({ source, range: at }) => source.kind === 'secret' && at.path === range.path);
  const all = secrets.length > 0 ? secrets : bindings.filter(({ range: at }) => at.path === range.path);
  return all.reduce<Deployment['range'] | null>((end, { range: at }) => (end && end.end >= at.end ? end : at), null);
}
