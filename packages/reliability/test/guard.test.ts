import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createGuard, type GuardEvent, type GuardOptions } from '../src/index.ts';

const broken = new Error('the dependency is broken');
const fail = async (): Promise<never> => {
  throw broken;
};
const answer = async (): Promise<string> => 'answer';
const hang = (): Promise<never> => new Promise(() => {});

function make(options: Partial<GuardOptions> = {}) {
  const events: GuardEvent[] = [];
  const guard = createGuard({
    name: 'store',
    failureThreshold: 3,
    recoveryTimeoutMs: 40,
    timeoutMs: 1_000,
    observe: (event) => events.push(event),
    ...options,
  });
  return { guard, events };
}

async function failTimes(guard: ReturnType<typeof make>['guard'], times: number): Promise<void> {
  for (let call = 0; call < times; call += 1) await expect(guard.run(fail)).rejects.toBe(broken);
}

describe('the circuit', () => {
  it('opens at the threshold of failures in a row, and turns calls away without running them', async () => {
    const { guard } = make();
    await failTimes(guard, 2);
    await guard.run(answer);
    await failTimes(guard, 2);
    expect(guard.health()).toMatchObject({ status: 'healthy', circuitState: 'closed', failureCount: 2 });
    await failTimes(guard, 1);
    expect(guard.health()).toMatchObject({ status: 'degraded', circuitState: 'open', canExecute: false });
    let ran = false;
    const turnedAway = guard.run(async () => {
      ran = true;
    });
    await expect(turnedAway).rejects.toMatchObject({ name: 'GuardError', code: 'circuit-open', dependency: 'store' });
    expect(ran).toBe(false);
    expect(guard.health().rejectedCalls).toBe(1);
  });

  it('lets one call through after the recovery timeout, turns others away meanwhile, and closes on an answer', async () => {
    const { guard, events } = make();
    await failTimes(guard, 3);
    await wait(50);
    expect(guard.health()).toMatchObject({ status: 'degraded', canExecute: true });
    let open = (): void => {};
    const trying = guard.run(
      () =>
        new Promise<void>((resolve) => {
          open = resolve;
        }),
    );
    expect(guard.health()).toMatchObject({ status: 'recovering', circuitState: 'half_open', canExecute: false });
    await expect(guard.run(answer)).rejects.toMatchObject({ code: 'circuit-open' });
    open();
    await trying;
    expect(guard.health()).toMatchObject({ status: 'healthy', circuitState: 'closed', failureCount: 0 });
    expect(events.flatMap((event) => (event.kind === 'circuit' ? [event.state] : []))).toEqual([
      'open',
      'half_open',
      'closed',
    ]);
  });

  it('opens again when the call that tries it fails', async () => {
    const { guard } = make();
    await failTimes(guard, 3);
    await wait(50);
    await failTimes(guard, 1);
    expect(guard.health()).toMatchObject({ status: 'degraded', circuitState: 'open', canExecute: false });
    await expect(guard.run(answer)).rejects.toMatchObject({ code: 'circuit-open' });
  });

  it('is not taken for recovered because the caller of the call that tries it gave up', async () => {
    const { guard } = make({ timeoutMs: 60 });
    await failTimes(guard, 3);
    await wait(50);
    const caller = new AbortController();
    const trying = guard.run(hang, { signal: caller.signal });
    caller.abort();
    await expect(trying).rejects.toMatchObject({ code: 'cancelled' });
    expect(guard.health().circuitState).toBe('half_open');
    await wait(90);
    expect(guard.health().circuitState).toBe('open');
  });

  it('counts an error that does not speak against the dependency as its answer', async () => {
    const wrong = new TypeError('wrong question');
    const { guard } = make({ isFailure: (error) => !(error instanceof TypeError) });
    await failTimes(guard, 2);
    await expect(
      guard.run(async () => {
        throw wrong;
      }),
    ).rejects.toBe(wrong);
    expect(guard.health()).toMatchObject({ failureCount: 0, successfulCalls: 1, failedCalls: 2 });
  });
});

describe('the timeout', () => {
  it('ends an operation that does not watch its signal, and counts as a failure', async () => {
    const { guard } = make({ timeoutMs: 30 });
    const began = performance.now();
    await expect(guard.run(hang)).rejects.toMatchObject({ code: 'timed-out' });
    expect(performance.now() - began).toBeLessThan(500);
    expect(guard.health()).toMatchObject({ failureCount: 1, failedCalls: 1 });
  });

  it('aborts the signal of an operation that watches it, and tells its error as the timeout that it is', async () => {
    const { guard } = make({ timeoutMs: 30 });
    const waiting = guard.run(({ signal }) => wait(5_000, undefined, { signal }));
    await expect(waiting).rejects.toMatchObject({ code: 'timed-out' });
  });

  it('leaves the signal of an answered call as it was, and no timer behind', async () => {
    const { guard } = make();
    const caller = new AbortController();
    expect(await guard.run(answer, { signal: caller.signal })).toBe('answer');
    expect(caller.signal.aborted).toBe(false);
  });
});

describe('the caller’s signal', () => {
  it('ends a running call at once, and counts neither for nor against the dependency', async () => {
    const { guard, events } = make();
    const caller = new AbortController();
    const call = guard.run(({ signal }) => wait(5_000, undefined, { signal }), { signal: caller.signal });
    setTimeout(() => caller.abort(new Error('left')), 10);
    await expect(call).rejects.toMatchObject({ code: 'cancelled', cause: { message: 'left' } });
    await wait(5);
    expect(guard.health()).toMatchObject({ failureCount: 0, failedCalls: 0, successfulCalls: 0 });
    expect(events).toMatchObject([{ kind: 'attempt', outcome: 'cancelled' }]);
  });

  it('lets nothing start once aborted', async () => {
    const { guard } = make();
    let ran = false;
    const call = guard.run(
      async () => {
        ran = true;
      },
      { signal: AbortSignal.abort() },
    );
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(ran).toBe(false);
  });

  it('ends the pause before a retry, and no further attempt follows', async () => {
    const { guard } = make({ failureThreshold: 10, retry: { attempts: 5, initialDelayMs: 200 } });
    const caller = new AbortController();
    let attempts = 0;
    const began = performance.now();
    const call = guard.run(
      async () => {
        attempts += 1;
        throw broken;
      },
      { signal: caller.signal },
    );
    setTimeout(() => caller.abort(), 10);
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - began).toBeLessThan(150);
    await wait(500);
    expect(attempts).toBe(1);
  });

  it('ends the wait for a turn', async () => {
    const { guard } = make({ bulkhead: { concurrent: 1, queued: 1 } });
    let finish = (): void => {};
    const first = guard.run(() => new Promise<void>((resolve) => (finish = resolve)));
    const caller = new AbortController();
    let ran = false;
    const second = guard.run(
      async () => {
        ran = true;
      },
      { signal: caller.signal },
    );
    caller.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    finish();
    await first;
    await wait(5);
    expect(ran).toBe(false);
  });
});

describe('the retry', () => {
  it('repeats what failed until it is answered', async () => {
    const { guard, events } = make({ retry: { attempts: 2, initialDelayMs: 1, maxDelayMs: 2 } });
    let attempts = 0;
    const call = guard.run(async () => {
      attempts += 1;
      return attempts < 3 ? fail() : 'answer';
    });
    expect(await call).toBe('answer');
    expect(events.filter((event) => event.kind === 'retry')).toHaveLength(2);
  });

  it('stops as soon as the circuit is open', async () => {
    const { guard } = make({ retry: { attempts: 10, initialDelayMs: 1, maxDelayMs: 2 } });
    let attempts = 0;
    const call = guard.run(async () => {
      attempts += 1;
      throw broken;
    });
    await expect(call).rejects.toMatchObject({ code: 'circuit-open' });
    expect(attempts).toBe(3);
  });

  it('spreads the pauses of callers that failed together, also where they have reached the longest', async () => {
    const { guard, events } = make({
      failureThreshold: 1_000,
      retry: { attempts: 3, initialDelayMs: 10, maxDelayMs: 20 },
    });
    await Promise.all(Array.from({ length: 20 }, () => guard.run(fail).catch(() => {})));
    const pauses = events.flatMap((event) => (event.kind === 'retry' ? [event.pauseSeconds] : []));
    expect(pauses).toHaveLength(60);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(0.02);
    const last = pauses.slice(-20);
    expect(new Set(last).size).toBeGreaterThan(3);
    expect(Math.min(...last)).toBeGreaterThanOrEqual(0.01);
  });
});

describe('the bulkhead', () => {
  it('runs so many at once, lets so many wait, and turns the rest away', async () => {
    const { guard } = make({ bulkhead: { concurrent: 2, queued: 1 } });
    let running = 0;
    let most = 0;
    const call = () =>
      guard.run(async () => {
        running += 1;
        most = Math.max(most, running);
        await wait(10);
        running -= 1;
      });
    const results = await Promise.allSettled([call(), call(), call(), call()]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    expect(results[3]).toMatchObject({ reason: { code: 'bulkhead-full' } });
    expect(most).toBe(2);
    expect(guard.health()).toMatchObject({ rejectedCalls: 1, failureCount: 0, status: 'healthy' });
  });
});

describe('the health status', () => {
  it('has the counts, thresholds and times of the guard', async () => {
    const { guard } = make({ failureThreshold: 3, recoveryTimeoutMs: 2_500 });
    await guard.run(answer);
    const before = Date.now();
    await failTimes(guard, 1);
    const health = guard.health();
    expect(health).toEqual({
      name: 'store',
      status: 'healthy',
      circuitState: 'closed',
      canExecute: true,
      failureCount: 1,
      successfulCalls: 1,
      failedCalls: 1,
      rejectedCalls: 0,
      failureThreshold: 3,
      recoveryTimeout: 2.5,
      lastFailureTime: expect.any(String),
      timestamp: expect.any(String),
    });
    expect(Date.parse(health.lastFailureTime ?? '')).toBeGreaterThanOrEqual(before);
    expect(Date.parse(health.timestamp)).toBeGreaterThanOrEqual(Date.parse(health.lastFailureTime ?? ''));
  });

  it('has no last failure before the first one', () => {
    expect(make().guard.health()).toMatchObject({ lastFailureTime: null, failureCount: 0, successfulCalls: 0 });
  });

  it('starts its counts anew, while an open circuit stays open', async () => {
    const { guard } = make({ recoveryTimeoutMs: 60_000 });
    await failTimes(guard, 3);
    guard.resetMetrics();
    expect(guard.health()).toMatchObject({
      failedCalls: 0,
      rejectedCalls: 0,
      lastFailureTime: null,
      status: 'degraded',
    });
    await expect(guard.run(answer)).rejects.toMatchObject({ code: 'circuit-open' });
  });

  it('starts its counts anew with the failures in a row of a closed circuit', async () => {
    const { guard } = make();
    await failTimes(guard, 2);
    guard.resetMetrics();
    await failTimes(guard, 2);
    expect(guard.health()).toMatchObject({ status: 'healthy', failureCount: 2 });
  });

  it('closes the circuit when health tracking starts anew, and leaves out what still ran', async () => {
    const { guard, events } = make({ recoveryTimeoutMs: 60_000, failureThreshold: 1 });
    let failLate = (_: Error): void => {};
    const late = guard.run(() => new Promise<never>((_, reject) => (failLate = reject)));
    await failTimes(guard, 1);
    expect(guard.health().status).toBe('degraded');
    guard.resetHealthTracking();
    failLate(broken);
    await expect(late).rejects.toBe(broken);
    expect(guard.health()).toMatchObject({
      status: 'healthy',
      circuitState: 'closed',
      failureCount: 0,
      failedCalls: 0,
      lastFailureTime: null,
    });
    expect(events.at(-2)).toEqual({ kind: 'circuit', name: 'store', state: 'closed' });
    expect(await guard.run(answer)).toBe('answer');
  });

  it('is not made from options out of range', () => {
    expect(() => make({ failureThreshold: 0 })).toThrow(
      'failureThreshold must be a whole number of at least 1; it is 0',
    );
    expect(() => make({ timeoutMs: Number.NaN })).toThrow(RangeError);
    expect(() => make({ timeoutMs: 2 ** 40 })).toThrow(RangeError);
    expect(() => make({ bulkhead: { concurrent: 0 } })).toThrow('bulkhead.concurrent');
  });
});
