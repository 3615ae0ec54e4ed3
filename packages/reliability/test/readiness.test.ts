import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { createGuard, createGuardMetrics, createServiceHealth, type Guard, worstStatus } from '../src/index.ts';

const make = (name: string): Guard => createGuard({ name, failureThreshold: 1, recoveryTimeoutMs: 60_000 });
const breakIt = (guard: Guard) => guard.run(() => Promise.reject(new Error('broken'))).catch(() => {});

describe('readiness', () => {
  it('comes with the start, and goes with the first step of the end for good', () => {
    const health = createServiceHealth([]);
    expect(health.ready()).toMatchObject({ ready: false, phase: 'starting', reasons: ['the service is starting'] });
    health.markRunning();
    expect(health.ready()).toMatchObject({ ready: true, phase: 'running', status: 'healthy', reasons: [] });
    health.markStopping();
    health.markRunning();
    expect(health.ready()).toMatchObject({ ready: false, phase: 'stopping', reasons: ['the service is stopping'] });
  });

  it('goes with a critical dependency, while the service stays alive', async () => {
    const redis = make('redis');
    const health = createServiceHealth([{ critical: true, health: () => redis.health() }]);
    health.markRunning();
    await breakIt(redis);
    expect(health.ready()).toMatchObject({
      ready: false,
      status: 'degraded',
      reasons: ['redis is degraded'],
      dependencies: [{ name: 'redis', critical: true, circuitState: 'open', failureThreshold: 1 }],
    });
    expect(health.live()).toMatchObject({ alive: true, phase: 'running' });
    redis.resetHealthTracking();
    expect(health.ready().ready).toBe(true);
  });

  it('stays with a dependency that the service can do without, and shows it', async () => {
    const mail = make('mail');
    const health = createServiceHealth([{ critical: false, health: () => mail.health() }]);
    health.markRunning();
    await breakIt(mail);
    expect(health.ready()).toMatchObject({ ready: true, status: 'degraded', reasons: [] });
  });

  it('is of the worst status that any dependency has', () => {
    expect(worstStatus([])).toBe('healthy');
    expect(worstStatus(['healthy', 'recovering', 'healthy'])).toBe('recovering');
    expect(worstStatus(['degraded', 'recovering'])).toBe('degraded');
  });
});

describe('the metrics', () => {
  it('show attempts by outcome, retries and the state of the circuit', async () => {
    const registry = new Registry();
    const metrics = createGuardMetrics(registry);
    const guard = createGuard({
      name: 'redis',
      failureThreshold: 2,
      recoveryTimeoutMs: 60_000,
      retry: { attempts: 1, initialDelayMs: 1 },
      observe: metrics.observe,
    });
    metrics.add('redis');
    expect(await registry.metrics()).toContain('dependency_circuit{dependency="redis",state="closed"} 1');
    await guard.run(async () => 'answer');
    await breakIt(guard);
    await breakIt(guard);
    const text = await registry.metrics();
    expect(text).toContain('dependency_calls_total{dependency="redis",outcome="success"} 1');
    expect(text).toContain('dependency_calls_total{dependency="redis",outcome="failure"} 2');
    expect(text).toContain('dependency_calls_total{dependency="redis",outcome="rejected"} 1');
    expect(text).toContain('dependency_retries_total{dependency="redis"} 1');
    expect(text).toContain('dependency_circuit{dependency="redis",state="closed"} 0');
    expect(text).toContain('dependency_circuit{dependency="redis",state="open"} 1');
    expect(text).toContain('dependency_call_seconds_count{dependency="redis"} 3');
  });
});
