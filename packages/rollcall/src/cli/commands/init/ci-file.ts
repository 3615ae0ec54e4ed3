import type { CiHost } from './ci-hosts.ts';

/** A file for a CI host, and what is still to be done by hand. */
export interface CiFile {
  /** From the repository's top, '/'-separated. */
  readonly path: string;
  readonly text: string;
  readonly next: string;
}

interface Called {
  /** The command line up to what it compares with: the published package, by npx. */
  readonly diff: string;
}

/**
 * The file that compares each pull request with its base.
 * @param version of the package that it runs
 * @param folder what is compared, from the repository's top; '' for all of it. It goes into a script as it is, so it must be one plain word.
 */
export function ciFile(host: CiHost, version: string, folder: string): CiFile {
  const within = folder === '' ? '' : ` -C ${folder}`;
  return FILES[host]({ diff: `npx --yes rollcall@${version} diff${within}` });
}

const FILES: Readonly<Record<CiHost, (called: Called) => CiFile>> = {
  github: ({ diff }) => ({
    path: '.github/workflows/rollcall.yml',
    text: githubWorkflow(diff),
    next: 'Commit it: from then on every pull request is compared with its base.',
  }),
  gitlab: ({ diff }) => ({
    path: '.gitlab/rollcall.gitlab-ci.yml',
    text: gitlabJob(diff),
    next: 'Commit it, and include it in .gitlab-ci.yml:\n\ninclude:\n  - local: .gitlab/rollcall.gitlab-ci.yml',
  }),
  cloudbuild: ({ diff }) => ({
    path: 'cloudbuild-rollcall.yaml',
    text: cloudBuild(diff),
    next: `Commit it, and make a trigger for pull requests that runs it:\n\n${TRIGGER}`,
  }),
};

const TRIGGER =
  "gcloud builds triggers create github --name=rollcall --repo-owner='<owner>' --repo-name='<repository>'" +
  " --pull-request-pattern='.*' --build-config=cloudbuild-rollcall.yaml";

const ABOUT = `# What each service's code needs from its environment, against what its deployments give: tells on every pull request what it breaks.
# It fails with exit code 1 for findings that the base does not have, and 3 where something that matters could not be read.`;

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
function githubWorkflow(diff: string): string {
  return `${ABOUT}
name: Rollcall

on:
  pull_request:

permissions:
  contents: read

jobs:
  rollcall:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    # For code scanning, see below:
    # permissions:
    #   contents: read
    #   security-events: write
    env:
      BASE: origin/\${{ github.base_ref }}
    steps:
      # Actions are pinned by major version. To pin them to what you have read, name a commit, and the version beside it for Dependabot:
      # actions/checkout@<commit, 40 hex digits> # v6.0.0
      - uses: actions/checkout@v6
        with:
          # The whole history: the base is compared where the branch began.
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@v6
        with:
          node-version: 24
          package-manager-cache: false
      - name: Compare with the base
        run: ${diff} --against "$BASE"

      # For code scanning, take the first comment sign off these lines, and off those at the job's permissions:
      # - name: Compare with the base, for code scanning
      #   if: \${{ !cancelled() }}
      #   continue-on-error: true
      #   run: ${diff} --against "$BASE" --format sarif > rollcall.sarif
      # - uses: github/codeql-action/upload-sarif@v4
      #   if: \${{ !cancelled() }}
      #   with:
      #     sarif_file: rollcall.sarif
      #     category: rollcall
`;
}

/** https://docs.gitlab.com/ci/yaml/ and https://docs.gitlab.com/ci/variables/predefined_variables/ */
function gitlabJob(diff: string): string {
  return `${ABOUT}
# To run the image that you have looked at, name its digest: node:24@sha256:<64 hex digits>
rollcall:
  image: node:24
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  needs: []
  timeout: 15 minutes
  variables:
    # The whole history: the base is compared where the branch began.
    GIT_DEPTH: "0"
  script:
    - git fetch --quiet origin "+refs/heads/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME:refs/remotes/origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
    - ${diff} --against "origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
  # For the merge request's test report, take the comment signs off, and add to the last command: --format junit > rollcall.xml
  # artifacts:
  #   when: always
  #   reports:
  #     junit: rollcall.xml
`;
}

/**
 * https://cloud.google.com/build/docs/build-config-file-schema, and, that a trigger's clone is shallow,
 * https://cloud.google.com/build/docs/automating-builds/create-manage-triggers
 */
function cloudBuild(diff: string): string {
  return `${ABOUT}
# A trigger for pull requests gives _BASE_BRANCH. To run the images that you have looked at, name their digests: node:24@sha256:<64 hex digits>
steps:
  # A trigger's clone holds one commit: the rest is fetched, since the base is compared where the branch began.
  - id: history
    name: gcr.io/cloud-builders/git
    env:
      - BASE=$_BASE_BRANCH
    script: |
      #!/bin/sh
      set -eu
      deepen=
      if test -f "$(git rev-parse --git-dir)/shallow"; then deepen=--unshallow; fi
      git fetch --quiet $deepen origin "+refs/heads/$BASE:refs/remotes/origin/$BASE" "$(git rev-parse HEAD)"
  - id: rollcall
    name: node:24
    env:
      - BASE=$_BASE_BRANCH
    script: |
      #!/bin/sh
      ${diff} --against "origin/$BASE"
timeout: 900s
`;
}
