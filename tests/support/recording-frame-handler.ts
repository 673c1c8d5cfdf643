/** Writes down what a `FrameReader` finds, as one line per event. */
import type { FrameErrorKind, FrameHandler } from '../../src/feed/websocket/frame-reader.ts';

export class RecordingFrameHandler implements FrameHandler {
  readonly events: string[] = [];

  onBinary(view: DataView, offset: number, length: number): void {
    const bytes = Buffer.from(view.buffer, view.byteOffset + offset, length);
    this.events.push(`binary ${bytes.toString('hex')}`);
  }

  onText(text: string): void {
    this.events.push(`text ${text}`);
  }

  onPing(payload: Uint8Array): void {
    this.events.push(`ping ${Buffer.from(payload).toString('hex')}`);
  }

  onPong(payload: Uint8Array): void {
    this.events.push(`pong ${Buffer.from(payload).toString('hex')}`);
  }

  onClose(code: number, reason: string): void {
    this.events.push(`close ${code} ${reason}`);
  }

  onError(_kind: FrameErrorKind, closeCode: number): void {
    this.events.push(`error ${closeCode}`);
  }
}
