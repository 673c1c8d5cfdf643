import { describe, expect, it } from 'vitest';
import {
  checkCertificates,
  checkCoreFiles,
  checkFeatures,
  checkNode,
  checkSharedMemory,
  checkWebSocketEngine,
} from '../../../../src/app/doctor/runtime-checks.ts';

const fails = (): never => {
  throw new Error('the reason');
};

describe('Node', () => {
  it.each([
    ['v20.19.0', 'ok'],
    ['v20.20.2', 'ok'],
    ['v22.1.0', 'ok'],
    ['v20.18.3', 'fail'],
    ['v18.20.0', 'fail'],
  ])('%s: %s', (version, status) => {
    expect(checkNode(version)).toMatchObject({ status });
  });

  it('must have every feature', () => {
    expect(checkFeatures({ a: true, b: true })).toMatchObject({ status: 'ok', detail: 'a, b' });
    expect(checkFeatures({ a: true, b: false })).toMatchObject({
      status: 'fail',
      detail: 'b missing',
    });
  });
});

describe('shared memory', () => {
  it('is there, or is not', () => {
    expect(checkSharedMemory(() => 64 * 2 ** 20)).toMatchObject({
      status: 'ok',
      detail: '64 MiB for the session can be had',
    });
    expect(checkSharedMemory(fails)).toMatchObject({ status: 'fail' });
  });
});

describe('the WebSocket engine', () => {
  it('is native, is not, or cannot be had', () => {
    const native = { engine: 'uWebSockets', fallbackReason: '' };
    expect(checkWebSocketEngine(() => native)).toMatchObject({ status: 'ok' });
    const fallback = { engine: 'ws', fallbackReason: 'no build' };
    expect(checkWebSocketEngine(() => fallback)).toMatchObject({ status: 'warn' });
    expect(checkWebSocketEngine(fails)).toMatchObject({ status: 'fail', detail: 'the reason' });
  });
});

describe('certificates', () => {
  it('SC-34 must be verified', () => {
    expect(checkCertificates(undefined).status).toBe('ok');
    expect(checkCertificates('1').status).toBe('ok');
    expect(checkCertificates('0').status).toBe('fail');
  });
});

describe('core files', () => {
  const limits = (soft: string) =>
    `Limit                     Soft Limit           Hard Limit           Units\nMax core file size        ${soft}                    unlimited            bytes\n`;

  it.each([
    [limits('0'), 'ok', 'ok'],
    [limits('unlimited'), 'warn', 'fail'],
    [limits('1024'), 'warn', 'fail'],
    ['', 'ok', 'ok'],
  ])('SC-31 hold no secrets where there are none', (text, paper, live) => {
    expect(checkCoreFiles(text, false).status).toBe(paper);
    expect(checkCoreFiles(text, true).status).toBe(live);
  });
});
