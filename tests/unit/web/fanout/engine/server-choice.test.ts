import { describe, expect, it } from 'vitest';
import { chooseServer } from '../../../../../src/web/fanout/engine/server-choice.ts';
import { findUws } from '../../../../../src/web/fanout/engine/uws-native.ts';

const { platform, arch, versions } = process;
const here = { platform, arch, modulesVersion: versions.modules };

describe('choice of the WebSocket engine', () => {
  it('finds no uWebSockets for a Node without a native build, and says which file is missing', () => {
    const found = findUws({ ...here, modulesVersion: '9999' });
    expect(found.isUsable).toBe(false);
    expect(found.isUsable ? '' : found.reason).toMatch(/uWebSockets\.js/);
    expect(findUws({ ...here, arch: 'riscv64' }).isUsable).toBe(false);
  });

  it('takes ws when it is named', () => {
    expect(chooseServer('ws')).toMatchObject({ server: { engine: 'ws' }, fallbackReason: '' });
  });

  it('takes uWebSockets by itself exactly where it can run, and gives the reason where it cannot', () => {
    const found = findUws(here);
    const { server, fallbackReason } = chooseServer('auto');
    expect(server.engine).toBe(found.isUsable ? 'uWebSockets' : 'ws');
    expect(fallbackReason).toBe(found.isUsable ? '' : found.reason);
  });
});
