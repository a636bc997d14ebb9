/** Writes numbers one after another, big-endian. */
export type ByteWriter = Readonly<{
  uint8: (value: number) => void;
  uint16: (value: number) => void;
  uint32: (value: number) => void;
  float32: (value: number) => void;
  float64: (value: number) => void;
  /** A whole number in as few bytes as it takes, seven bits each, the lowest first (LEB128). */
  count: (value: number) => void;
  raw: (bytes: Uint8Array) => void;
  written: () => Uint8Array<ArrayBuffer>;
}>;

/** Reads what a `ByteWriter` wrote. Throws `RangeError` at the end of the bytes. */
export type ByteReader = Readonly<{
  uint8: () => number;
  uint16: () => number;
  uint32: () => number;
  float32: () => number;
  float64: () => number;
  count: () => number;
  raw: (length: number) => Uint8Array;
  left: () => number;
}>;

export function byteWriter(): ByteWriter {
  let view = new DataView(new ArrayBuffer(1_024));
  let end = 0;
  /** Makes room, and gives where it begins. */
  const room = (length: number): number => {
    const at = end;
    end += length;
    if (end > view.byteLength) {
      const larger = new Uint8Array(2 * end);
      larger.set(new Uint8Array(view.buffer, 0, at));
      view = new DataView(larger.buffer);
    }
    return at;
  };
  const uint8 = (value: number): void => {
    const at = room(1);
    view.setUint8(at, value);
  };
  return {
    uint8,
    uint16: (value) => {
      const at = room(2);
      view.setUint16(at, value);
    },
    uint32: (value) => {
      const at = room(4);
      view.setUint32(at, value);
    },
    float32: (value) => {
      const at = room(4);
      view.setFloat32(at, value);
    },
    float64: (value) => {
      const at = room(8);
      view.setFloat64(at, value);
    },
    count: (value) => {
      let rest = value;
      for (; rest >= 128; rest = Math.floor(rest / 128)) uint8((rest % 128) + 128);
      uint8(rest);
    },
    raw: (bytes) => {
      const at = room(bytes.length);
      new Uint8Array(view.buffer).set(bytes, at);
    },
    written: () => new Uint8Array(view.buffer.slice(0, end)),
  };
}

export function byteReader(bytes: Uint8Array): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  /** Moves on, and gives where it was. */
  const past = (length: number): number => {
    if (at + length > bytes.length) throw new RangeError("the bytes end here");
    at += length;
    return at - length;
  };
  return {
    uint8: () => view.getUint8(past(1)),
    uint16: () => view.getUint16(past(2)),
    uint32: () => view.getUint32(past(4)),
    float32: () => view.getFloat32(past(4)),
    float64: () => view.getFloat64(past(8)),
    count: () => {
      let value = 0;
      for (let factor = 1; ; factor *= 128) {
        const byte = view.getUint8(past(1));
        value += (byte % 128) * factor;
        if (byte < 128) return value;
      }
    },
    raw: (length) => {
      const from = past(length);
      return bytes.subarray(from, from + length);
    },
    left: () => bytes.length - at,
  };
}
