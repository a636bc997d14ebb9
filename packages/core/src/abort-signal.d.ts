/** The platform's own, which core names in a port and never makes: its compiler settings know of
 *  no platform. Elsewhere the real declaration takes this one's place. */
interface AbortSignal {
  readonly aborted: boolean;
}
