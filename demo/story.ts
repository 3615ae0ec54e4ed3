import { readStates, type State } from './facts.ts';

/** One commit of a demo repository. */
export interface Chapter {
  readonly subject: string;
  /** What it says of the commit that it stands for. */
  readonly body: string;
  /** Changes to what is there before, in `service-files`. The first commit starts from `service-files/base`. */
  readonly patches: readonly string[];
  readonly state: State;
}

export interface Telling {
  /** The folder of its repository. */
  readonly id: string;
  readonly title: string;
  readonly chapters: readonly Chapter[];
}

type Draft = Pick<Chapter, 'subject' | 'patches'>;

const asItWas: readonly Draft[] = [
  { subject: 'Deploy auth and backend; auth reads its settings with defaults', patches: [] },
  {
    subject: 'Refuse to start in staging and production without three settings',
    patches: ['as-it-was/2-auth-refuses-to-start-without.patch'],
  },
  { subject: 'Bind SECRET_KEY, REDIS_HOST and REDIS_PORT', patches: ['as-it-was/3-bind-all-three.patch'] },
  { subject: 'Fix staging; remove "duplicates" of REDIS_URL', patches: ['as-it-was/4-remove-duplicates.patch'] },
  { subject: 'Move the mappings from the script to tables', patches: ['as-it-was/5-move-mappings-to-tables.patch'] },
  { subject: 'Restore REDIS_HOST and REDIS_PORT', patches: ['as-it-was/6-restore-redis.patch'] },
];

const asTold: readonly Draft[] = [
  {
    subject: 'Deploy auth and backend; auth needs SECRET_KEY and is given it',
    patches: ['as-it-was/2-auth-refuses-to-start-without.patch', 'as-it-was/3-bind-all-three.patch'],
  },
  { subject: 'Edit the OAuth variables; SECRET_KEY gets lost', patches: ['as-told/2-edit-oauth.patch'] },
  { subject: 'Bind SECRET_KEY again', patches: ['as-told/3-bind-secret-key.patch'] },
];

/** The incident twice: as the history of the public repository has it, and as its post-mortem tells it. */
export function readTellings(): Telling[] {
  return [
    { id: 'as-it-was', title: 'As it was: what the history says', chapters: chapters('as-it-was', asItWas) },
    { id: 'as-told', title: 'As told: what the post-mortem says', chapters: chapters('as-told', asTold) },
  ];
}

function chapters(telling: string, drafts: readonly Draft[]): Chapter[] {
  const states = readStates(telling);
  return drafts.map((draft, index) => {
    const state = states[index];
    if (!state || states.length !== drafts.length)
      throw new Error(`facts/${telling}.json and story.ts differ in length`);
    return { ...draft, state, body: counterpart(state) };
  });
}

function counterpart({ commit, did }: State): string {
  return commit === null ? `As the post-mortem tells it. ${did}` : `Counterpart of ${commit.slice(0, 9)}. ${did}`;
}
