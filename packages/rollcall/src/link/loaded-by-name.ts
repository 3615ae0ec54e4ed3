import type { SourceTree } from '../workspace/source-tree.ts';
import { folderOf, isForeign } from './paths.ts';

interface Files {
  readonly tree: SourceTree;
  text(path: string): string | null;
}

/**
 * Files that a command line has its framework load by a name in it: commands of Django, the environment of Alembic's migrations, the
 * tasks of a Celery worker.
 */
export function loadedByName(
  files: Files,
  lines: readonly (readonly string[])[],
  folders: readonly string[],
): readonly string[] {
  const found = lines.flatMap((words) => [
    ...djangoCommands(words).flatMap((name) => filesAt(files, folders, `management/commands/${name}.py`)),
    ...(runsAlembic(words) ? alembicEnvironment(files, folders) : []),
    ...(runsCeleryWorker(words) ? filesAt(files, folders, 'tasks.py') : []),
  ]);
  return [...new Set(found)];
}

/** `python manage.py x`, `django-admin x`. https://docs.djangoproject.com/en/stable/howto/custom-management-commands/ */
function djangoCommands(words: readonly string[]): readonly string[] {
  return words.flatMap((word, i) => {
    const name = /(^|\/)manage\.py$|(^|\/)django-admin(\.py)?$/.test(word)
      ? words.slice(i + 1).find((one) => !one.startsWith('-'))
      : undefined;
    return name !== undefined && /^\w+$/.test(name) ? [name] : [];
  });
}

/** https://alembic.sqlalchemy.org/en/latest/tutorial.html#running-our-first-migration */
function runsAlembic(words: readonly string[]): boolean {
  const at = words.findIndex((word) => /(^|\/)alembic$/.test(word));
  return at >= 0 && words.slice(at + 1).some((word) => /^(upgrade|downgrade|stamp|check|current)$/.test(word));
}

/** The one `env.py` that lies beside a folder of migrations; of several none is known to be meant. */
function alembicEnvironment(files: Files, folders: readonly string[]): readonly string[] {
  const found = filesAt(files, folders, 'env.py').filter((path) =>
    /(^|\/)(alembic|migrations?)(\/|$)/.test(folderOf(path)),
  );
  return found.length === 1 ? found : [];
}

/** https://docs.celeryq.dev/en/stable/reference/celery.html#celery.Celery.autodiscover_tasks */
function runsCeleryWorker(words: readonly string[]): boolean {
  const at = words.findIndex((word) => /(^|\/)celery$/.test(word));
  return at >= 0 && words.slice(at + 1).includes('worker');
}

/** Files of the tree that end so, those inside the given folders where there are any. */
function filesAt({ tree }: Files, folders: readonly string[], end: string): readonly string[] {
  const all = [...tree.files.keys()].filter((path) => (path === end || path.endsWith(`/${end}`)) && !isForeign(path));
  const inside = all.filter((path) => folders.some((folder) => folder !== '' && path.startsWith(`${folder}/`)));
  return inside.length > 0 ? inside : all;
}
