import type { UsesStep } from '../carriers/github-actions/index.ts';
import { extractDeployCloudFunctions, isDeployCloudFunctions } from '../formats/deploy-cloud-functions/index.ts';
import { extractDeployCloudrun, isDeployCloudrun } from '../formats/deploy-cloudrun/index.ts';
import { bindingsFromActionFile } from '../formats/google-actions/index.ts';
import { asWritten } from '../model/text.ts';
import type { Gap } from '../model/unresolved.ts';
import { deployApps, isDeployAppengine } from './app-engine.ts';
import { type Build, buildOfStep } from './builds.ts';
import { type Found, type FoundDeployment, type ReadText, withEnvFiles } from './found.ts';

/** What the actions that a workflow's steps use deploy and build. */
export function deploymentsOfSteps(steps: readonly UsesStep[], path: string, entry: string, readText: ReadText): Found {
  const deployments: FoundDeployment[] = [];
  const gaps: Gap[] = [];
  const builds: Build[] = [];
  for (const step of steps) {
    const build = buildOfStep(step, path);
    if (build) builds.push(build);
    const action = asWritten(step.action);
    const branches = step.branches ? { branches: step.branches } : {};
    if (isDeployAppengine(action)) {
      const apps = deployApps(step, readText);
      for (const fact of apps.deployments) deployments.push({ fact, command: null, entry, ...branches });
      gaps.push(...apps.gaps);
      continue;
    }
    const extract = isDeployCloudrun(action)
      ? extractDeployCloudrun
      : isDeployCloudFunctions(action)
        ? extractDeployCloudFunctions
        : null;
    if (!extract) continue;
    const extraction = extract(step);
    for (const fact of withEnvFiles(extraction, readText, bindingsFromActionFile))
      deployments.push({ fact, command: null, entry, ...branches });
    gaps.push(...extraction.gaps);
  }
  return { deployments, gaps, builds };
}
