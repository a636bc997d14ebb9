/** The platform's type, which core names in a port and never creates: core is compiled without the
 *  types of a platform. Elsewhere the platform's declaration replaces this one. */
interface AbortSignal {
  readonly aborted: boolean;
}
