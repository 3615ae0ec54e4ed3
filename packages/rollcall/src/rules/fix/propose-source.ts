import { fillTemplate } from '../../contract/templates.ts';
import type { BindingFact } from '../../model/deployment.ts';
import type { Resolution, ResolvedDeployment } from '../../model/resolution.ts';
import { statedId } from '../stated-secret.ts';

/** What a missing name should be given. A null secret: only a person knows its id. */
export type Proposal =
  | {
      readonly kind: 'secret';
      readonly secret: string | null;
      readonly project: string | null;
      readonly version: string;
      /** Part of the id is left to run time, as in the bindings that it was learnt from. */
      readonly template: boolean;
    }
  | { readonly kind: 'value' };

type Secret = Extract<BindingFact['source'], { kind: 'secret' }>;

/** Endings of names that usually hold plain settings. */
const PLAIN_NAME =
  /(?:^|_)(?:LEVEL|MODE|ENV|ENVIRONMENT|DEBUG|PORT|HOST|REGION|PROJECT|PROJECT_ID|TIMEOUT|ENABLED|NAME)$/;
const SECRET_NAME = /(?:SECRET|PASSWORD|PASSWD|TOKEN|KEY|CREDENTIALS?|PRIVATE|SALT|DSN|PASSPHRASE)/;

/**
 * What to give to `name`: the contract's secret id, else what another deployment of the same environment or script gives to it, else the
 * secret id that the deployment's own ids suggest.
 */
export function proposeSource(resolution: Resolution, deployment: ResolvedDeployment, name: string): Proposal {
  const { version, template } = habitOf(deployment);
  const stated = statedSecret(resolution, deployment, name);
  if (stated) return { kind: 'secret', secret: stated, project: null, version, template: false };
  const elsewhere = proposalFrom(siblingBindings(resolution, deployment, name));
  if (elsewhere) return elsewhere;
  if (PLAIN_NAME.test(name)) return { kind: 'value' };
  if (template) return { ...template, kind: 'secret', secret: fillTemplate(template.secret, { name }), version };
  return SECRET_NAME.test(name)
    ? { kind: 'secret', secret: null, project: null, version, template: false }
    : { kind: 'value' };
}

/** The source that bindings agree on; null when there is none, or they differ. */
export function proposalFrom(bindings: readonly BindingFact[]): Proposal | null {
  const secrets = bindings.flatMap((b) => (b.source.kind === 'secret' && !b.source.template ? [b.source] : []));
  const [first] = secrets;
  if (!first) return bindings.some((b) => b.source.kind === 'value') ? { kind: 'value' } : null;
  const agree = secrets.every((s) => s.secret === first.secret && s.project === first.project);
  return agree ? { ...first } : null;
}

/** The secret id that the contract states for a name in the deployment's environment. */
export function statedSecret(resolution: Resolution, deployment: ResolvedDeployment, name: string): string | null {
  const { environment, service } = deployment.deployment;
  return resolution.contract && environment !== null
    ? statedId(resolution.contract, { environment, service, name })
    : null;
}

function siblingBindings(resolution: Resolution, deployment: ResolvedDeployment, name: string): BindingFact[] {
  const { environment, entry } = deployment.deployment;
  return resolution.deployments.flatMap((other) => {
    if (other.deployment.environment !== environment) return [];
    if (environment === null && other.deployment.entry !== entry) return [];
    return (other.bindings.get(name) ?? []).filter((binding) => binding.target === 'env');
  });
}

function secretsOf(deployment: ResolvedDeployment): NamedSecret[] {
  return [...deployment.bindings].flatMap(([name, bindings]) =>
    bindings.flatMap(({ source, target }) => (source.kind === 'secret' && target === 'env' ? [{ name, source }] : [])),
  );
}

interface NamedSecret {
  readonly name: string;
  readonly source: Secret;
}

/** How a deployment writes the references of its secrets. */
interface Habit {
  readonly version: string;
  readonly template: Omit<Secret, 'kind' | 'version'> | null;
}

/** A deployment that lacks many names is asked many times. */
const habits = new WeakMap<ResolvedDeployment['bindings'], Habit>();

function habitOf(deployment: ResolvedDeployment): Habit {
  const known = habits.get(deployment.bindings);
  if (known) return known;
  const secrets = secretsOf(deployment);
  const habit = { version: prevailingVersion(secrets), template: prevailingTemplate(secrets) };
  habits.set(deployment.bindings, habit);
  return habit;
}

function prevailingVersion(secrets: readonly NamedSecret[]): string {
  const versions = new Set(secrets.map(({ source }) => source.version));
  const [only] = versions;
  return versions.size === 1 && only !== undefined && /^\w+$/.test(only) ? only : 'latest';
}

/** The pattern that more than half of the ids follow, at least two of them. */
function prevailingTemplate(secrets: readonly NamedSecret[]): Habit['template'] {
  const counts = new Map<string, { count: number; source: Secret; pattern: string }>();
  for (const { name, source } of secrets) {
    const pattern = patternOf(name, source.secret);
    if (pattern === null) continue;
    const key = JSON.stringify([pattern, source.project]);
    counts.set(key, { count: (counts.get(key)?.count ?? 0) + 1, source, pattern });
  }
  const best = [...counts.values()].sort((a, b) => b.count - a.count)[0];
  if (!best || best.count < 2 || best.count * 2 <= secrets.length) return null;
  return { secret: best.pattern, project: best.source.project, template: best.source.template };
}

/** The id with the name in it as a template writes it (`{kebab}-staging`); null where the name does not stand in it. */
export function patternOf(name: string, secret: string): string | null {
  for (const form of FORMS) {
    const text = fillTemplate(form, { name });
    if (secret.includes(text)) return secret.replace(text, () => form);
  }
  return null;
}

/** The ways in which ids write a name, as the contract's templates call them. */
const FORMS = ['{kebab}', '{lower}', '{name}'] as const;
