import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, isIPv6 } from "node:net";
import { promisify } from "node:util";

/** Addresses that are not on the public internet: private, shared, loopback, link-local (where cloud
 *  providers answer with credentials), documentation, multicast and reserved ones, and the IPv6 forms
 *  that lead to an IPv4 address. Source: IANA special-purpose address registries. */
const NOT_PUBLIC = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  NOT_PUBLIC.addSubnet(network, bits, "ipv4");
}
for (const [network, bits] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const) {
  NOT_PUBLIC.addSubnet(network, bits, "ipv6");
}
/** All public IPv6 addresses begin with these three bits. */
const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet("2000::", 3, "ipv6");

export function isPublic(address: string): boolean {
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  if (!isIPv6(plain)) return !NOT_PUBLIC.check(plain, "ipv4");
  return GLOBAL_UNICAST.check(plain, "ipv6") && !NOT_PUBLIC.check(plain, "ipv6");
}

const resolve = promisify(lookup);

/** The addresses of a URL's host. Rejects when it has none. */
export async function addressesOf(url: string): Promise<readonly LookupAddress[]> {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  const family = isIP(host);
  return family === 0 ? resolve(host, { all: true }) : [{ address: host, family }];
}
