import { describe, expect, it } from 'vitest';
import {
  COMMAND_DRAIN,
  COMMAND_HOLD,
  COMMAND_RUN,
  ControlBlock,
  STATE_RUNNING,
  STATE_STARTING,
} from '../../../src/ring/control-block.ts';

const THREADS = 3;

describe('ControlBlock', () => {
  it('starts with the latch open and every thread held', () => {
    const control = new ControlBlock(THREADS);
    expect(control.isKilled()).toBe(false);
    for (let thread = 0; thread < THREADS; thread++) {
      expect(control.command(thread)).toBe(COMMAND_HOLD);
      expect(control.state(thread)).toBe(STATE_STARTING);
      expect(control.cycleStartNs(thread)).toBe(0);
    }
  });

  it('latches for everyone who maps the same memory, and stays latched', () => {
    const control = new ControlBlock(THREADS);
    const other = new ControlBlock(THREADS, control.buffer);
    other.kill();
    other.kill();
    expect(control.isKilled()).toBe(true);
    for (let thread = 0; thread < THREADS; thread++) {
      control.setCommand(thread, COMMAND_RUN);
      control.setState(thread, STATE_RUNNING);
      control.setCycleStart(thread, 0);
    }
    expect(other.isKilled()).toBe(true);
  });

  it('tells everyone of a fault of the clock, and nobody of one that was not found', () => {
    const control = new ControlBlock(THREADS);
    const other = new ControlBlock(THREADS, control.buffer);
    expect(other.clockFault()).toBe(0);
    control.setClockFault(2);
    expect(other.clockFault()).toBe(2);
    expect(other.flattenCause()).toBe(0);
    expect(other.isKilled()).toBe(false);
  });

  it('keeps the words of threads apart, and all of them from the latch', () => {
    const control = new ControlBlock(THREADS);
    control.setCommand(1, COMMAND_DRAIN);
    control.setState(2, STATE_RUNNING);
    control.setCycleStart(0, 123_456_789_012_345.5);
    expect([0, 1, 2].map((thread) => control.command(thread))).toEqual([
      COMMAND_HOLD,
      COMMAND_DRAIN,
      COMMAND_HOLD,
    ]);
    expect([0, 1, 2].map((thread) => control.state(thread))).toEqual([
      STATE_STARTING,
      STATE_STARTING,
      STATE_RUNNING,
    ]);
    expect([0, 1, 2].map((thread) => control.cycleStartNs(thread))).toEqual([
      123_456_789_012_345.5, 0, 0,
    ]);
    control.setCommand(0, COMMAND_RUN);
    expect(control.isKilled()).toBe(false);
  });

  it('lets a thread pass that was told to run before it waited', () => {
    const control = new ControlBlock(THREADS);
    control.setCommand(0, COMMAND_RUN);
    control.waitWhileHeld(0, 1e9);
    expect(control.command(0)).toBe(COMMAND_RUN);
  });

  it('gives up holding a thread that is never told', () => {
    const control = new ControlBlock(THREADS);
    control.waitWhileHeld(0, 1);
    expect(control.command(0)).toBe(COMMAND_HOLD);
  });
});
