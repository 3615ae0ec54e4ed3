// Written by `npm run generate` from what lies in formats/, carriers/ and languages/.
import { meta as appEngine } from './formats/app-engine/index.ts';
import { meta as applicationConfig } from './languages/application-config/index.ts';
import { meta as azurePipelines } from './carriers/azure-pipelines/index.ts';
import { meta as batch } from './carriers/batch/index.ts';
import { meta as bitbucket } from './carriers/bitbucket/index.ts';
import { meta as circleci } from './carriers/circleci/index.ts';
import { meta as cloudBuild } from './carriers/cloud-build/index.ts';
import { meta as cloudRunYaml } from './formats/cloud-run-yaml/index.ts';
import { meta as compose } from './formats/compose/index.ts';
import { meta as deployCloudFunctions } from './formats/deploy-cloud-functions/index.ts';
import { meta as deployCloudrun } from './formats/deploy-cloudrun/index.ts';
import { meta as dockerRun } from './formats/docker-run/index.ts';
import { meta as gcloud } from './formats/gcloud/index.ts';
import { meta as githubActions } from './carriers/github-actions/index.ts';
import { meta as gitlabCi } from './carriers/gitlab-ci/index.ts';
import { meta as go } from './languages/go/index.ts';
import { meta as googleActions } from './formats/google-actions/index.ts';
import { meta as java } from './languages/java/index.ts';
import { meta as javascript } from './languages/javascript/index.ts';
import { meta as jenkins } from './carriers/jenkins/index.ts';
import { meta as just } from './carriers/just/index.ts';
import { meta as kotlin } from './languages/kotlin/index.ts';
import { meta as kubernetes } from './formats/kubernetes/index.ts';
import { meta as make } from './carriers/make/index.ts';
import { meta as packageJson } from './carriers/package-json/index.ts';
import { meta as powershell } from './carriers/powershell/index.ts';
import { meta as pulumi } from './formats/pulumi/index.ts';
import { meta as python } from './languages/python/index.ts';
import { meta as ruby } from './languages/ruby/index.ts';
import { meta as shell } from './carriers/shell/index.ts';
import { meta as skaffold } from './carriers/skaffold/index.ts';
import { meta as taskfile } from './carriers/taskfile/index.ts';
import { meta as terraform } from './formats/terraform/index.ts';
import { meta as yaml } from './carriers/yaml/index.ts';
import type { ReaderMeta } from './model/reader.ts';

/** Every folder of them, with what it says of itself. */
export const readers: readonly { readonly folder: string; readonly meta: ReaderMeta }[] = [
  { folder: 'formats/app-engine', meta: appEngine },
  { folder: 'formats/cloud-run-yaml', meta: cloudRunYaml },
  { folder: 'formats/compose', meta: compose },
  { folder: 'formats/deploy-cloud-functions', meta: deployCloudFunctions },
  { folder: 'formats/deploy-cloudrun', meta: deployCloudrun },
  { folder: 'formats/docker-run', meta: dockerRun },
  { folder: 'formats/gcloud', meta: gcloud },
  { folder: 'formats/google-actions', meta: googleActions },
  { folder: 'formats/kubernetes', meta: kubernetes },
  { folder: 'formats/pulumi', meta: pulumi },
  { folder: 'formats/terraform', meta: terraform },
  { folder: 'carriers/azure-pipelines', meta: azurePipelines },
  { folder: 'carriers/batch', meta: batch },
  { folder: 'carriers/bitbucket', meta: bitbucket },
  { folder: 'carriers/circleci', meta: circleci },
  { folder: 'carriers/cloud-build', meta: cloudBuild },
  { folder: 'carriers/github-actions', meta: githubActions },
  { folder: 'carriers/gitlab-ci', meta: gitlabCi },
  { folder: 'carriers/jenkins', meta: jenkins },
  { folder: 'carriers/just', meta: just },
  { folder: 'carriers/make', meta: make },
  { folder: 'carriers/package-json', meta: packageJson },
  { folder: 'carriers/powershell', meta: powershell },
  { folder: 'carriers/shell', meta: shell },
  { folder: 'carriers/skaffold', meta: skaffold },
  { folder: 'carriers/taskfile', meta: taskfile },
  { folder: 'carriers/yaml', meta: yaml },
  { folder: 'languages/application-config', meta: applicationConfig },
  { folder: 'languages/go', meta: go },
  { folder: 'languages/java', meta: java },
  { folder: 'languages/javascript', meta: javascript },
  { folder: 'languages/kotlin', meta: kotlin },
  { folder: 'languages/python', meta: python },
  { folder: 'languages/ruby', meta: ruby },
];
