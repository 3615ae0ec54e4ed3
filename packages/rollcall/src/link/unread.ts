import type { Gap } from '../model/unresolved.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { isForeign, isTest } from './paths.ts';
import { perPath, perText } from './per-text.ts';

/** Files that often deploy and whose language is not read for that. */
const UNREAD = /(^|\/)Rakefile$|\.(rb|java|kt|groovy|fish)$/;

export const isUnread = perPath((path) => UNREAD.test(path) && !isTest(path) && !isForeign(path));

/** Words that stand where a Cloud Run service, job or function is deployed, and not where one is merely described or named. */
const DEPLOYS =
  /gcloud(\.cmd)?\s[^\n#]{0,80}?\b(run\s+(deploy|services\s+(update|replace)|jobs\s+(deploy|create|update|replace))|functions\s+deploy)\b/;

/** Where a text deploys to Cloud Run, in words; null: it does not. */
export function deployingWords(text: string): { readonly start: number; readonly end: number } | null {
  const found = DEPLOYS.exec(text);
  return found ? { start: found.index, end: found.index + found[0].length } : null;
}

const deployingIn = perText((_path, text) => ({ words: deployingWords(text) }));

/** Functions of Firebase state in their code what they are given. https://firebase.google.com/docs/functions/config-env */
const FIREBASE = /\bfirebase-functions\b|\bfirebase_functions\b/;
const GIVES = /\bsecrets\s*[:=]\s*\[/;

const firebaseIn = perText((path, text) => {
  const found = FIREBASE.test(text) && /\.(?:[cm]?[jt]s|py)$/.test(path) ? GIVES.exec(text) : null;
  return { words: found ? { start: found.index, end: found.index + found[0].length } : null };
});

/** Files that give secrets to functions of Firebase, each told at its first such place. */
function unreadFunctions(tree: SourceTree, loaded: ReadonlySet<string>): readonly Gap[] {
  return [...loaded].sort().flatMap((path): readonly Gap[] => {
    const found = firebaseIn(path, tree.text(path))?.words;
    const text = 'it gives secrets to functions of Firebase, and these are not read';
    return found ? [{ reason: 'unreadable', text, range: { path, ...found }, names: 'all' }] : [];
  });
}

/** Programs of Pulumi in Go: what they import, and the calls by which they make what runs code. https://www.pulumi.com/docs/iac/languages-sdks/go/ */
const PULUMI =
  /"github\.com\/pulumi\/pulumi-(?:gcp|google-native|kubernetes)\/sdk\/[^"]*\/(?:run|cloudrun|cloudfunctions|apps|batch|core)(?:v\d+\w*|\/v\d+\w*)?"/;
const MAKES = /\b\w+\.New(?:Service|Job|WorkerPool|Function|Deployment|StatefulSet|DaemonSet|CronJob|Pod)\(\s*ctx\b/;

const pulumiIn = perText((path, text) => {
  const found = path.endsWith('.go') && PULUMI.test(text) && /\bEnv\w*:/.test(text) ? MAKES.exec(text) : null;
  return { words: found ? { start: found.index, end: found.index + found[0].length } : null };
});

/** Files of Go by which Pulumi deploys, each told at its first such place. */
function unreadPrograms(tree: SourceTree, loaded: ReadonlySet<string>): readonly Gap[] {
  return [...loaded].sort().flatMap((path): readonly Gap[] => {
    const found = path.endsWith('.go') ? pulumiIn(path, tree.text(path))?.words : null;
    const text = 'it deploys with Pulumi, and programs of Go are not read for that';
    return found ? [{ reason: 'unreadable', text, range: { path, ...found }, names: 'all' }] : [];
  });
}

/** Files that deploy and are not read, each told at its first such place. */
export function unreadDeployments(tree: SourceTree, loaded: ReadonlySet<string>): readonly Gap[] {
  const gaps: Gap[] = [...unreadFunctions(tree, loaded), ...unreadPrograms(tree, loaded)];
  for (const path of [...loaded].sort()) {
    if (!isUnread(path)) continue;
    const found = deployingIn(path, tree.text(path))?.words;
    if (found)
      gaps.push({
        reason: 'unreadable',
        text: 'it deploys to Cloud Run, and files of its kind are not read',
        range: { path, ...found },
        names: 'all',
      });
  }
  return gaps;
}
