/** Micro benchmarks of journal rows: encoding, decoding, checksums. */
import { newOrder } from '../../src/domain/order/order.ts';
import { ORDER_ROW } from '../../src/domain/order/rows.ts';
import { crc32c } from '../../src/journal/crc32c.ts';
import { decodeRow, encodeRow } from '../../src/journal/row-codec.ts';
import type { MicroCase } from './micro-case.ts';

const ROWS = 256;
const KIBIBYTE = 1024;

export function journalCases(): MicroCase[] {
  const order = newOrder({
    orderId: 4_294_967_296 * 64,
    role: 'entry',
    slot: 0,
    tagPrefix: 3_259_440,
    orderType: 'limit',
    instrumentIndex: 3,
    side: 1,
    quantity: 100,
    limitPaise: 224_030,
    triggerPaise: 0,
  });
  const payload = encodeRow(ORDER_ROW, order);
  const block = new Uint8Array(KIBIBYTE).fill(0x5a);
  return [
    {
      name: `journal: encode an order row (${payload.length} bytes)`,
      operations: ROWS,
      run() {
        let bytes = 0;
        for (let n = 0; n < ROWS; n++) bytes += encodeRow(ORDER_ROW, order).length;
        return bytes;
      },
    },
    {
      name: 'journal: decode an order row',
      operations: ROWS,
      run() {
        let sum = 0;
        for (let n = 0; n < ROWS; n++) sum += Number(decodeRow(ORDER_ROW, payload)['quantity']);
        return sum;
      },
    },
    {
      name: 'journal: CRC32C of 1 KiB',
      operations: ROWS,
      run() {
        let sum = 0;
        for (let n = 0; n < ROWS; n++) sum += crc32c(block, 0, KIBIBYTE);
        return sum;
      },
    },
  ];
}
