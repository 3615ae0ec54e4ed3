import { describe, expect, it } from 'vitest';
import { selectHistory } from '../../src/history/select.ts';
import { incident } from './incident.ts';
import { commit, historyOf, regression } from './regressions.ts';

const all = { services: [], names: [], kinds: [], since: null };
const nothing = { services: [], names: [] };

describe('the part of a history that is asked for', () => {
  it('is of services, names and kinds', () => {
    const names = (selection: object): string[] =>
      selectHistory(incident, { ...all, ...selection }, nothing).history.regressions.map(
        ({ service, name }) => `${service} ${name}`,
      );
    expect(names({}).length).toBe(7);
    expect(names({ services: ['backend'] })).toEqual(['backend REDIS_HOST', 'backend REDIS_PORT']);
    expect(names({ names: ['SECRET_KEY'] })).toEqual(['auth SECRET_KEY']);
    expect(names({ kinds: ['unmet-requirement'], names: ['REDIS_HOST'] })).toEqual(['auth REDIS_HOST']);
  });

  it('takes its changes along, and tells how many regressions there are in all', () => {
    const { history, total } = selectHistory(incident, { ...all, services: ['backend'] }, nothing);
    expect([total, history.changes.map(({ service }) => service)]).toEqual([7, ['backend', 'backend']]);
    const named = selectHistory(incident, { ...all, names: ['LOG_LEVEL'] }, nothing);
    expect(named.history.changes).toMatchObject([{ remapped: ['LOG_LEVEL'] }]);
  });

  it('since a moment is what began, ended or was open in it', () => {
    const at = (day: string) => commit(day.slice(-1), `${day}T00:00:00Z`);
    const history = historyOf([
      regression(at('2025-01-01'), { name: 'GONE', fixedBy: at('2025-01-02') }),
      regression(at('2025-01-03'), { name: 'MENDED', fixedBy: at('2025-01-08') }),
      regression(at('2025-01-04'), { name: 'OPEN' }),
      regression(at('2025-01-09'), { name: 'NEW' }),
    ]);
    const since = ({ date }: { date: string }): boolean => date >= '2025-01-05';
    const { regressions } = selectHistory(history, { ...all, since }, nothing).history;
    expect(regressions.map(({ name }) => name)).toEqual(['MENDED', 'OPEN', 'NEW']);
  });

  it('may be nothing, but not of a word that nobody knows', () => {
    expect(() => selectHistory(incident, { ...all, services: ['auht'] }, nothing)).toThrow(
      'The history knows no service called auht.',
    );
    expect(() => selectHistory(incident, { ...all, names: ['SECRET_KYE'] }, nothing)).toThrow('SECRET_KYE');
    const known = { services: ['worker'], names: ['CALM'] };
    const { history } = selectHistory(incident, { ...all, services: ['worker'], names: ['CALM'] }, known);
    expect(history.regressions).toEqual([]);
  });

  it('says which word was meant', () => {
    const fixOf = (selection: object): unknown => {
      try {
        return selectHistory(incident, { ...all, ...selection }, nothing);
      } catch (error) {
        return error instanceof Error && 'fix' in error ? error.fix : error;
      }
    };
    expect(fixOf({ services: ['bakend'] })).toBe('Did you mean backend?');
    expect(fixOf({ services: ['something'] })).toBe('It knows auth, backend.');
    expect(fixOf({ names: ['__proto__'] })).toMatch(/^It knows LOG_LEVEL, /);
  });
});

describe('incidents', () => {
  it('join what the same two commits made, the open ones first, the newest first', () => {
    const open = regression(commit('9', '2020-01-01T00:00:00Z'), { name: 'OLD' });
    const { incidents } = selectHistory(historyOf([open, ...incident.regressions]), all, nothing);
    expect(
      incidents.map(({ open: isOpen, parts }) => [
        isOpen,
        parts.map(({ kind, service, regressions }) => [kind, service, regressions.map(({ name }) => name)]),
      ]),
    ).toEqual([
      [true, [['dropped', 'auth', ['OLD']]]],
      [
        false,
        [
          ['dropped', 'auth', ['REDIS_HOST', 'REDIS_PORT']],
          ['dropped', 'backend', ['REDIS_HOST', 'REDIS_PORT']],
        ],
      ],
      [false, [['unmet-requirement', 'auth', ['REDIS_HOST', 'REDIS_PORT', 'SECRET_KEY']]]],
    ]);
  });
});
