import type { Subjects } from '@app/identity';

/** Whose the objects of this lib are. */
export function defineSubjects(subjects: Subjects): void {
  subjects.define('sync-run', 'SELECT id FROM sync_run WHERE id = $1');
  subjects.define('sync-item', 'SELECT id FROM sync_item WHERE id = $1');
}
