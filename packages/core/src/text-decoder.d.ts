/** The platform's own, in browsers and in Node: the compiler settings of core know of no platform.
 *  Elsewhere the real declaration takes this one's place. */
declare class TextDecoder {
  constructor(label: "utf-8", options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}
