import { describe, expect, it } from 'vitest';
import { commitToExplain, postmortemOf } from '../../src/history/postmortem.ts';
import { evening, incident } from './incident.ts';
import { change, commit, historyOf, regression } from './regressions.ts';

const { cause, cure, asked, tables, restored } = evening;

describe('a postmortem of the commit that was blamed', () => {
  const report = postmortemOf(incident, asked);

  it('tells what the commit itself broke, and which commit mended that', () => {
    expect(report.verdict).toBe('breaks');
    expect(report.about).toEqual([
      { service: 'auth', names: ['REDIS_HOST', 'REDIS_PORT'] },
      { service: 'backend', names: ['REDIS_HOST', 'REDIS_PORT'] },
    ]);
    expect(report.introduced).toMatchObject([{ cause: asked, cure: restored, open: false }]);
    expect(report.mended).toEqual([]);
    expect(report.changes.map(({ service, removed }) => [service, removed])).toEqual([
      ['auth', ['REDIS_HOST', 'REDIS_PORT']],
      ['backend', ['REDIS_HOST', 'REDIS_PORT']],
    ]);
  });

  it('tells that the outage had another cause and was already mended, and which name it does not touch', () => {
    expect(report.mendedBefore).toMatchObject([{ incident: { cause, cure } }]);
    const [before] = report.mendedBefore;
    expect(before?.hoursBefore).toBeCloseTo((6 * 60 + 31) / 3600, 6);
    expect(report.untouched).toEqual([{ service: 'auth', names: ['SECRET_KEY'] }]);
  });

  it('puts the commits in order', () => {
    expect(report.timeline.map(({ at, role }) => [at, role])).toEqual([
      [cause, 'cause'],
      [cure, 'cure'],
      [asked, 'cause'],
      [restored, 'cure'],
    ]);
  });

  it('names the rule that finds what it broke', () => {
    expect(report.guards).toMatchObject([{ kind: 'dropped', rule: 'no-dropped-binding' }]);
  });
});

describe('a postmortem of another commit', () => {
  it('of the cure tells what it mended', () => {
    const report = postmortemOf(incident, cure);
    expect([report.verdict, report.introduced, report.untouched]).toEqual(['mends', [], []]);
    expect(report.mended).toMatchObject([{ cause, cure }]);
    expect(report.openThen).toEqual([]);
  });

  it('made while something is broken tells that it has no part in it', () => {
    const report = postmortemOf(incident, tables);
    expect(report.verdict).toBe('no-part');
    expect(report.openThen).toMatchObject([{ incident: { cause: asked, cure: restored } }]);
    expect(report.untouched[0]).toEqual({ service: 'auth', names: ['REDIS_HOST', 'REDIS_PORT', 'SECRET_KEY'] });
    expect(report.timeline.map(({ at, role }) => [at, role])).toContainEqual([tables, 'asked']);
  });

  it('that changes no deployment is compared with all services', () => {
    const docs = commit('f', '2025-09-04T23:40:00-07:00');
    const services = postmortemOf(incident, docs).openThen.flatMap(({ incident: { parts } }) =>
      parts.map(({ service }) => service),
    );
    expect(services).toEqual(['auth', 'backend']);
  });

  it('leaves out what had been mended for more than a day, and other services', () => {
    const later = commit('f', '2025-09-06T00:00:00-07:00');
    const other = historyOf(incident.regressions, [change(later, { service: 'backend', added: ['X'] })]);
    expect(postmortemOf(other, later)).toMatchObject({ verdict: 'nothing', mendedBefore: [], openThen: [], about: [] });
    const sooner = commit('f', '2025-09-04T23:50:00-07:00');
    const worker = historyOf(incident.regressions, [change(sooner, { service: 'worker', added: ['X'] })]);
    expect(postmortemOf(worker, sooner).mendedBefore).toEqual([]);
  });

  it('that is a twin of the cause counts as one', () => {
    const twin = commit('f', '2025-09-05T20:00:00-07:00');
    const history = historyOf([regression(cause, { twins: [twin.commit] })]);
    expect(postmortemOf(history, twin)).toMatchObject({ verdict: 'breaks', introduced: [{ cause }] });
  });

  it('orders by instant, whatever the offsets', () => {
    const early = commit('1', '2025-09-04T10:00:00+05:30');
    const late = commit('2', '2025-09-04T00:00:00-07:00');
    const now = commit('3', '2025-09-04T08:00:00Z');
    const history = historyOf([regression(early, { fixedBy: late })]);
    expect(postmortemOf(history, now)).toMatchObject({ mendedBefore: [{ hoursBefore: 1 }] });
  });
});

describe('the commit to explain', () => {
  it('is that of the newest open regression, else of the newest', () => {
    expect(commitToExplain(incident)).toEqual(asked);
    const old = commit('1', '2024-01-01T00:00:00Z');
    expect(commitToExplain(historyOf([...incident.regressions, regression(old)]))).toEqual(old);
    expect(commitToExplain(historyOf([]))).toBe(null);
  });
});
