import type { Coverage } from './coverage.ts';
import type { Deployment } from './deployment.ts';
import type { Read } from './read.ts';
import type { Service } from './service.ts';
import type { Range, Span } from './span.ts';
import type { Unresolved } from './unresolved.ts';

/** Everything that was found in one tree: the link's result. */
export interface TreeFacts {
  /** The folder's name as given on the command line, `.` by default. */
  readonly root: string;
  /** The commit's full id, or null for files on disk. */
  readonly commit: string | null;
  readonly services: readonly Service[];
  readonly deployments: readonly Deployment[];
  readonly reads: readonly Read[];
  readonly unresolved: readonly Unresolved[];
  readonly coverage: Coverage;
  /** Nothing that matters was left unread. */
  readonly complete: boolean;
  /** Turns a range of one of the tree's files into a span. */
  span(range: Range): Span;
  /** The text of a file that was read, with every value of a binding masked by `•`; null when it was not read. For code frames. */
  maskedText(path: string): string | null;
}
