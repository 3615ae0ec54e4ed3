import type { CommandSpec } from '../../command.ts';

export const spec: CommandSpec = {
  name: 'explain',
  summary: 'what a name is for, who needs it and where it is given; or what a rule means',
  argument: { written: '<name-or-rule>', does: 'a name such as SECRET_KEY, or the id of a rule' },
  options: [],
  examples: [
    ['rollcall explain SECRET_KEY', 'who needs it, and where it is given'],
    ['rollcall explain no-missing-binding', 'what a rule finds, and when it is silent'],
  ],
  load: () => import('./run.ts'),
};
