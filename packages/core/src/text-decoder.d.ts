/** The platform's class, in browsers and in Node: core is compiled without the types of a platform.
 *  Elsewhere the platform's declaration replaces this one. */
declare class TextDecoder {
  constructor(label: "utf-8", options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}
