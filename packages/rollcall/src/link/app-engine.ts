import { extractAppEngine } from '../formats/app-engine/index.ts';
import { type ActionStep, inputOf, isComment, readKeyValues, usesAction } from '../formats/google-actions/index.ts';
import type { BindingFact, DeploymentFact } from '../model/deployment.ts';
import { asShown } from '../model/shown-text.ts';
import type { Range } from '../model/span.ts';
import { asWritten, concat, isKnown, known, rangeOf, type Text } from '../model/text.ts';
import type { Gap } from '../model/unresolved.ts';
import type { ReadText } from './found.ts';
import { joinPath } from './paths.ts';

/** Services of App Engine, and what could not be read of them. */
interface Apps {
  readonly deployments: readonly DeploymentFact[];
  readonly gaps: readonly Gap[];
}

/** What a configuration of App Engine deploys; one that is not there may give anything. */
export function appFrom(paths: readonly string[], place: AppPlace, readText: ReadText): Apps {
  const path = paths.find((one) => readText(one) !== null) ?? null;
  const text = path === null ? null : readText(path);
  if (path === null || text === null) {
    const gap = {
      reason: 'unread-hand-over',
      text: `the configuration ${asShown(place.file)}`,
      range: place.range,
    } as const;
    return { deployments: [], gaps: [{ ...gap, names: 'all' }] };
  }
  const { deployments, gaps } = extractAppEngine({ path, text }, (other) => {
    const included = readText(other);
    return included === null ? null : { path: other, text: included };
  });
  const project = place.project;
  return {
    deployments: deployments.map((one) => ({ ...one, project: project ?? one.project })),
    gaps,
  };
}

/** Where a configuration is named, and for which project. */
interface AppPlace {
  readonly file: Text;
  readonly project: Text | null;
  readonly range: Range;
}

export function isDeployAppengine(action: string): boolean {
  return usesAction(action, 'deploy-appengine');
}

/**
 * What a step of google-github-actions/deploy-appengine deploys: its `env_vars` go into the first configuration of a service, over what is
 * there.
 * Source: https://github.com/google-github-actions/deploy-appengine#inputs
 */
export function deployApps(step: ActionStep, readText: ReadText): Apps {
  const stated = inputOf(step, 'deliverables');
  const folder = inputOf(step, 'working_directory');
  const base = folder ? known(folder) : '';
  const files = stated
    ? (known(stated)
        ?.split(/[\s,]+/)
        .filter((one) => one !== '') ?? null)
    : ['app.yaml'];
  const range = (stated && rangeOf(stated)) ?? step.range;
  if (files === null || base === null) {
    const text = asShown(stated ?? folder ?? []);
    return { deployments: [], gaps: [{ reason: 'unread-hand-over', text, range, names: 'all' }] };
  }
  const parts = files
    .filter((file) => !/(^|\/)(cron|dispatch|queue|index|dos)\.ya?ml$/.test(file))
    .map((file) => {
      const paths = [joinPath(base, file)].filter((path) => path !== null);
      return appFrom(paths, { file: [piece(file)], project: inputOf(step, 'project_id'), range }, readText);
    });
  const [first, ...rest] = parts.flatMap((part) => part.deployments);
  return {
    deployments: first ? [withVariables(first, step), ...rest] : [],
    gaps: parts.flatMap((part) => part.gaps),
  };
}

function piece(text: string): Text[number] {
  return { kind: 'text', text, range: null, exact: false };
}

function withVariables(deployment: DeploymentFact, step: ActionStep): DeploymentFact {
  const text = inputOf(step, 'env_vars');
  if (!text) return deployment;
  const { pairs, fault } = readKeyValues(text);
  const given = pairs.filter((pair) => !isComment(pair));
  const own = given.flatMap(({ key, value, assigned }): BindingFact[] =>
    assigned && isKnown(key)
      ? [
          {
            name: asWritten(key),
            target: 'env',
            operation: 'set',
            source: { kind: 'value' },
            via: 'input',
            conditional: false,
            range: rangeOf(concat(key, value)) ?? step.range,
            related: [step.range],
            value,
          },
        ]
      : [],
  );
  const names = new Set(own.map(({ name }) => name));
  const unknown = given.filter(({ key }) => !isKnown(key)).map(({ key }) => key);
  const gaps = [
    ...deployment.gaps,
    ...unknown.map((key): Gap => ({ reason: 'dynamic-list', text: asShown(key), range: rangeOf(key), names: 'all' })),
    ...(fault === null ? [] : [{ reason: 'malformed-flag', text: fault, range: rangeOf(text), names: 'all' } as const]),
  ];
  return {
    ...deployment,
    bindings: [...deployment.bindings.filter(({ name }) => !names.has(name)), ...own],
    gaps,
    open: gaps.some((gap) => gap.names === 'all'),
  };
}
